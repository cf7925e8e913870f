// A room with its whole history, out of the library and back into it.
import { asc, count, eq, gt, max } from "drizzle-orm";
import { type AssetBody, assetStatements, loadAssets } from "#db/assets";
import { chunkRows, loadCheckpoint, type LogChunk, type Snapshot } from "#db/checkpoints";
import { queries } from "#db/library";
import { type MarkRow, markStatements } from "#db/marks";
import { type MessageRow, messageStatements } from "#db/messages";
import { blob, partsOf } from "#db/parts";
import type { RoomRow } from "#db/rooms";
import type { RunRow } from "#db/runs";
import { logChunks, rooms, runs, snapshots } from "#db/schema";

export type RoomArchive = {
  room: RoomRow;
  /** As the room began, and as it is. */
  snapshots: readonly Snapshot[];
  chunks: readonly LogChunk[];
  marks: readonly MarkRow[];
  assets: readonly AssetBody[];
  messages: readonly MessageRow[];
  runs: readonly RunRow[];
};

/** Rooms behind `after`, in the order of their ids. */
export async function listRooms(
  db: D1Database,
  after: string,
  limit: number,
): Promise<Pick<RoomRow, "id" | "version" | "updatedAt">[]> {
  return queries(db)
    .select({ id: rooms.id, version: rooms.version, updatedAt: rooms.updatedAt })
    .from(rooms)
    .where(gt(rooms.id, after))
    .orderBy(asc(rooms.id))
    .limit(limit);
}

/** Another whenever the room's archive would be another; undefined when there is no such room. */
export async function archiveTag(db: D1Database, id: string): Promise<string | undefined> {
  const row = await queries(db)
    .select({ version: rooms.version, updatedAt: rooms.updatedAt, runs: count(runs.id), newest: max(runs.startedAt) })
    .from(rooms)
    .leftJoin(runs, eq(runs.roomId, rooms.id))
    .where(eq(rooms.id, id))
    .groupBy(rooms.id)
    .get();
  return row && [row.version, row.updatedAt, row.runs, row.newest ?? ""].join("/");
}

export async function loadArchive(db: D1Database, id: string): Promise<RoomArchive | undefined> {
  const library = queries(db);
  // The log cannot lose anything between these: at worst it is a little longer than the row that was read first says.
  const [row] = await library.select().from(rooms).where(eq(rooms.id, id));
  const checkpoint = row && (await loadCheckpoint(db, id));
  if (!checkpoint) return undefined;
  const kept = await library.select().from(runs).where(eq(runs.roomId, id)).orderBy(asc(runs.startedAt), asc(runs.id));
  return {
    room: { ...row, version: checkpoint.version },
    snapshots: checkpoint.snapshots,
    chunks: checkpoint.chunks,
    marks: checkpoint.marks,
    assets: await loadAssets(db, id),
    messages: checkpoint.messages,
    runs: kept,
  };
}

/** Puts all of it in the place of whatever is there of this room, or nothing. */
export async function saveArchive(db: D1Database, archive: RoomArchive): Promise<void> {
  const library = queries(db);
  const roomId = archive.room.id;
  await library.batch([
    library.delete(rooms).where(eq(rooms.id, roomId)),
    library.insert(rooms).values(archive.room),
    ...archive.snapshots.flatMap(({ version, body }) =>
      partsOf(body).map((bytes, part) =>
        library.insert(snapshots).values({ roomId, version, part, body: blob(bytes) }),
      ),
    ),
    ...archive.chunks.flatMap((chunk) => chunkRows(roomId, chunk).map((row) => library.insert(logChunks).values(row))),
    ...markStatements(library, roomId, { changed: archive.marks, gone: [] }),
    ...archive.assets.flatMap((asset) => assetStatements(library, roomId, asset)),
    ...messageStatements(library, roomId, { said: archive.messages, through: 0, kept: undefined }),
    ...archive.runs.map((run) => library.insert(runs).values({ ...run, roomId })),
  ]);
}
