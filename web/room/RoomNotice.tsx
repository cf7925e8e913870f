// In place of a room that cannot be shown: what happened, what is safe, what to do next.
import { useEffect } from "preact/hooks";
import { Wordmark } from "#web/controls/Wordmark.tsx";
import type { Closed } from "#web/line-view";
import type { RoomSession } from "#web/room-session";
import { followLink } from "#web/route";

const notices: Record<Closed | "unreachable", { title: string; text: string; again: string | undefined }> = {
  unknown: {
    title: "There is no room here",
    text: "The link may have lost a letter on its way. Ask whoever sent it to copy it once more.",
    again: undefined,
  },
  refused: {
    title: "This room did not let you in",
    text: "Ask the people in it for a new link.",
    again: "Try again",
  },
  superseded: {
    title: "The room went on in another tab",
    text: "This tab was opened twice, and the other one is writing now. Everything typed here is there as well.",
    again: "Use it here",
  },
  full: {
    title: "This room is full",
    text: "No more people fit in at the moment. As soon as somebody leaves, there is a place for you.",
    again: "Try again",
  },
  unreachable: {
    title: "The room cannot be reached",
    text: "Nobody answers: you may be offline, or Tandem may be restarting. What has been saved in the room is safe. This page goes on trying and opens the room as soon as it can.",
    again: "Try now",
  },
};

export function RoomNotice({ session, why }: { session: RoomSession; why: keyof typeof notices }) {
  const { title, text, again } = notices[why];
  const { words, tone } = session.status.value;
  useEffect(() => void (document.title = `${title} · Tandem`), [title]);
  return (
    <main class="notice">
      <Wordmark />
      <h1>{title}</h1>
      <p>{text}</p>
      {tone === "warning" && <p class="status status-warning">{words}</p>}
      <div class="notice-actions">
        {again && (
          <button type="button" class="button button-primary" onClick={() => session.tryAgain()}>
            {again}
          </button>
        )}
        <a class={`button ${again ? "button-outline" : "button-primary"}`} href="/" onClick={followLink}>
          To the start page
        </a>
      </div>
    </main>
  );
}
