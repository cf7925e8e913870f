// Phones have no Tab: a tap on the suggestion takes it.
const SUGGESTION = ".ghost-text-decoration, .suggest-preview-text .view-line > span";

/** Listens on the editor's element until `signal` says otherwise. */
export function onTapOfSuggestion(element: HTMLElement, accept: () => void, signal: AbortSignal): void {
  // By place, not by target: lines of a suggestion lie behind those of the text.
  const isOnSuggestion = ({ clientX, clientY }: { clientX: number; clientY: number }) =>
    [...element.querySelectorAll(SUGGESTION)].some((part) =>
      [...part.getClientRects()].some((box) => isWithin(box, clientX, clientY)),
    );
  const isTap = ({ changedTouches: [touch], touches }: TouchEvent) =>
    touch !== undefined && touches.length <= 1 && isOnSuggestion(touch);
  // On their way down, and not further: Monaco would move the caret there, which sends the suggestion away.
  const options = { capture: true, passive: false, signal };
  const swallow = (event: PointerEvent) =>
    event.pointerType === "touch" && isOnSuggestion(event) && event.stopPropagation();
  element.addEventListener("pointerdown", swallow, options);
  element.addEventListener("pointerup", swallow, options);
  element.addEventListener("touchstart", (event) => isTap(event) && event.stopPropagation(), options);
  element.addEventListener(
    "touchend",
    (event) => {
      if (!isTap(event)) return;
      event.stopPropagation();
      event.preventDefault(); // of the click that would follow
      accept();
    },
    options,
  );
}

const isWithin = ({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;
