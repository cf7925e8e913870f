// Scrolling a terminal by a finger, which xterm 6.0 has forgotten: https://github.com/xtermjs/xterm.js/issues/5489
import type { Terminal } from "@xterm/xterm";

/** Of the speed left after each frame of rolling on. */
const FRICTION = 0.95;
/** Lines a frame below which it stands still. */
const SPEED_MIN = 0.02;

export function scrollByTouch(host: HTMLElement, terminal: Terminal): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let finger: number | undefined;
  let y = 0;
  let owed = 0;
  let speed = 0;
  let frame = 0;

  const scroll = (lines: number) => {
    owed += lines;
    const whole = Math.trunc(owed);
    owed -= whole;
    if (whole !== 0) terminal.scrollLines(whole);
  };
  const roll = () => {
    speed *= FRICTION;
    if (Math.abs(speed) < SPEED_MIN) return;
    scroll(speed);
    frame = requestAnimationFrame(roll);
  };

  host.addEventListener(
    "pointerdown",
    (event) => {
      if (event.pointerType === "mouse") return;
      cancelAnimationFrame(frame);
      finger = event.pointerId;
      y = event.clientY;
      speed = 0;
    },
    { signal },
  );
  addEventListener(
    "pointermove",
    (event) => {
      if (event.pointerId !== finger) return;
      const lines = ((y - event.clientY) * terminal.rows) / host.clientHeight;
      y = event.clientY;
      speed = lines;
      scroll(lines);
    },
    { signal },
  );
  const lift = (event: PointerEvent) => {
    if (event.pointerId !== finger) return;
    finger = undefined;
    if (!calm.matches) frame = requestAnimationFrame(roll);
  };
  addEventListener("pointerup", lift, { signal });
  addEventListener("pointercancel", lift, { signal });
  return () => {
    stop.abort();
    cancelAnimationFrame(frame);
  };
}
