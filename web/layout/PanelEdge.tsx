// The edge of a panel: dragged, or moved by keys; a double click gives back the size that it had at first.
import { isShown, type Panel, resetSize, resize, setOpen, sizeMax, sizeOf } from "./panels";

/** For an arrow key and for a page key, in px. */
const STEP = 24;
const PAGE = 120;

/** On which side of the panel it is. */
type PanelEdgeProps = { panel: Panel; edge: "left" | "right" | "top" };

/** Which way makes the panel larger: the axis, and the sign on it. */
const growth = { left: -1, right: 1, top: -1 };

export function PanelEdge({ panel, edge }: PanelEdgeProps) {
  const along = (event: PointerEvent) => (edge === "top" ? event.clientY : event.clientX);
  const onPointerDown = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.button !== 0 || !isShown(panel)) return;
    const handle: HTMLElement = event.currentTarget;
    const size = sizeOf(panel);
    const start = along(event);
    handle.setPointerCapture(event.pointerId);
    const stop = new AbortController();
    const { signal } = stop;
    const onMove = (move: PointerEvent) => resize(panel, size + growth[edge] * (along(move) - start));
    handle.addEventListener("pointermove", onMove, { signal });
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => stop.abort(), { signal });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const size = sizeOf(panel);
    // An arrow moves the edge its way.
    const [back, forth] = edge === "top" ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    const wanted = {
      [forth]: size + growth[edge] * STEP,
      [back]: size - growth[edge] * STEP,
      PageUp: size + PAGE,
      PageDown: size - PAGE,
      Home: panel.least,
      End: sizeMax(panel),
    }[event.key];
    if (event.key === "Enter") setOpen(panel, !isShown(panel));
    else if (wanted === undefined) return;
    else if (isShown(panel)) resize(panel, wanted);
    event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a separator that moves is a control
    <div
      class="panel-edge"
      data-edge={edge}
      role="separator"
      aria-orientation={edge === "top" ? "horizontal" : "vertical"}
      aria-label={panel.label}
      aria-valuemin={panel.least}
      aria-valuemax={sizeMax(panel)}
      aria-valuenow={sizeOf(panel)}
      tabIndex={0}
      title="Drag, or use the arrow keys; a double click puts it back, Enter closes"
      onPointerDown={onPointerDown}
      onDblClick={() => resetSize(panel)}
      onKeyDown={onKeyDown}
    />
  );
}
