// Who may do what: an id opens a room for editing, its view id for reading only, anything else opens nothing.
import { nearby } from "#db/library";
import { findRoom, type RoomRow } from "#db/rooms";
import type { Role } from "#protocol/role";
import { Refused } from "#worker/problem";

/** What never changes about a room. */
export type Found = Readonly<Pick<RoomRow, "id" | "viewId" | "createdAt">>;

// Rooms found before, by the ids that led to them: who joins again need not wait for D1, nor depend on it. One that was
// deleted since leads to an object that knows of no room, and says so.
const foundById = new Map<string, Found>();
/** A hundred bytes each; the oldest goes when it is full. */
const FOUND_MAX = 10_000;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The room behind an id from outside, and what the id allows; undefined when it opens nothing. */
export async function openedBy(env: Env, id: string): Promise<{ row: Found; role: Role } | undefined> {
  if (!uuid.test(id)) return undefined;
  const row = foundById.get(id) ?? (await find(env.DB, id));
  return row && { row, role: row.id === id ? "editor" : "viewer" };
}

/** As `openedBy`, for REST: refuses with 404. */
export async function openRoom(env: Env, id: string): Promise<{ row: Found; role: Role }> {
  const opened = await openedBy(env, id);
  if (!opened) throw new Refused(404, "Room not found");
  return opened;
}

/** What is known here of the room behind an id, without asking anybody. */
export const foundRoom = (id: string): Found | undefined => foundById.get(id);

// A replica tells all that matters, because none of it ever changes; but it may not have heard yet of a room that was made
// a moment ago, so only the primary's word counts that there is none.
async function find(db: D1Database, id: string): Promise<Found | undefined> {
  const row = (await findRoom(nearby(db), id)) ?? (await findRoom(db, id));
  if (!row) return undefined;
  const found = { id: row.id, viewId: row.viewId, createdAt: row.createdAt };
  remember(id, found);
  return found;
}

/** That `id` leads to a room: who makes one joins it next. */
export function remember(id: string, found: Found): void {
  const [oldest] = foundById.keys();
  if (foundById.size >= FOUND_MAX && oldest !== undefined) foundById.delete(oldest);
  foundById.set(id, found);
}
