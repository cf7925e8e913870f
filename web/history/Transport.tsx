// Plays, steps, and says where one is.
import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight, Pause, Play } from "lucide-preact";
import type { ComponentType } from "preact";
import { SPEEDS } from "./pace";
import type { PastView } from "./past-view";
import { Timeline, whenWords } from "./Timeline.tsx";

export function Transport({ view }: { view: PastView }) {
  const isPlaying = view.isPlaying.value;
  const { speed, skipsPauses, author } = view.pace.value;
  const people = view.info.value?.people ?? [];
  return (
    <footer class="transport">
      <Timeline view={view} />
      <div class="transport-line">
        <div class="transport-keys" role="group" aria-label="Playing">
          <Step icon={ChevronsLeft} label="Last mark, run or message before" isTick onClick={() => view.stepTick(-1)} />
          <Step icon={ChevronLeft} label="One edit back" onClick={() => view.step(-1)} />
          <button
            type="button"
            class="button button-primary button-icon transport-play"
            aria-label={isPlaying ? "Pause" : "Play"}
            title={`${isPlaying ? "Pause" : "Play"} (Space)`}
            onClick={() => (isPlaying ? view.pause() : view.play())}
          >
            {isPlaying ? <Pause /> : <Play />}
          </button>
          <Step icon={ChevronRight} label="One edit on" onClick={() => view.step(1)} />
          <Step icon={ChevronsRight} label="Next mark, run or message" isTick onClick={() => view.stepTick(1)} />
        </div>
        <p class="transport-when" data-live={view.isLive.value}>
          <strong>{view.isLive.value ? "Now" : `v${view.version.value}`}</strong>
          <span>{whenWords(view).replace(/^v\d+ · /, "")}</span>
          {view.isLoading.value && <span class="quiet">loading…</span>}
        </p>
        <div class="transport-pace">
          <label>
            <span>Speed</span>
            <select
              class="field"
              aria-label="Speed"
              value={speed}
              onChange={({ currentTarget }) => view.setPace({ speed: Number(currentTarget.value) })}
            >
              {SPEEDS.map((one) => (
                <option key={one} value={one}>
                  {one}×
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>Of</span>
            <select
              class="field"
              aria-label="Whose edits"
              value={author ?? ""}
              onChange={({ currentTarget: { value } }) =>
                view.setPace({ author: value === "" ? undefined : Number(value) })
              }
            >
              <option value="">everybody</option>
              {people.map(({ user, name }) => (
                <option key={user} value={user}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="transport-check">
            <input
              type="checkbox"
              checked={skipsPauses}
              onChange={({ currentTarget }) => view.setPace({ skipsPauses: currentTarget.checked })}
            />
            Skip pauses
          </label>
        </div>
      </div>
    </footer>
  );
}

type StepProps = { icon: ComponentType; label: string; isTick?: boolean; onClick: () => void };

function Step({ icon: Icon, label, isTick = false, onClick }: StepProps) {
  return (
    <button
      type="button"
      class={`button button-icon${isTick ? " transport-tick" : ""}`}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon />
    </button>
  );
}
