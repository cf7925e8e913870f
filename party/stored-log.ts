// The op log in the object's SQLite: every edit is written to it before anybody is told.
//
//   chunk  sealed edits `start` … `through`, deflated columns, in parts; `head` is the hash chain's behind the last link that
//          ends in the chunk, on the first part; null where none does, or nobody has computed it yet
//   tail   the edits after the last chunk, a JSON line each; a row takes many lines, because rows are what is billed
//
// Invariant: chunks and tail hold every edit once, in order, from 1 to the room's version.
import type { LoggedEdit } from "#collab/edit-log";
import type { LogChunk } from "#db/checkpoints";
import { partsOf } from "#db/parts";
import { Chain, type Link, linkBefore } from "#party/chain";
import { DecodedChunks } from "#party/decoded-chunks";
import { decodeChunk, encodeChunk } from "#party/log-chunk";
import { editOf, lineOf } from "#party/log-line";
import type { RoomSql } from "#party/room-sql";

/** Edits in a sealed chunk: enough for deflate to find its patterns, few enough to decode in some milliseconds. */
export const CHUNK_EDITS = 4_096;
/** A chunk below this, and with fewer edits, is made anew with what came since. */
const SHORT_CHUNK_BYTES = 32_768;
/** Characters in a tail row before the next one begins: a row is rewritten whole with every commit, so it fits a page. */
const TAIL_ROW_LENGTH_MAX = 3_000;
/** Characters that one commit may bring to a tail row. Rows are limited to 2 MB, and a character takes up to three bytes. */
const COMMIT_LENGTH_MAX = 500_000;
/** Characters in the tail before it is sealed: large edits must not gather in memory until there are many of them. */
const TAIL_LENGTH_MAX = 2_000_000;
export class StoredLog {
  readonly #sql: RoomSql;
  // The newest edits, as they were accepted. `#recentStart` is the version before the first of them.
  #recent: LoggedEdit[] = [];
  #recentStart = 0;
  // The open tail row, the length of all of them, and how far the chunks reach, and everything.
  #tailRow: { start: number; length: number } | undefined;
  #tailLength = 0;
  #sealed = 0;
  #written = 0;
  readonly #decoded = new DecodedChunks();
  /** A place in the hash chain that is known beside those of the chunks. */
  #link: Link | undefined;

  readonly #begun: () => string | undefined;

  /** `begun`: the chain's head at version 0; undefined when nobody knows any more how the room began. */
  constructor(sql: RoomSql, begun: () => string | undefined) {
    this.#sql = sql;
    this.#begun = begun;
  }

  /** How far the sealed chunks reach. */
  get sealed(): number {
    return this.#sealed;
  }
  /** How far everything does that was given to be written. */
  get written(): number {
    return this.#written;
  }
  /** The version of the last edit that was accepted. */
  get version(): number {
    return this.#recentStart + this.#recent.length;
  }

  // --- starting ---

  /** Takes up the log that is there; answers the edits after `version`. */
  load(version: number): readonly LoggedEdit[] {
    this.#sealed = this.#sql.row<{ through: number | null }>("SELECT max(through) AS through FROM chunk").through ?? 0;
    const [open] = this.#sql.rows<{ start: number; length: number }>(
      "SELECT start, length(body) AS length FROM tail ORDER BY start DESC LIMIT 1",
    );
    this.#tailRow = open;
    this.#tailLength = this.#sql.row<{ length: number }>(
      "SELECT coalesce(sum(length(body)), 0) AS length FROM tail",
    ).length;
    this.#recent = this.#read(version);
    this.#recentStart = version;
    this.#written = this.version;
    return this.#recent;
  }

  /** Begins with the log that led to `version`, in empty tables. */
  create(version: number, chunks: readonly LogChunk[]): void {
    for (const chunk of chunks) this.#writeChunk(chunk);
    this.#sealed = this.#written = this.#recentStart = version;
    this.#recent = [];
    this.#tailRow = undefined;
    this.#tailLength = 0;
    this.#decoded.clear();
    this.#link = undefined;
  }

  // --- reading ---

  since(version: number, through = Number.MAX_SAFE_INTEGER): readonly LoggedEdit[] | undefined {
    const recent = this.#recent.slice(
      Math.max(0, version - this.#recentStart),
      Math.max(0, through - this.#recentStart),
    );
    if (version >= this.#recentStart) return recent;
    const first = this.#sql.row<{ start: number | null }>(
      "SELECT min(start) AS start FROM (SELECT start FROM chunk UNION ALL SELECT start FROM tail)",
    );
    if (first.start === null || first.start > version + 1) return undefined;
    return [...this.#read(version, Math.min(through, this.#recentStart)), ...recent];
  }

  // Edits after `version` and up to `through` that are in the storage.
  #read(version: number, through = Number.MAX_SAFE_INTEGER): LoggedEdit[] {
    const edits: LoggedEdit[] = [];
    const take = (more: readonly LoggedEdit[]) => {
      for (const edit of more) if (edit.version > version && edit.version <= through) edits.push(edit);
    };
    const chunks = this.#sql.rows<{ start: number; through: number }>(
      "SELECT start, through FROM chunk WHERE through > ? AND start <= ? AND part = 0 ORDER BY start",
      version,
      through,
    );
    for (const { start, through } of chunks)
      take(this.#decoded.chunk(start, through, () => decodeChunk(this.#bodyOf(start))));
    if (through > this.#sealed) take(this.#readTail(version, through));
    return edits;
  }

  #readTail(version: number, through: number): LoggedEdit[] {
    const rows = this.#sql.rows<{ body: string }>(
      "SELECT body FROM tail WHERE start >= (SELECT coalesce(max(start), 0) FROM tail WHERE start <= ?) AND start <= ? ORDER BY start",
      version + 1,
      through,
    );
    return rows.flatMap(({ body }) => body.split("\n").filter(Boolean).map(editOf));
  }

  #bodyOf(start: number): Uint8Array {
    const body = this.#sql.body("SELECT body FROM chunk WHERE start = ? ORDER BY part", start);
    if (!body) throw new Error(`There is no chunk that starts at ${start}`);
    return body;
  }

  /**
   * What the storage itself has behind `version`, without what memory knows of it: a chunk with the chain's head in it,
   * or all of the tail; undefined when there is nothing. Throws when it cannot be decoded.
   */
  stored(version: number): { through: number; head: string | null; edits: () => LoggedEdit[] } | undefined {
    const [chunk] = this.#sql.rows<{ start: number; through: number; head: string | null }>(
      "SELECT start, through, head FROM chunk WHERE through > ? AND part = 0 ORDER BY start LIMIT 1",
      version,
    );
    if (chunk) {
      const { start, through, head } = chunk;
      return { through, head, edits: () => decodeChunk(this.#bodyOf(start)).filter((edit) => edit.version > version) };
    }
    if (this.#written <= version) return undefined;
    const edits = () => this.#readTail(version, this.#written).filter((edit) => edit.version > version);
    return { through: this.#written, head: null, edits };
  }

  // --- writing ---

  /** The engine has accepted an edit; it is in the log from now on, and durable after `write`. */
  accepted(edit: LoggedEdit): void {
    this.#recent.push(edit);
  }

  /** Whether edits are so large that they must be sealed at once, which is more than one statement. */
  isLarge(lines: string): boolean {
    return lines.length > COMMIT_LENGTH_MAX || this.#tailLength + lines.length > TAIL_LENGTH_MAX;
  }

  /** Writes edits that were accepted; `lines` are theirs. */
  write(edits: readonly LoggedEdit[], lines: string): void {
    const [first, last] = [edits[0], edits.at(-1)];
    if (!first || !last) return;
    if (this.isLarge(lines)) this.seal(last.version);
    else this.#appendTail(first.version, lines);
    this.#written = last.version;
  }

  #appendTail(version: number, lines: string): void {
    const row = this.#tailRow;
    this.#tailLength += lines.length;
    if (row && row.length + lines.length <= TAIL_ROW_LENGTH_MAX) {
      this.#sql.run("UPDATE tail SET body = body || ? WHERE start = ?", lines, row.start);
      row.length += lines.length;
    } else {
      this.#sql.run("INSERT INTO tail (start, body) VALUES (?, ?)", version, lines);
      this.#tailRow = { start: version, length: lines.length };
    }
  }

  /**
   * Makes a chunk of all accepted edits that are in none, the last of them `through`. A chunk may be of any length; one that
   * an earlier end left short goes on.
   */
  seal(through: number): void {
    const [last] = this.#sql.rows<{ start: number }>(
      "SELECT start FROM chunk WHERE through = ? AND part = 0 AND length(body) < ?",
      this.#sealed,
      SHORT_CHUNK_BYTES,
    );
    const start = last && through - last.start < CHUNK_EDITS ? last.start : this.#sealed + 1;
    const edits = this.since(start - 1, through) ?? [];
    const head = this.headIn(start, through);
    this.#sql.run("DELETE FROM chunk WHERE start = ?", start);
    this.#writeChunk({ start, through, head, body: encodeChunk(edits) });
    this.#sql.run("DELETE FROM tail");
    this.#tailRow = undefined;
    this.#tailLength = 0;
    // What was just sealed is still asked for by those who lag a little.
    const dropped = Math.max(0, this.#sealed - this.#recentStart);
    this.#recent = this.#recent.slice(dropped);
    this.#recentStart += dropped;
    this.#sealed = through;
  }

  #writeChunk({ start, through, head, body }: LogChunk): void {
    for (const [part, bytes] of partsOf(body).entries()) {
      this.#sql.run(
        "INSERT OR REPLACE INTO chunk (start, part, through, body, head) VALUES (?, ?, ?, ?, ?)",
        start,
        part,
        through,
        bytes,
        part === 0 ? (head ?? null) : null,
      );
    }
  }

  // --- the hash chain ---

  /** Notes the chain's head in the chunk that ends at `through`, where it lacks it. */
  keepHead(through: number, head: string): void {
    this.#sql.run("UPDATE chunk SET head = ? WHERE through = ? AND part = 0 AND head IS NULL", head, through);
  }

  /** The chain's head behind the last link that ends in `start` … `through`; null when that meant to go through much of the log. */
  headIn(start: number, through: number): string | null {
    const version = linkBefore(through);
    const known = version >= start ? this.#knownLink(version) : undefined;
    if (!known || version - known.version > 2 * CHUNK_EDITS) return null;
    const edits = this.since(known.version, version);
    if (edits?.length !== version - known.version) return null;
    this.#link = new Chain(known).add(edits).link;
    return this.#link.head;
  }

  // The last place in the chain that is known, not behind `version`.
  #knownLink(version: number): Link | undefined {
    const [chunk] = this.#sql.rows<{ through: number; head: string }>(
      "SELECT through, head FROM chunk WHERE head IS NOT NULL AND through <= ? AND part = 0 ORDER BY start DESC LIMIT 1",
      version,
    );
    const sealed = chunk && { version: linkBefore(chunk.through), head: chunk.head };
    const own = this.#link && this.#link.version <= version ? this.#link : undefined;
    if (own || sealed) return own && own.version > (sealed?.version ?? -1) ? own : sealed;
    const head = this.#begun();
    return head === undefined ? undefined : { version: 0, head };
  }

  // --- D1 ---

  /** The log after `checkpointed` as chunks for D1: sealed ones as they are, the rest as one more. */
  chunksSince(checkpointed: number): LogChunk[] {
    const chunks: LogChunk[] = this.#sql
      .rows<{ start: number; through: number; head: string | null }>(
        "SELECT start, through, head FROM chunk WHERE through > ? AND part = 0 ORDER BY start",
        checkpointed,
      )
      .map((chunk) => ({ ...chunk, body: this.#bodyOf(chunk.start) }));
    const open = this.since(this.#sealed) ?? [];
    const last = open.at(-1);
    if (!last) return chunks;
    const head = this.headIn(this.#sealed + 1, last.version);
    return [...chunks, { start: this.#sealed + 1, through: last.version, head, body: encodeChunk(open) }];
  }
}

export const linesOf = (edits: readonly LoggedEdit[]): string => edits.map(lineOf).join("");
