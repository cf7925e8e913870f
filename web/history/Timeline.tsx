// All versions on one line, with what happened at them.
import { useEffect, useRef } from "preact/hooks";
import { shownTheme } from "#web/theme";
import { colorOf } from "./light-code";
import { momentWords } from "./moment-words";
import type { PastView } from "./past-view";

export function Timeline({ view }: { view: PastView }) {
  const newest = Math.max(1, view.newest.value);
  const version = view.version.value;
  return (
    <div class="timeline">
      <div class="timeline-track">
        <Activity view={view} />
        <div class="timeline-ticks" aria-hidden="true">
          {view.ticks.value.map((tick, i) => (
            <button
              key={i}
              type="button"
              tabIndex={-1}
              class="timeline-tick"
              data-kind={tick.kind}
              title={tick.words}
              aria-label={tick.words}
              style={{ left: `${(tick.version / newest) * 100}%` }}
              onClick={() => view.seek(tick.version)}
            />
          ))}
        </div>
        <input
          type="range"
          class="timeline-slider"
          aria-label="Version"
          aria-valuetext={whenWords(view)}
          min={0}
          max={view.newest.value}
          value={version}
          onInput={({ currentTarget }) => view.seek(Number(currentTarget.value))}
        />
      </div>
    </div>
  );
}

/** "v812 · yesterday 14:03 · Ann" */
export function whenWords(view: PastView): string {
  const version = view.version.value;
  void view.loaded.value; // tells who, when it is here
  if (version === 0) return "v0 · as it began";
  const author = view.authorship(version);
  return author ? `v${version} · ${momentWords(author.time, Date.now())} · ${view.nameOf(author.user)}` : `v${version}`;
}

/** Points of the picture: finer than they are seen. */
const COLUMNS = 480;
const ROWS = 24;

/** How much was written when, and by whom, as far as it is here. */
function Activity({ view }: { view: PastView }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const loaded = view.loaded.value;
  const newest = view.newest.value;
  const theme = shownTheme.value;
  useEffect(() => {
    const { current } = canvas;
    const context = current?.getContext("2d");
    const { player } = view;
    if (!current || !context || !player || newest === 0) return;
    context.clearRect(0, 0, COLUMNS, ROWS);
    const style = getComputedStyle(current);
    const columns = Math.min(COLUMNS, newest);
    const width = COLUMNS / columns;
    for (let column = 0; column < columns; column++) {
      const from = Math.floor((column / columns) * newest) + 1;
      const to = Math.max(from, Math.floor(((column + 1) / columns) * newest));
      const middle = (from + to) >> 1;
      if (!player.isLoaded(from) || !player.isLoaded(to)) continue;
      const took = (player.timeAt(to) ?? 0) - (player.timeAt(Math.max(1, from - 1)) ?? 0);
      const perSecond = (to - from + 1) / Math.max(0.25, took / 1000);
      const height = Math.max(3, Math.min(ROWS, Math.log2(1 + perSecond * 4) * 5));
      context.fillStyle = style.getPropertyValue(`--person-${colorOf(player.userAt(middle) ?? 0)}`);
      context.fillRect(column * width, ROWS - height, Math.max(1, width - 0.5), height);
    }
  }, [view, loaded, newest, theme]);
  return <canvas ref={canvas} class="timeline-activity" width={COLUMNS} height={ROWS} aria-hidden="true" />;
}
