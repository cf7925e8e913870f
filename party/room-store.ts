// The room's own SQLite: the op log that every edit is written to before anybody is told, and snapshots to start from.
//
//   snapshot  state at a version, in parts. The latest, and every KEYFRAME_EDITS or so one that stays.
//   chunk     sealed edits `start` … `through`, deflated columns, in parts
//   tail      the edits after the last chunk, a JSON line each; a row takes many lines, because rows are what is billed
//   member    members saved since the latest snapshot
//   room      one row: what else changes between snapshots, how far D1 has it, and the schema of all tables (room-schema.ts)
//
// Invariants: chunks and tail hold every edit once, in order, from 1 to the room's version; a snapshot's version is in the log.
import { ChangeSet, type Text } from "@codemirror/state";
import type { Commit } from "#collab/commit";
import type { EditLog, LoggedEdit } from "#collab/edit-log";
import type { RoomMember, RoomState } from "#collab/room-events";
import type { LogChunk, Snapshot } from "#db/checkpoints";
import { joined, partsOf } from "#db/parts";
import { decodeChunk, encodeChunk } from "#party/log-chunk";
import { newSchema, type SchemaStep, schemaSteps, upgradeSchema } from "#party/room-schema";
import { decodeState, encodeState } from "#party/room-state";
import type { LanguageId } from "#protocol/languages";

/** Edits in a sealed chunk: enough for deflate to find its patterns, few enough to decode in some milliseconds. */
const CHUNK_EDITS = 4_096;
/** A chunk below this, and with fewer edits, is made anew with what came since. */
const SHORT_CHUNK_BYTES = 32_768;
/** Between two snapshots that stay: what is replayed to reach a version between them takes under 100 ms. */
const KEYFRAME_EDITS = 4 * CHUNK_EDITS;
/** Characters in a tail row before the next one begins: a row is rewritten whole with every commit, so it fits a page. */
const TAIL_ROW_LENGTH_MAX = 3_000;
/** Characters that one commit may bring to a tail row. Rows are limited to 2 MB, and a character takes up to three bytes. */
const COMMIT_LENGTH_MAX = 500_000;
/** Characters in the tail before it is sealed: large edits must not gather in memory until there are many of them. */
const TAIL_LENGTH_MAX = 2_000_000;
/** Edits without a snapshot: bounds what a room replays when it wakes. */
const REPLAY_EDITS_MAX = 8 * CHUNK_EDITS;

export class RoomStore implements EditLog {
  /** Rows written in this life of the object: what the platform bills. */
  rowsWritten = 0;
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #schemaSteps: readonly SchemaStep[];
  // The newest edits, as they were accepted. `#recentStart` is the version before the first of them.
  #recent: LoggedEdit[] = [];
  #recentStart = 0;
  // The open tail row, the length of all of them, and how far chunks and snapshots reach.
  #tailRow: { start: number; length: number } | undefined;
  #tailLength = 0;
  #sealed = 0;
  #snapshot = 0;
  #keyframe = 0;

  constructor(storage: DurableObjectStorage, steps = schemaSteps) {
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#schemaSteps = steps;
  }

  #run(query: string, ...bindings: unknown[]): void {
    this.rowsWritten += this.#sql.exec(query, ...bindings).rowsWritten;
  }

  // --- starting ---

  /** The room as it was left, and how far D1 has it; undefined when there is nothing. Throws when what is there does not fit together. */
  load(): { state: RoomState; checkpointed: number } | undefined {
    if (!upgradeSchema(this.#storage, this.#schemaSteps)) return undefined;
    const room = this.#sql
      .exec<{ language: LanguageId; title: string; checkpointed: number }>(
        "SELECT language, title, checkpointed FROM room",
      )
      .one();
    const versions = this.#sql
      .exec<{ version: number; stays: number }>("SELECT version, stays FROM snapshot WHERE part = 0 ORDER BY version")
      .toArray();
    const latest = versions.at(-1);
    if (!latest) throw new Error("The room's storage has no snapshot");
    this.#snapshot = latest.version;
    this.#keyframe = versions.findLast(({ stays }) => stays === 1)?.version ?? 0;
    this.#sealed =
      this.#sql.exec<{ through: number | null }>("SELECT max(through) AS through FROM chunk").one().through ?? 0;
    const state = this.#snapshotAt(latest.version);
    state.language = room.language;
    state.title = room.title;
    const saved = this.#sql.exec<{ body: string }>("SELECT body FROM member").toArray();
    rememberMembers(
      state,
      saved.map(({ body }) => JSON.parse(body) as RoomMember),
    );
    const [open] = this.#sql
      .exec<{ start: number; length: number }>(
        "SELECT start, length(body) AS length FROM tail ORDER BY start DESC LIMIT 1",
      )
      .toArray();
    this.#tailRow = open && { start: open.start, length: open.length };
    this.#tailLength = this.#sql
      .exec<{ length: number }>("SELECT coalesce(sum(length(body)), 0) AS length FROM tail")
      .one().length;
    const edits = this.#read(latest.version);
    replay(state, edits);
    this.#recent = edits;
    this.#recentStart = latest.version;
    return { state, checkpointed: room.checkpointed };
  }

  /** Begins the room's storage from a state, and from the log and the earlier snapshots that led to it. */
  create(state: RoomState, history: { snapshots: readonly Snapshot[]; chunks: readonly LogChunk[] }): void {
    this.#storage.transactionSync(() => {
      newSchema(this.#sql, this.#schemaSteps);
      this.#run(
        "INSERT INTO room (id, schema, language, title, checkpointed) VALUES (1, ?, ?, ?, ?)",
        this.#schemaSteps.length,
        state.language,
        state.title,
        state.version,
      );
      for (const chunk of history.chunks) this.#writeChunk(chunk);
      for (const snapshot of history.snapshots) this.#writeSnapshot(snapshot.body, snapshot.version, true);
      this.#writeSnapshot(encodeState(state), state.version, true);
    });
    this.#sealed = this.#keyframe = this.#recentStart = state.version;
    this.#recent = [];
    this.#tailRow = undefined;
    this.#tailLength = 0;
  }

  // --- the log ---

  since(version: number, through = Number.MAX_SAFE_INTEGER): readonly LoggedEdit[] | undefined {
    const recent = this.#recent.slice(
      Math.max(0, version - this.#recentStart),
      Math.max(0, through - this.#recentStart),
    );
    if (version >= this.#recentStart) return recent;
    const [first] = this.#sql.exec<{ start: number | null }>(
      "SELECT min(start) AS start FROM (SELECT start FROM chunk UNION ALL SELECT start FROM tail)",
    );
    if (first?.start == null || first.start > version + 1) return undefined;
    return [...this.#read(version, Math.min(through, this.#recentStart)), ...recent];
  }

  textAt(version: number): Text | undefined {
    const [from] = this.#sql.exec<{ version: number | null }>(
      "SELECT max(version) AS version FROM snapshot WHERE version <= ?",
      version,
    );
    if (from?.version == null) return undefined;
    const edits = this.since(from.version, version);
    return edits?.reduce((text, { changes }) => changes.apply(text), this.#snapshotAt(from.version).text);
  }

  /**
   * The text that was at `version` at a time, in ms. A room that was reborn from a checkpoint counts some versions anew:
   * undefined when this one was made later, or is still to come.
   */
  textThen(version: number, time: number): Text | undefined {
    if (version === 0) return this.textAt(0);
    const [edit] = this.since(version - 1, version) ?? [];
    return edit && edit.time <= time ? this.textAt(version) : undefined;
  }

  /** The engine has accepted an edit; it is in the log from now on, and durable after `write`. */
  accepted(edit: LoggedEdit): void {
    this.#recent.push(edit);
  }

  // Edits after `version` and up to `through` that are in the storage.
  #read(version: number, through = Number.MAX_SAFE_INTEGER): LoggedEdit[] {
    const edits: LoggedEdit[] = [];
    const bodies = new Map<number, Uint8Array[]>();
    for (const row of this.#sql.exec<{ start: number; body: ArrayBuffer }>(
      "SELECT start, body FROM chunk WHERE through > ? AND start <= ? ORDER BY start, part",
      version,
      through,
    )) {
      bodies.set(row.start, [...(bodies.get(row.start) ?? []), new Uint8Array(row.body)]);
    }
    for (const parts of bodies.values()) edits.push(...decodeChunk(joined(parts)));
    for (const { body } of this.#sql.exec<{ body: string }>(
      "SELECT body FROM tail WHERE start >= (SELECT coalesce(max(start), 0) FROM tail WHERE start <= ?) AND start <= ? ORDER BY start",
      version + 1,
      through,
    )) {
      for (const line of body.split("\n")) if (line) edits.push(editOf(line));
    }
    return edits.filter((edit) => edit.version > version && edit.version <= through);
  }

  // --- writing ---

  /** Makes a commit durable: after this returns, and the output gate opens, it survives any crash. */
  write(commit: Commit): void {
    const { room, members, edits } = commit;
    const lines = edits.map(lineOf).join("");
    const large = lines.length > COMMIT_LENGTH_MAX || this.#tailLength + lines.length > TAIL_LENGTH_MAX;
    // A lone edit is one statement, which needs no transaction around it.
    if (!room && members.size === 0 && !large) return this.#appendTail(edits, lines);
    this.#storage.transactionSync(() => {
      if (room) this.#run("UPDATE room SET language = ?, title = ?", room.language, room.title);
      for (const member of members.values()) {
        this.#run("INSERT OR REPLACE INTO member (user, body) VALUES (?, ?)", member.user, JSON.stringify(member));
      }
      const last = edits.at(-1);
      if (last && large) this.#seal(last.version);
      else this.#appendTail(edits, lines);
    });
  }

  #appendTail([first]: readonly LoggedEdit[], lines: string): void {
    if (!first) return;
    const row = this.#tailRow;
    this.#tailLength += lines.length;
    if (row && row.length + lines.length <= TAIL_ROW_LENGTH_MAX) {
      this.#run("UPDATE tail SET body = body || ? WHERE start = ?", lines, row.start);
      row.length += lines.length;
    } else {
      this.#run("INSERT INTO tail (start, body) VALUES (?, ?)", first.version, lines);
      this.#tailRow = { start: first.version, length: lines.length };
    }
  }

  /** Brings the storage into its lasting form where enough has gathered. Everything up to `state` must have been written. */
  tidy(state: Readonly<RoomState>): void {
    if (state.version - this.#sealed >= CHUNK_EDITS) this.#storage.transactionSync(() => this.#seal(state.version));
    if (state.version - this.#keyframe >= KEYFRAME_EDITS) {
      this.#storage.transactionSync(() => this.#writeSnapshot(encodeState(state), state.version, true));
      this.#keyframe = state.version;
    }
    if (state.version - this.#snapshot >= REPLAY_EDITS_MAX) this.snapshot(state);
  }

  /** Brings the open end of the log into its lasting form, which is a fifth as large: for a room that everybody has left. */
  sealAll(state: Readonly<RoomState>): void {
    if (state.version > this.#sealed) this.#storage.transactionSync(() => this.#seal(state.version));
  }

  // Makes a chunk of all accepted edits that are in none, the last of them `through`. A chunk may be of any length; one
  // that an earlier end left short goes on.
  #seal(through: number): void {
    const [last] = this.#sql
      .exec<{ start: number }>(
        "SELECT start FROM chunk WHERE through = ? AND part = 0 AND length(body) < ?",
        this.#sealed,
        SHORT_CHUNK_BYTES,
      )
      .toArray();
    const start = last && through - last.start < CHUNK_EDITS ? last.start : this.#sealed + 1;
    const edits = this.since(start - 1) ?? [];
    this.#run("DELETE FROM chunk WHERE start = ?", start);
    this.#writeChunk({ start, through, body: encodeChunk(edits) });
    this.#run("DELETE FROM tail");
    this.#tailRow = undefined;
    this.#tailLength = 0;
    // What was just sealed is still asked for by those who lag a little.
    const dropped = Math.max(0, this.#sealed - this.#recentStart);
    this.#recent = this.#recent.slice(dropped);
    this.#recentStart += dropped;
    this.#sealed = through;
  }

  /** Writes the present state down, so that the room wakes from it; answers its encoding. */
  snapshot(state: Readonly<RoomState>): Uint8Array {
    const body = encodeState(state);
    if (state.version > this.#snapshot)
      this.#storage.transactionSync(() => this.#writeSnapshot(body, state.version, false));
    return body;
  }

  #writeSnapshot(body: Uint8Array, version: number, stays: boolean): void {
    this.#run("DELETE FROM snapshot WHERE stays = 0 OR version = ?", version);
    for (const [part, bytes] of partsOf(body).entries()) {
      this.#run(
        "INSERT INTO snapshot (version, part, stays, body) VALUES (?, ?, ?, ?)",
        version,
        part,
        stays ? 1 : 0,
        bytes,
      );
    }
    this.#run("DELETE FROM member");
    this.#snapshot = version;
  }

  #snapshotAt(version: number): RoomState {
    const parts = this.#sql.exec<{ body: ArrayBuffer }>(
      "SELECT body FROM snapshot WHERE version = ? ORDER BY part",
      version,
    );
    return decodeState(joined([...parts].map(({ body }) => new Uint8Array(body))));
  }

  #writeChunk({ start, through, body }: LogChunk): void {
    for (const [part, bytes] of partsOf(body).entries()) {
      this.#run(
        "INSERT OR REPLACE INTO chunk (start, part, through, body) VALUES (?, ?, ?, ?)",
        start,
        part,
        through,
        bytes,
      );
    }
  }

  // --- D1 ---

  /** The log after `checkpointed` as chunks for D1: sealed ones as they are, the rest as one more. */
  chunksSince(checkpointed: number): LogChunk[] {
    const starts = this.#sql.exec<{ start: number; through: number }>(
      "SELECT start, through FROM chunk WHERE through > ? AND part = 0 ORDER BY start",
      checkpointed,
    );
    const chunks = [...starts].map(({ start, through }) => {
      const parts = this.#sql.exec<{ body: ArrayBuffer }>(
        "SELECT body FROM chunk WHERE start = ? ORDER BY part",
        start,
      );
      return { start, through, body: joined([...parts].map(({ body }) => new Uint8Array(body))) };
    });
    const open = this.since(this.#sealed) ?? [];
    const last = open.at(-1);
    return last ? [...chunks, { start: this.#sealed + 1, through: last.version, body: encodeChunk(open) }] : chunks;
  }

  checkpointed(version: number): void {
    this.#run("UPDATE room SET checkpointed = ?", version);
  }
}

/** Takes edits into a state: text, version, and what they say of their authors. */
function replay(state: RoomState, edits: readonly LoggedEdit[]): void {
  const memberByUser = new Map(state.members.map((member) => [member.user, member]));
  for (const edit of edits) {
    if (edit.version !== state.version + 1)
      throw new Error(`The log goes from version ${state.version} to ${edit.version}`);
    state.text = edit.changes.apply(state.text);
    state.version = edit.version;
    const member = memberByUser.get(edit.user);
    if (member && edit.sequence > 0) {
      member.sequence = edit.sequence;
      member.sequenceVersion = edit.version;
    }
  }
}

function rememberMembers(state: RoomState, members: readonly RoomMember[]): void {
  const memberByUser = new Map(state.members.map((member) => [member.user, member]));
  for (const saved of members) {
    memberByUser.set(saved.user, { ...memberByUser.get(saved.user), ...saved });
    state.nextUser = Math.max(state.nextUser, saved.user + 1);
  }
  state.members = [...memberByUser.values()];
}

const lineOf = ({ version, user, sequence, time, changes }: LoggedEdit) =>
  `${JSON.stringify([version, user, sequence, time, changes.toJSON()])}\n`;

function editOf(line: string): LoggedEdit {
  const [version, user, sequence, time, changes] = JSON.parse(line) as [number, number, number, number, unknown];
  return { version, user, sequence, time, changes: ChangeSet.fromJSON(changes) };
}
