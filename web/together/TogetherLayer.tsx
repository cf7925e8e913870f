// What shows beside the code that people look at it together: a frame while one follows, calls to look, and what is said of
// the others to those who listen.
import { X } from "lucide-preact";
import { Avatar } from "#web/controls/Avatar.tsx";
import { isTouch } from "#web/touch";
import type { Look } from "./others";
import type { Together } from "./together";
import { placeWords } from "./words";
import "./together.css";

/** Over the code. */
export function FollowFrame({ together }: { together: Together }) {
  const leader = together.following.leader.value;
  return (
    <div class="follow-frame" role="status" data-person={leader?.color} data-on={leader !== undefined}>
      {leader && (
        <span class="follow-words">
          Following {leader.name}
          <button type="button" onClick={() => together.following.stop()}>
            {isTouch ? "Stop" : "Esc stops"}
          </button>
        </span>
      )}
    </div>
  );
}

/** Beside everything. */
export function TogetherNotices({ together }: { together: Together }) {
  const { others } = together;
  return (
    <>
      <div class="looks" role="status">
        {others.looks.value.map((look, i, all) => (
          <Bubble key={look.user} together={together} look={look} isNewest={i === all.length - 1} />
        ))}
      </div>
      <p class="visually-hidden together-said" aria-live="polite">
        {others.announced.value}
      </p>
    </>
  );
}

function Bubble({ together, look, isNewest }: { together: Together; look: Look; isNewest: boolean }) {
  const { session, others } = together;
  const place = others.placeOf(look);
  if (!place) return null;
  const text = session.textOf(place.file);
  const line = text && text.lineAt(Math.min(place.from, text.length)).number;
  return (
    <div class="look">
      <Avatar name={look.name} color={look.color} />
      <span class="look-words">
        <b>{look.name}</b>: look at {placeWords(session.files.value.get(place.file)?.path, line)}
      </span>
      <button type="button" class="button button-outline" onClick={() => others.accept(look)}>
        Go there {isNewest && !isTouch && <kbd class="key">Alt ⇧ G</kbd>}
      </button>
      <button
        type="button"
        class="button button-icon"
        aria-label={`Dismiss what ${look.name} asks`}
        title="Dismiss"
        onClick={() => others.dismiss(look)}
      >
        <X />
      </button>
    </div>
  );
}
