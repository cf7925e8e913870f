// The bytes of rooms' files that are no text, in the library.
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { queries } from "#db/library";
import { blob, bytesIn, partsOf, wholes } from "#db/parts";
import { assets } from "#db/schema";

/** What a room has, without the bytes. */
export type KeptAsset = { hash: string; size: number };
export type AssetBody = { hash: string; body: Uint8Array };

type Queries = ReturnType<typeof queries>;

export const listAssets = (library: Queries, roomId: string) =>
  library
    .select({ hash: assets.hash, size: assets.size })
    .from(assets)
    .where(and(eq(assets.roomId, roomId), eq(assets.part, 0)))
    .orderBy(asc(assets.hash));

export const assetStatements = (library: Queries, roomId: string, { hash, body }: AssetBody) =>
  partsOf(body).map((bytes, part) =>
    library
      .insert(assets)
      .values({ roomId, hash, part, size: body.length, body: blob(bytes) })
      .onConflictDoNothing(),
  );

/** Saves one, all of it or nothing, as often as it takes. */
export async function saveAsset(db: D1Database, roomId: string, asset: AssetBody): Promise<void> {
  const library = queries(db);
  const [first, ...rest] = assetStatements(library, roomId, asset);
  if (first) await library.batch([first, ...rest]);
}

export async function loadAsset(db: D1Database, roomId: string, hash: string): Promise<Uint8Array | undefined> {
  const rows = await queries(db)
    .select({ hash: assets.hash, body: bytesIn(assets.body) })
    .from(assets)
    .where(and(eq(assets.roomId, roomId), eq(assets.hash, hash)))
    .orderBy(asc(assets.part));
  return wholes(rows, (row) => row.hash)[0]?.[1];
}

/** All of a room. */
export async function loadAssets(db: D1Database, roomId: string): Promise<AssetBody[]> {
  const rows = await queries(db)
    .select({ hash: assets.hash, body: bytesIn(assets.body) })
    .from(assets)
    .where(eq(assets.roomId, roomId))
    .orderBy(asc(assets.hash), asc(assets.part));
  return wholes(rows, ({ hash }) => hash).map(([{ hash }, body]) => ({ hash, body }));
}

/** Gives `roomId` those of another room's that it names, too. */
export const copyAssets = (library: Queries, from: string, roomId: string, hashes: readonly string[]) =>
  library.insert(assets).select(
    library
      .select({
        roomId: sql<string>`${roomId}`.as("room_id"),
        hash: assets.hash,
        part: assets.part,
        size: assets.size,
        body: assets.body,
      })
      .from(assets)
      .where(
        and(
          eq(assets.roomId, from),
          inArray(assets.hash, sql`(SELECT value FROM json_each(${JSON.stringify(hashes)}))`),
        ),
      ),
  );
