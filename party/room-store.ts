// The room in the object's SQLite: what every edit is written to before anybody is told, and states to start from.
//
//   snapshot  state at a version, in parts: how the room began, and the latest. In rooms from before there were keyframes
//             also every 16,384 edits or so
//   member    members saved since the latest snapshot
//   room      one row: what else changes between snapshots, how far D1 has it, and the schema of all tables (room-schema.ts)
//
// The log stands in stored-log.ts, keyframes in keyframes.ts and past.ts. Invariant: a snapshot's version is in the log.
import type { Commit } from "#collab/commit";
import { applyEdit, type EditLog, type LoggedEdit } from "#collab/edit-log";
import type { Project } from "#collab/project";
import type { RoomMember, RoomState } from "#collab/room-events";
import type { LogChunk, Snapshot } from "#db/checkpoints";
import type { KeptAsset } from "#db/assets";
import type { MarkRow } from "#db/marks";
import type { MessageRow } from "#db/messages";
import { partsOf } from "#db/parts";
import { putAssets } from "#party/asset-store";
import { chainStart } from "#party/chain";
import { putMarks } from "#party/mark-store";
import { LazyTable } from "#party/lazy-table";
import { Past } from "#party/past";
import { newSchema, type SchemaStep, schemaSteps, upgradeSchema } from "#party/room-schema";
import { RoomSql } from "#party/room-sql";
import { decodeState, encodeInTurns, encodeState, takeState } from "#party/room-state";
import { CHUNK_EDITS, linesOf, StoredLog } from "#party/stored-log";
import { loadTalk, putMessages } from "#party/talk-store";
import { Turns } from "#party/turns";
import type { LanguageId } from "#protocol/languages";

/** Edits without a snapshot: bounds what a room replays when it wakes. */
const REPLAY_EDITS_MAX = 4 * CHUNK_EDITS;

/** What led to a room's state, as D1 has it. */
export type History = {
  snapshots: readonly Snapshot[];
  chunks: readonly LogChunk[];
  marks?: readonly MarkRow[];
  assets?: readonly KeptAsset[];
  messages?: readonly MessageRow[];
};

export class RoomStore implements EditLog {
  readonly log: StoredLog;
  /** For whoever goes through all of the log. */
  readonly turns = new Turns();
  readonly #storage: DurableObjectStorage;
  /** For what else is kept in the room's storage. */
  readonly sql: RoomSql;
  readonly #past: Past;
  readonly #schemaSteps: readonly SchemaStep[];
  /** How far snapshots reach. */
  #snapshot = 0;
  /** Counts the commits with members or threads: their rows leave with the next snapshot, which has them. */
  #remembered = 0;

  constructor(storage: DurableObjectStorage, steps = schemaSteps) {
    this.#storage = storage;
    this.sql = new RoomSql(storage.sql);
    this.#schemaSteps = steps;
    this.log = new StoredLog(this.sql, () => {
      const first = this.beginning();
      return first && chainStart(first.project);
    });
    this.#past = new Past(this.sql, this.log, (version) => this.#snapshotAt(version)?.project);
  }

  /** Rows written in this life of the object: what the platform bills. */
  get rowsWritten(): number {
    return this.sql.rowsWritten;
  }

  // --- starting ---

  /** The room as it was left, and how far D1 has it; undefined when there is nothing. Throws when what is there does not fit together. */
  load(): { state: RoomState; checkpointed: number } | undefined {
    if (!upgradeSchema(this.#storage, this.#schemaSteps)) return undefined;
    const room = this.sql.row<{ language: LanguageId; title: string; checkpointed: number }>(
      "SELECT language, title, checkpointed FROM room",
    );
    const latest = this.sql.row<{ version: number | null }>("SELECT max(version) AS version FROM snapshot").version;
    const state = latest === null ? undefined : this.#snapshotAt(latest);
    if (!state) throw new Error("The room's storage has no snapshot");
    this.#snapshot = state.version;
    state.language = room.language;
    state.title = room.title;
    const saved = this.sql.rows<{ body: string }>("SELECT body FROM member");
    rememberMembers(
      state,
      saved.map(({ body }) => JSON.parse(body) as RoomMember),
    );
    const edits = this.log.load(state.version);
    replay(state, edits);
    loadTalk(this.sql, state, edits);
    this.#past.load(state.version);
    return { state, checkpointed: room.checkpointed };
  }

  /** Begins the room's storage from a state, and from what led to it. */
  create(state: RoomState, history: History): void {
    this.#storage.transactionSync(() => {
      newSchema(this.#storage.sql, this.#schemaSteps);
      this.sql.run(
        "INSERT INTO room (id, schema, language, title, checkpointed) VALUES (1, ?, ?, ?, ?)",
        this.#schemaSteps.length,
        state.language,
        state.title,
        state.version,
      );
      this.log.create(state.version, history.chunks);
      for (const snapshot of history.snapshots) this.#writeSnapshot(snapshot.body, snapshot.version);
      this.#writeSnapshot(encodeState(state), state.version);
      putMarks(this.sql, history.marks ?? []);
      putAssets(this.sql, history.assets ?? []);
      putMessages(this.sql, history.messages ?? []);
    });
    this.#past.load(state.version);
  }

  // --- history ---

  since(version: number, through?: number): readonly LoggedEdit[] | undefined {
    return this.log.since(version, through);
  }

  projectAt(version: number): Project | undefined {
    return this.#past.projectAt(version);
  }

  /** The room as it began. */
  beginning(): RoomState | undefined {
    return this.#snapshotAt(0);
  }

  /**
   * The files that were there at `version` at a time, in ms. A room that was reborn from a checkpoint counts some versions
   * anew: undefined when this one was made later, or is still to come.
   */
  projectThen(version: number, time: number): Project | undefined {
    if (version === 0) return this.projectAt(0);
    const [edit] = this.since(version - 1, version) ?? [];
    return edit && edit.time <= time ? this.projectAt(version) : undefined;
  }

  // --- writing ---

  /** The engine has accepted an edit; it is in the log from now on, and durable after `write`. */
  accepted(edit: LoggedEdit): void {
    this.log.accepted(edit);
  }

  /** Makes a commit durable: after this returns, and the output gate opens, it survives any crash. */
  write(commit: Commit): void {
    const { room, members, edits, threads } = commit;
    if (members.size > 0 || threads.size > 0) this.#remembered++;
    const lines = linesOf(edits);
    // A lone edit is one statement, which needs no transaction around it.
    if (!room && members.size === 0 && !this.log.isLarge(lines)) return this.log.write(edits, lines);
    this.#storage.transactionSync(() => {
      if (room) this.sql.run("UPDATE room SET language = ?, title = ?", room.language, room.title);
      for (const member of members.values())
        this.sql.run("INSERT OR REPLACE INTO member (user, body) VALUES (?, ?)", member.user, JSON.stringify(member));
      this.log.write(edits, lines);
    });
  }

  /** Brings the storage into its lasting form where enough has gathered. Everything up to `state` must have been written. */
  tidy(state: Readonly<RoomState>): void {
    const { version } = state;
    if (version - this.log.sealed >= CHUNK_EDITS) this.sealAll(state);
    this.#past.tidy(version);
    if (version - this.#snapshot >= REPLAY_EDITS_MAX) this.snapshot(state);
  }

  /** Brings the open end of the log into its lasting form, which is a fifth as large: for a room that everybody has left. */
  sealAll(state: Readonly<RoomState>): void {
    if (state.version > this.log.sealed) this.#storage.transactionSync(() => this.log.seal(state.version));
  }

  /** Writes the present state down, so that the room wakes from it; answers its encoding. */
  snapshot(state: Readonly<RoomState>): Uint8Array {
    const body = encodeState(state);
    if (state.version > this.#snapshot)
      this.#storage.transactionSync(() => this.#writeSnapshot(body, state.version, false));
    return body;
  }

  /**
   * As `snapshot`, without anybody waiting for it: of the state as it is when this is called, whatever happens meanwhile.
   * Not written down here when members or threads came meanwhile, whose rows would be lost: the next one is.
   */
  async snapshotInTurns(state: Readonly<RoomState>, turns: Turns): Promise<Uint8Array> {
    const [taken, version, remembered] = [takeState(state), state.version, this.#remembered];
    const body = await encodeInTurns(taken, turns);
    if (version > this.#snapshot && remembered === this.#remembered)
      this.#storage.transactionSync(() => this.#writeSnapshot(body, version, false));
    return body;
  }

  #writeSnapshot(body: Uint8Array, version: number, stays = true): void {
    this.sql.run("DELETE FROM snapshot WHERE stays = 0 OR version = ?", version);
    for (const [part, bytes] of partsOf(body).entries()) {
      this.sql.run(
        "INSERT INTO snapshot (version, part, stays, body) VALUES (?, ?, ?, ?)",
        version,
        part,
        stays ? 1 : 0,
        bytes,
      );
    }
    this.sql.run("DELETE FROM member");
    new LazyTable(this.sql, "thread").run("DELETE FROM thread");
    this.#snapshot = version;
  }

  #snapshotAt(version: number): RoomState | undefined {
    const body = this.sql.body("SELECT body FROM snapshot WHERE version = ? ORDER BY part", version);
    return body && decodeState(body);
  }

  // --- D1 ---

  /** The log after `checkpointed` as chunks for D1: sealed ones as they are, the rest as one more. */
  chunksSince(checkpointed: number): LogChunk[] {
    return this.log.chunksSince(checkpointed);
  }

  checkpointed(version: number): void {
    this.sql.run("UPDATE room SET checkpointed = ?", version);
  }
}

/** Takes edits into a state: its files, its version, and what they say of their authors. */
function replay(state: RoomState, edits: readonly LoggedEdit[]): void {
  const memberByUser = new Map(state.members.map((member) => [member.user, member]));
  for (const edit of edits) {
    if (edit.version !== state.version + 1)
      throw new Error(`The log goes from version ${state.version} to ${edit.version}`);
    applyEdit(state.project, edit);
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
