// Tells those who follow this person what is on the screen. Without followers nothing is sent.
import { effect } from "@preact/signals";
import type { Place } from "#collab/attention";
import type { RoomSession } from "#web/room-session";
import { followersOf } from "./following";

/** Four a second: what scrolls by quicker nobody reads. */
const PAUSE_MS = 250;

export function tellView(session: RoomSession): () => void {
  let told = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hasFollowers = () => followersOf(session.people.peek(), session.me.peek()?.user).length > 0;
  const tell = () => {
    timer = undefined;
    const place = hasFollowers() ? placeShown(session) : undefined;
    const key = JSON.stringify(place);
    if (!place || key === told) return;
    if (session.look("view", place)) told = key;
    timer = setTimeout(tell, PAUSE_MS); // what came meanwhile, or could not be said yet
  };
  const soon = () => (timer ??= setTimeout(tell, 0));

  const stops = [
    effect(() => {
      const followers = followersOf(session.people.value, session.me.value?.user).map(({ user }) => user);
      const [file, viewport] = [session.file.value, session.viewport.value];
      // Each has to be told once, also the one who comes when nothing moves.
      if (followers.length > 0 && file !== undefined) {
        told = "";
        soon();
      }
      return viewport?.onScroll(() => void (hasFollowers() && soon()));
    }),
  ];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

function placeShown(session: RoomSession): Place | undefined {
  const file = session.file.peek();
  const viewport = session.viewport.peek();
  const text = session.textOf(file);
  if (!text || !viewport || session.editorFile !== file)
    return session.files.peek().get(file)?.kind === "asset" ? { file, from: 0, to: 0 } : undefined;
  const line = (number: number) => text.line(Math.min(text.lines, Math.max(1, Math.floor(number))));
  return { file, from: line(viewport.top()).from, to: line(viewport.bottom()).to };
}
