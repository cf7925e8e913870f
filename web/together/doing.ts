// What this person does that carets and edits do not show, told to the room when it becomes something else.
//
// Whatever is looked at instead of the code says so by `data-doing` on its element.
import { effect } from "@preact/signals";
import { type Doing, doing as doings } from "#protocol/attention";
import { pane } from "#web/layout/panes";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";

const IDLE_AFTER_MS = 120_000;
/** Who looks here and there is told of once it has come to rest. */
const PAUSE_MS = 1_000;

export function tellDoing(session: RoomSession): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  let told: Doing = "here";
  let where: Doing = "here";
  let isIdle = false;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const now = (): Doing => (document.hidden ? "away" : isIdle ? "idle" : where);
  const tell = () => {
    timer = undefined;
    const doing = now();
    if (doing !== told && session.say({ type: "doing", doing })) told = doing;
  };
  const soon = () => (timer ??= setTimeout(tell, PAUSE_MS));

  const active = () => {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => {
      isIdle = true;
      soon();
    }, IDLE_AFTER_MS);
    if (isIdle) soon();
    isIdle = false;
  };
  const at = ({ target }: Event) => {
    const marked = target instanceof Element ? target.closest<HTMLElement>("[data-doing]") : null;
    const next = doings.safeParse(marked?.dataset.doing).data ?? "here";
    if (next !== where) soon();
    where = next;
  };
  const listen = (type: string, hear: (event: Event) => void) =>
    document.addEventListener(type, hear, { capture: true, passive: true, signal });
  for (const type of ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"]) listen(type, active);
  for (const type of ["pointerdown", "focusin"]) listen(type, at);
  listen("visibilitychange", soon);
  const stops = [
    session.onMessage(({ type }) => {
      if (type !== "init") return;
      told = "here"; // to the room this is a new connection
      soon();
    }),
    effect(() => {
      if (!isNarrow.value) return;
      where = pane.value === "output" ? "output" : "here";
      soon();
    }),
  ];
  active();
  return () => {
    stopped.abort();
    clearTimeout(idleTimer);
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
