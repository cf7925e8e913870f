// What a room's object leaves in D1, and what it is rebuilt from when its own storage is gone.
import { and, asc, eq, getTableColumns, gt, gte, or } from "drizzle-orm";
import { type KeptAsset, listAssets } from "#db/assets";
import { queries } from "#db/library";
import { type MarkRow, type MarkChanges, marksOf, markStatements } from "#db/marks";
import { messagesOf, messageStatements, type MessageChanges, type MessageRow } from "#db/messages";
import { blob, bytesIn, partsOf, wholes } from "#db/parts";
import { logChunks, rooms, snapshots } from "#db/schema";

/** Edits `start` … `through` in the log's own encoding, and the hash chain's head behind the last link that ends in them where it is known. */
export type LogChunk = { start: number; through: number; head?: string | null; body: Uint8Array };
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
  marks: MarkChanges;
  messages: MessageChanges;
};

/** Writes all of it or nothing. The state replaces the last one; chunks replace those that begin where they begin, or later. */
export async function saveCheckpoint(db: D1Database, checkpoint: Checkpoint): Promise<void> {
  const { roomId, version, state, chunks, marks, messages, ...room } = checkpoint;
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
      library.insert(snapshots).values({ roomId, version, part, body: blob(body) }),
    ),
    ...(first
      ? [library.delete(logChunks).where(and(eq(logChunks.roomId, roomId), gte(logChunks.start, first.start)))]
      : []),
    ...chunks.flatMap((chunk) => chunkRows(roomId, chunk).map((row) => library.insert(logChunks).values(row))),
    ...markStatements(library, roomId, marks),
    ...messageStatements(library, roomId, messages),
  ]);
}

/** A chunk as rows. */
export const chunkRows = (roomId: string, { start, through, head, body }: LogChunk) =>
  partsOf(body).map((bytes, part) => ({
    roomId,
    start,
    part,
    through,
    head: part === 0 ? head : null,
    body: blob(bytes),
  }));

export type LoadedCheckpoint = {
  version: number;
  visitedAt: number;
  snapshots: Snapshot[];
  chunks: LogChunk[];
  marks: MarkRow[];
  messages: MessageRow[];
  /** Without their bytes. */
  assets: KeptAsset[];
};

/** All that D1 has of a room, oldest first; undefined when there is no such room. */
export async function loadCheckpoint(db: D1Database, roomId: string): Promise<LoadedCheckpoint | undefined> {
  const library = queries(db);
  const [found, snapshotParts, chunkParts, marks, assets, messages] = await library.batch([
    library.select({ version: rooms.version, visitedAt: rooms.visitedAt }).from(rooms).where(eq(rooms.id, roomId)),
    library
      .select({ ...getTableColumns(snapshots), body: bytesIn(snapshots.body) })
      .from(snapshots)
      .where(eq(snapshots.roomId, roomId))
      .orderBy(asc(snapshots.version), asc(snapshots.part)),
    library
      .select({ ...getTableColumns(logChunks), body: bytesIn(logChunks.body) })
      .from(logChunks)
      .where(eq(logChunks.roomId, roomId))
      .orderBy(asc(logChunks.start), asc(logChunks.part)),
    marksOf(library, roomId),
    listAssets(library, roomId),
    messagesOf(library, roomId),
  ]);
  const [room] = found;
  return (
    room && {
      ...room,
      snapshots: wholes(snapshotParts, ({ version }) => version).map(([{ version }, body]) => ({ version, body })),
      chunks: wholes(chunkParts, ({ start }) => start).map(([{ start, through, head }, body]) => ({
        start,
        through,
        head,
        body,
      })),
      marks,
      assets,
      messages,
    }
  );
}
