// What a room's object leaves in D1, and what it is rebuilt from when its own storage is gone.
import { and, asc, eq, gt, gte, or } from "drizzle-orm";
import { queries } from "#db/library";
import { joined, partsOf } from "#db/parts";
import { logChunks, rooms, snapshots } from "#db/schema";

/** Edits `start` … `through` in the log's own encoding. */
export type LogChunk = { start: number; through: number; body: Uint8Array };
/** The room's state at a version, in the room's own encoding. */
export type Snapshot = { version: number; body: Uint8Array };

export type Checkpoint = {
  roomId: string;
  version: number;
  title: string;
  language: string;
  updatedAt: number;
  /** Undefined: nobody came that D1 does not know of. */
  visitedAt?: number | undefined;
  state: Uint8Array;
  chunks: readonly LogChunk[];
};

/** Writes all of it or nothing. The state replaces the last one; chunks replace those that begin where they begin, or later. */
export async function saveCheckpoint(db: D1Database, checkpoint: Checkpoint): Promise<void> {
  const { roomId, version, state, chunks, ...room } = checkpoint;
  const library = queries(db);
  const [first] = chunks;
  await library.batch([
    library
      .update(rooms)
      .set({ version, ...room })
      .where(eq(rooms.id, roomId)),
    // The state at version 0 stays: with the log it leads to every other.
    library
      .delete(snapshots)
      .where(and(eq(snapshots.roomId, roomId), or(gt(snapshots.version, 0), eq(snapshots.version, version)))),
    ...partsOf(state).map((body, part) =>
      library.insert(snapshots).values({ roomId, version, part, body: Buffer.from(body) }),
    ),
    ...(first
      ? [library.delete(logChunks).where(and(eq(logChunks.roomId, roomId), gte(logChunks.start, first.start)))]
      : []),
    ...chunks.flatMap(({ start, through, body }) =>
      partsOf(body).map((bytes, part) =>
        library.insert(logChunks).values({ roomId, start, part, through, body: Buffer.from(bytes) }),
      ),
    ),
  ]);
}

/** All that D1 has of a room, oldest first; undefined when there is no such room. */
export async function loadCheckpoint(
  db: D1Database,
  roomId: string,
): Promise<{ version: number; visitedAt: number; snapshots: Snapshot[]; chunks: LogChunk[] } | undefined> {
  const library = queries(db);
  const [found, snapshotParts, chunkParts] = await library.batch([
    library.select({ version: rooms.version, visitedAt: rooms.visitedAt }).from(rooms).where(eq(rooms.id, roomId)),
    library
      .select()
      .from(snapshots)
      .where(eq(snapshots.roomId, roomId))
      .orderBy(asc(snapshots.version), asc(snapshots.part)),
    library
      .select()
      .from(logChunks)
      .where(eq(logChunks.roomId, roomId))
      .orderBy(asc(logChunks.start), asc(logChunks.part)),
  ]);
  const [room] = found;
  return (
    room && {
      ...room,
      snapshots: wholes(snapshotParts, ({ version }) => version).map(([{ version }, body]) => ({ version, body })),
      chunks: wholes(chunkParts, ({ start }) => start).map(([{ start, through }, body]) => ({ start, through, body })),
    }
  );
}

// Rows in order, joined to one body for each key.
function wholes<R extends { body: Buffer }>(rows: readonly R[], key: (row: R) => number): [R, Uint8Array][] {
  const groups = Map.groupBy(rows, key);
  return [...groups.values()].flatMap((group) =>
    group[0] ? [[group[0], joined(group.map(({ body }) => new Uint8Array(body)))]] : [],
  );
}
