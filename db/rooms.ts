// Finding, creating and deleting rooms.
import { and, asc, eq, gt, lt, or, sql } from "drizzle-orm";
import { copyAssets } from "#db/assets";
import { type Library, queries } from "#db/library";
import { blob, partsOf } from "#db/parts";
import { rooms, snapshots } from "#db/schema";

export type RoomRow = typeof rooms.$inferSelect;
export type NewRoomRow = typeof rooms.$inferInsert;

/** The room behind an id of either kind; `id` tells which. */
export async function findRoom(library: Library, id: string): Promise<RoomRow | undefined> {
  return queries(library)
    .select()
    .from(rooms)
    .where(or(eq(rooms.id, id), eq(rooms.viewId, id)))
    .get();
}

/**
 * Adds a room with the state it starts from: its object is born from this as it would be reborn from a checkpoint. `lent`:
 * the assets that it names and another room has.
 */
export async function createRoom(
  db: D1Database,
  room: NewRoomRow,
  state: Uint8Array,
  lent?: { from: string; hashes: readonly string[] },
): Promise<void> {
  const library = queries(db);
  await library.batch([
    library.insert(rooms).values(room),
    ...partsOf(state).map((body, part) =>
      library.insert(snapshots).values({ roomId: room.id, version: room.version, part, body: blob(body) }),
    ),
    ...(lent && lent.hashes.length > 0 ? [copyAssets(library, lent.from, room.id, lent.hashes)] : []),
  ]);
}

/** With all that is the room's. */
export async function deleteRoom(db: D1Database, id: string): Promise<void> {
  await queries(db).delete(rooms).where(eq(rooms.id, id));
}

/** A room counts as come back to when somebody visits it this long after it was made, in ms. */
export const FIRST_DAY_MS = 86_400_000;

export type UnvisitedRoom = Pick<RoomRow, "id" | "visitedAt">;

// Of the first day of their life, and before a time. Rooms of which no visit is known are not among them.
const isUnvisited = (before: number) =>
  and(
    gt(rooms.visitedAt, 0),
    lt(rooms.visitedAt, before),
    sql`${rooms.visitedAt} < ${rooms.createdAt} + ${FIRST_DAY_MS}`,
  );

/** How many rooms had their last visit on the first day of their life and before `before`. */
export const countUnvisited = (db: D1Database, before: number): Promise<number> =>
  queries(db).$count(rooms, isUnvisited(before));

/** Those rooms, the longest unvisited first, without the first `skip`; page by the last one. */
export async function unvisitedRooms(
  db: D1Database,
  before: number,
  after: UnvisitedRoom | undefined,
  limit: number,
  skip = 0,
): Promise<UnvisitedRoom[]> {
  const { visitedAt, id } = after ?? { visitedAt: 0, id: "\uffff" };
  const behind = or(gt(rooms.visitedAt, visitedAt), and(eq(rooms.visitedAt, visitedAt), gt(rooms.id, id)));
  return queries(db)
    .select({ id: rooms.id, visitedAt: rooms.visitedAt })
    .from(rooms)
    .where(and(isUnvisited(before), behind))
    .orderBy(asc(rooms.visitedAt), asc(rooms.id))
    .limit(limit)
    .offset(skip);
}
