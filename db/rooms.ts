// Finding and creating rooms.
import { eq, or } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { partsOf } from "#db/parts";
import { rooms, snapshots } from "#db/schema";

export type RoomRow = typeof rooms.$inferSelect;

/** The room behind an id of either kind; `id` tells which. */
export async function findRoom(db: D1Database, id: string): Promise<RoomRow | undefined> {
  return drizzle(db)
    .select()
    .from(rooms)
    .where(or(eq(rooms.id, id), eq(rooms.viewId, id)))
    .get();
}

/** Adds a room with the state it starts from: its object is born from this as it would be reborn from a checkpoint. */
export async function createRoom(db: D1Database, room: RoomRow, state: Uint8Array): Promise<void> {
  const library = drizzle(db);
  await library.batch([
    library.insert(rooms).values(room),
    ...partsOf(state).map((body, part) =>
      library.insert(snapshots).values({ roomId: room.id, version: room.version, part, body: Buffer.from(body) }),
    ),
  ]);
}
