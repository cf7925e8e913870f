// What a room's object leaves in D1, and what it is rebuilt from when its own storage is gone.
import { and, asc, eq, gte } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { joined, partsOf } from "#db/parts";
import { logChunks, rooms, snapshots } from "#db/schema";

/** Edits `start` … `through` in the log's own encoding. */
export type LogChunk = { start: number; through: number; body: Uint8Array };

export type Checkpoint = { roomId: string; version: number; title: string; language: string; updatedAt: number; state: Uint8Array; chunks: readonly LogChunk[] };

/** Writes all of it or nothing. Chunks replace those that begin at the same edit. */
export async function saveCheckpoint(db: D1Database, { roomId, state, chunks, ...room }: Checkpoint): Promise<void> {
  const library = drizzle(db);
  await library.batch([
    library.update(rooms).set(room).where(eq(rooms.id, roomId)),
    library.delete(snapshots).where(eq(snapshots.roomId, roomId)),
    ...partsOf(state).map((body, part) => library.insert(snapshots).values({ roomId, part, body: Buffer.from(body) })),
    ...chunks.flatMap(({ start, through, body }) => [
      library.delete(logChunks).where(and(eq(logChunks.roomId, roomId), gte(logChunks.start, start))),
      ...partsOf(body).map((bytes, part) => library.insert(logChunks).values({ roomId, start, part, through, body: Buffer.from(bytes) })),
    ]),
  ]);
}

/** A room's last checkpoint with its whole log, oldest first; undefined when there is no such room. */
export async function loadCheckpoint(db: D1Database, roomId: string): Promise<{ version: number; state: Uint8Array; chunks: LogChunk[] } | undefined> {
  const library = drizzle(db);
  const [found, states, chunkParts] = await library.batch([
    library.select({ version: rooms.version }).from(rooms).where(eq(rooms.id, roomId)),
    library.select().from(snapshots).where(eq(snapshots.roomId, roomId)).orderBy(asc(snapshots.part)),
    library.select().from(logChunks).where(eq(logChunks.roomId, roomId)).orderBy(asc(logChunks.start), asc(logChunks.part)),
  ]);
  const [room] = found;
  if (!room) return undefined;
  const starts = [...new Set(chunkParts.map(({ start }) => start))];
  return {
    version: room.version,
    state: joined(states.map(({ body }) => new Uint8Array(body))),
    chunks: starts.map((start) => {
      const parts = chunkParts.filter((part) => part.start === start);
      return { start, through: parts[0]?.through ?? start, body: joined(parts.map(({ body }) => new Uint8Array(body))) };
    }),
  };
}
