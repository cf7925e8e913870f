// The edge between code and output: dragged, or moved by arrow keys; Enter and a double click close and open the panel.
import { heightMax, HEIGHT_MIN, openPanel, panelHeight, panelOpen, resizePanel } from "./run-layout";

/** For an arrow key and for a page key, in px. */
const STEP = 24;
const PAGE = 120;

export function PanelHandle() {
  const onPointerDown = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.button !== 0) return;
    const handle: HTMLElement = event.currentTarget;
    const offset = panelHeight.value + event.clientY;
    handle.setPointerCapture(event.pointerId);
    const stop = new AbortController();
    const { signal } = stop;
    handle.addEventListener("pointermove", ({ clientY }: PointerEvent) => resizePanel(offset - clientY), { signal });
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => stop.abort(), { signal });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const height = panelHeight.value;
    const wanted = {
      ArrowUp: height + STEP,
      ArrowDown: height - STEP,
      PageUp: height + PAGE,
      PageDown: height - PAGE,
      Home: heightMax(),
      End: HEIGHT_MIN,
    }[event.key];
    if (wanted !== undefined) resizePanel(wanted);
    else if (event.key === "Enter") openPanel(!panelOpen.value);
    else return;
    event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a separator that moves is a control
    <div
      class="run-handle"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the output"
      aria-valuemin={HEIGHT_MIN}
      aria-valuemax={heightMax()}
      aria-valuenow={panelHeight.value}
      tabIndex={0}
      title="Drag, or use the arrow keys; Enter closes and opens the output"
      onPointerDown={onPointerDown}
      onDblClick={() => openPanel(!panelOpen.value)}
      onKeyDown={onKeyDown}
    />
  );
}
