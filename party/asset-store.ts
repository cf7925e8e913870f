// The bytes of the room's files that are no text, in the object's SQLite, on their way to D1.
//
//   asset       by the SHA-256 of the bytes; `saved`: D1 has them
//   asset_part  the bytes. Of a room that came from D1 they come when somebody asks for them.
//
// One that no file has any more stays: an earlier version has it.
import type { Refusal } from "#collab/room-events";
import { type AssetBody, type KeptAsset, loadAsset, saveAsset } from "#db/assets";
import { partsOf } from "#db/parts";
import { sha256 } from "#party/chain";
import { LazyTable } from "#party/lazy-table";
import type { RoomSql } from "#party/room-sql";
import { ASSET_BYTES_MAX, ASSETS_BYTES_MAX } from "#protocol/limits";

export class AssetStore {
  readonly #assets: LazyTable;
  readonly #parts: LazyTable;
  readonly #db: D1Database;
  readonly #roomId: string;

  /** The room's storage has been opened, and has its tables. */
  constructor(sql: RoomSql, db: D1Database, roomId: string) {
    this.#assets = new LazyTable(sql, "asset");
    this.#parts = new LazyTable(sql, "asset_part");
    this.#db = db;
    this.#roomId = roomId;
  }

  /**
   * Keeps all of these or none, then as durably as an edit; what is there already is not kept twice. Undefined when it has
   * them.
   */
  put(bodies: readonly Uint8Array[]): Refusal | undefined {
    if (bodies.some((body) => body.length > ASSET_BYTES_MAX))
      return { refused: "too_large", detail: `A file that is no text has at most ${ASSET_BYTES_MAX} bytes` };
    const lacking = new Map(bodies.map((body) => [sha256(body), body]));
    for (const hash of lacking.keys()) if (this.has(hash)) lacking.delete(hash);
    let total = this.#assets.row<{ total: number | null }>("SELECT sum(size) AS total FROM asset")?.total ?? 0;
    for (const { length } of lacking.values()) total += length;
    if (total > ASSETS_BYTES_MAX)
      return {
        refused: "too_large",
        detail: `The files of a room that are no texts, those of its history too, have at most ${ASSETS_BYTES_MAX} bytes`,
      };
    for (const [hash, body] of lacking) {
      this.#assets.insert("INSERT INTO asset (hash, size, saved) VALUES (?, ?, 0)", hash, body.length);
      this.#putParts(hash, body);
    }
    return undefined;
  }

  #putParts(hash: string, body: Uint8Array): void {
    for (const [part, bytes] of partsOf(body).entries())
      this.#parts.insert("INSERT OR REPLACE INTO asset_part (hash, part, body) VALUES (?, ?, ?)", hash, part, bytes);
  }

  has(hash: string): boolean {
    return this.#assets.rows("SELECT 1 FROM asset WHERE hash = ?", hash).length > 0;
  }

  /** Undefined when the room never had it. Throws when D1 does not answer, or has something else. */
  async get(hash: string): Promise<Uint8Array | undefined> {
    if (!this.has(hash)) return undefined;
    const body = this.#kept(hash);
    if (body) return body;
    const loaded = await loadAsset(this.#db, this.#roomId, hash);
    if (!loaded || sha256(loaded) !== hash) throw new Error(`D1 does not have the asset ${hash}`);
    this.#putParts(hash, loaded);
    return loaded;
  }

  #kept(hash: string): Uint8Array | undefined {
    return this.#parts.body("SELECT body FROM asset_part WHERE hash = ? ORDER BY part", hash);
  }

  /** Brings to D1 what it lacks: before the state that names it. */
  async save(): Promise<void> {
    for (const { hash } of this.#assets.rows<{ hash: string }>("SELECT hash FROM asset WHERE saved = 0")) {
      const body = this.#kept(hash);
      if (body) await saveAsset(this.#db, this.#roomId, { hash, body } satisfies AssetBody);
      this.#assets.run("UPDATE asset SET saved = 1 WHERE hash = ?", hash);
    }
  }

  /** D1 does not have all of them. */
  get behind(): boolean {
    return this.#assets.rows("SELECT 1 FROM asset WHERE saved = 0 LIMIT 1").length > 0;
  }
}

/** Puts those into empty tables that D1 has; their bytes stay there. */
export function putAssets(sql: RoomSql, assets: readonly KeptAsset[]): void {
  const table = new LazyTable(sql, "asset");
  for (const { hash, size } of assets)
    table.insert("INSERT INTO asset (hash, size, saved) VALUES (?, ?, 1)", hash, size);
}
