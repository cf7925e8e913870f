// How a room is written down: its path, its link, and the id in whatever a person pastes.

const roomId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

export const roomPath = (id: string): string => `/r/${id}`;

export const roomLink = (origin: string, id: string): string => origin + roomPath(id);

/** The room id in a link, a path or a bare id, also with other words around it; undefined when there is none. */
export function roomIdIn(pasted: string): string | undefined {
  return roomId.exec(pasted)?.[0].toLowerCase();
}

/** This computer itself, by whatever it calls itself: nobody else gets there by it. */
export const isOwnMachine = (hostname: string): boolean =>
  /^(localhost|127\.[\d.]+|\[::1\])$|\.localhost$/.test(hostname);

/** The address of a room's socket, of the scheme that belongs to the page's. */
export function socketAddress(origin: string, id: string, query: Record<string, string>): string {
  return `${origin.replace(/^http/, "ws")}/ws/${encodeURIComponent(id)}?${new URLSearchParams(query)}`;
}
