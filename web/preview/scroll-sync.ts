// Preview and code show the same place: whichever the person scrolled last leads, and the other follows.
import type { Viewport } from "#web/editor-port";
import { type Block, lineAt, placeOf } from "./block-lines";

/** What somebody does before the thing under their hand scrolls. */
const HANDS = ["wheel", "pointerdown", "touchstart", "keydown"];

/** What is measured from the top of the preview's content, below which one reads. */
export type Blocks = (top: number) => Block[];

export type ScrollSync = {
  /** Something on the preview is where it was not. */
  moved(): void;
  stop(): void;
};

export function syncScroll(preview: HTMLElement, viewport: Viewport, blocks: Blocks): ScrollSync {
  let leads = false;
  const stop = new AbortController();
  const { signal } = stop;
  for (const hand of HANDS)
    document.addEventListener(hand, ({ target }) => (leads = preview.contains(target as Node)), {
      signal,
      capture: true,
      passive: true,
    });
  const now = () => blocks(preview.getBoundingClientRect().top - preview.scrollTop + MARGIN);
  const follow = () => {
    if (!leads) preview.scrollTop = placeOf(now(), viewport.top());
  };
  preview.addEventListener("scroll", () => leads && viewport.scrollTo(lineAt(now(), preview.scrollTop)), {
    signal,
    passive: true,
  });
  const unlisten = viewport.onScroll(follow);
  follow();
  return {
    moved: follow,
    stop() {
      stop.abort();
      unlisten();
    },
  };
}

/** What stays free above the place where one reads; at the top of the text it is the page's margin. In px. */
const MARGIN = 24;

/** Those that stand in an element. */
export const blocksIn = (element: HTMLElement, top: number): Block[] =>
  [...element.querySelectorAll<HTMLElement>("[data-line]")].map((block) => ({
    line: Number(block.dataset["line"]),
    top: () => block.getBoundingClientRect().top - top,
  }));
