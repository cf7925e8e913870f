// Parts of the page that are files of their own. Each is fetched when it is first wanted, or ahead of that while there is
// a line. What did not come is asked for again by whoever wants it next; browsers of before 2026 remember a failure for as
// long as the page stands, whatever one does, so the words at it name a reload, too.

import { signal } from "@preact/signals";

export type Part<T> = {
  /** Undefined before it has come. */
  readonly here: T | undefined;
  fetch(): Promise<T>;
};

/** So long the page may be busy before a part is fetched ahead all the same. */
const IDLE_WAIT_MS = 5_000;
/** Where browsers do not tell when they are idle. */
const PAUSE_MS = 500;

const parts: Part<unknown>[] = [];

/** `isAhead` false: it is fetched when it is wanted, and not before. */
export function part<T>(load: () => Promise<T>, { isAhead = true } = {}): Part<T> {
  const here = signal<T>();
  let coming: Promise<T> | undefined;
  const bring = async () => {
    await fetchLostSheets();
    return (here.value = await load());
  };
  const made: Part<T> = {
    get here() {
      return here.value;
    },
    fetch: () =>
      (coming ??= bring().catch((error: unknown) => {
        coming = undefined;
        throw error;
      })),
  };
  if (isAhead) parts.push(made);
  return made;
}

/** Fetches all that has not come yet, one after the other, whenever the page is idle; until one does not come. */
export async function fetchAhead(stop: AbortSignal): Promise<void> {
  if (savesData()) return;
  for (const one of parts) {
    if (one.here !== undefined) continue;
    await idle();
    if (stop.aborted) return;
    try {
      await one.fetch();
    } catch {
      return; // with the line, which starts this again when it is back
    }
  }
}

type Connection = { readonly saveData?: boolean };
const savesData = () => (navigator as { connection?: Connection }).connection?.saveData ?? false;

const idle = () =>
  new Promise<void>((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(() => resolve(), { timeout: IDLE_WAIT_MS });
    else setTimeout(resolve, PAUSE_MS);
  });

// What the builder makes of an import asks for each style sheet once, also for one that did not come: without this the part
// would come without it the next time.
const lostSheets = new Set<string>();
globalThis.document?.addEventListener(
  "error",
  ({ target }) => {
    if (!(target instanceof HTMLLinkElement) || target.rel !== "stylesheet") return;
    lostSheets.add(target.href);
    target.remove();
  },
  true,
);

const fetchLostSheets = () =>
  Promise.all(
    [...lostSheets].map(
      (href) =>
        new Promise<void>((resolve, reject) => {
          lostSheets.delete(href);
          const link = Object.assign(document.createElement("link"), { rel: "stylesheet", crossOrigin: "", href });
          link.onload = () => resolve();
          link.onerror = () => reject(new Error(`${href} did not come`));
          document.head.append(link);
        }),
    ),
  );
