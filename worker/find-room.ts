// Who may do what: an id opens a room for editing, its view id for reading only, anything else opens nothing.
import { findRoom, type RoomRow } from "#db/rooms";
import type { Role } from "#protocol/socket";
import { Refused } from "#worker/problem";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The room behind an id from outside, and what the id allows; undefined when it opens nothing. */
export async function openedBy(env: Env, id: string): Promise<{ row: RoomRow; role: Role } | undefined> {
  if (!uuid.test(id)) return undefined;
  const row = await findRoom(env.DB, id);
  return row && { row, role: row.id === id ? "editor" : "viewer" };
}

/** As `openedBy`, for REST: refuses with 404. */
export async function openRoom(env: Env, id: string): Promise<{ row: RoomRow; role: Role }> {
  const opened = await openedBy(env, id);
  if (!opened) throw new Refused(404, "Room not found");
  return opened;
}
