// Preview and code show the same place: whichever the person scrolled last leads, and the other follows.
import type { Viewport } from "#web/room-session";
import { type Block, lineAt, placeOf } from "./block-lines";

/** What somebody does before the thing under their hand scrolls. */
const HANDS = ["wheel", "pointerdown", "touchstart", "keydown"];

export function syncScroll(preview: HTMLElement, viewport: Viewport): () => void {
  let leads = false;
  const stop = new AbortController();
  const { signal } = stop;
  for (const hand of HANDS)
    document.addEventListener(hand, ({ target }) => (leads = preview.contains(target as Node)), {
      signal,
      capture: true,
      passive: true,
    });
  const follow = () => {
    if (!leads) preview.scrollTop = placeOf(blocksOf(preview), viewport.top());
  };
  preview.addEventListener("scroll", () => leads && viewport.scrollTo(lineAt(blocksOf(preview), preview.scrollTop)), {
    signal,
    passive: true,
  });
  const unlisten = viewport.onScroll(follow);
  follow();
  return () => {
    stop.abort();
    unlisten();
  };
}

/** What stays free above the place where one reads; at the top of the text it is the page's margin. In px. */
const MARGIN = 24;

function blocksOf(preview: HTMLElement): Block[] {
  const top = preview.getBoundingClientRect().top - preview.scrollTop + MARGIN;
  return [...preview.querySelectorAll<HTMLElement>("[data-line]")].map((element) => ({
    line: Number(element.dataset["line"]),
    top: () => element.getBoundingClientRect().top - top,
  }));
}
