// Which page the address names. A handful of pages needs no router, only a signal that follows the address.
import { signal } from "@preact/signals";

export type Route =
  | { page: "landing" }
  | { page: "room" | "history"; id: string }
  | { page: "docs" }
  | { page: "unknown" };

/** Of a path, with its query. A room at a moment is its history there. */
export function routeOf(address: string): Route {
  const { pathname, searchParams } = new URL(address, location.origin);
  if (pathname === "/") return { page: "landing" };
  if (/^\/docs\/?$/.test(pathname)) return { page: "docs" };
  const [, id, past] = /^\/r\/([^/]+)(\/history)?\/?$/.exec(pathname) ?? [];
  if (!id) return { page: "unknown" };
  return { page: past || searchParams.has("at") ? "history" : "room", id: decode(id) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: as it stands it names no room, and the room page says so.
    return part;
  }
}

export const route = signal<Route>(routeOf(location.pathname + location.search));
addEventListener("popstate", () => (route.value = routeOf(location.pathname + location.search)));

export function navigate(path: string): void {
  history.pushState(null, "", path);
  route.value = routeOf(path);
  scrollTo(0, 0);
}

/** For links: a plain click stays in the page, a click with a modifier does what the browser does. */
export function followLink(
  event: MouseEvent & { currentTarget: HTMLAnchorElement },
  go: (path: string) => void = navigate,
): void {
  if (route.value.page === "docs") return; // its styles end with the page
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(event.currentTarget.pathname + event.currentTarget.search);
}
