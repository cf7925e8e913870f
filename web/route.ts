// Which page the address names. A handful of pages needs no router, only a signal that follows the address.
import { signal } from "@preact/signals";

export type Route = { page: "landing" } | { page: "room"; id: string } | { page: "docs" } | { page: "unknown" };

export function routeOf(pathname: string): Route {
  if (pathname === "/") return { page: "landing" };
  if (/^\/docs\/?$/.test(pathname)) return { page: "docs" };
  const id = /^\/r\/([^/]+)\/?$/.exec(pathname)?.[1];
  return id ? { page: "room", id: decode(id) } : { page: "unknown" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: as it stands it names no room, and the room page says so.
    return part;
  }
}

export const route = signal<Route>(routeOf(location.pathname));
addEventListener("popstate", () => (route.value = routeOf(location.pathname)));

export function navigate(path: string): void {
  history.pushState(null, "", path);
  route.value = routeOf(path);
  scrollTo(0, 0);
}

/** For links: a plain click stays in the page, a click with a modifier does what the browser does. */
export function followLink(event: MouseEvent & { currentTarget: HTMLAnchorElement }): void {
  if (route.value.page === "docs") return; // its styles end with the page
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  navigate(event.currentTarget.pathname);
}
