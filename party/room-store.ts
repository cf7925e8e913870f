// The room in the object's SQLite: what every edit is written to before anybody is told, and states to start from.
//
//   snapshot  state at a version, in parts: how the room began, and the latest. In rooms from before there were keyframes
//             also every 16,384 edits or so
//   member    members saved since the latest snapshot
//   room      one row: what else changes between snapshots, how far D1 has it, and the schema of all tables (room-schema.ts)
//
// The log stands in stored-log.ts, keyframes in keyframes.ts. Invariant: a snapshot's version is in the log.
import type { Commit } from "#collab/commit";
import { applyEdit, type EditLog, type LoggedEdit } from "#collab/edit-log";
import type { Project } from "#collab/project";
import type { RoomMember, RoomState } from "#collab/room-events";
import type { LogChunk, Snapshot } from "#db/checkpoints";
import type { KeptAsset } from "#db/assets";
import type { MarkRow } from "#db/marks";
import { partsOf } from "#db/parts";
import { putAssets } from "#party/asset-store";
import { chainStart } from "#party/chain";
import { Keyframes, lengthOfKeyframe } from "#party/keyframes";
import { putMarks } from "#party/mark-store";
import { newSchema, type SchemaStep, schemaSteps, upgradeSchema } from "#party/room-schema";
import { RoomSql } from "#party/room-sql";
import { decodeState, encodeState } from "#party/room-state";
import { CHUNK_EDITS, linesOf, StoredLog } from "#party/stored-log";
import type { LanguageId } from "#protocol/languages";
import type { FileId } from "#protocol/project";

/** Between two keyframes: what is replayed to reach a version between them takes some hundredths of a second. */
const KEYFRAME_EDITS = 2 * CHUNK_EDITS;
/** Characters that a keyframe may take for one that was written since the last: so storage grows with what is written. */
const KEYFRAME_LENGTH_PER_CHARACTER = 32;
/** Edits without a snapshot: bounds what a room replays when it wakes. */
const REPLAY_EDITS_MAX = 4 * CHUNK_EDITS;

/** What led to a room's state, as D1 has it. */
export type History = {
  snapshots: readonly Snapshot[];
  chunks: readonly LogChunk[];
  marks?: readonly MarkRow[];
  assets?: readonly KeptAsset[];
};

export class RoomStore implements EditLog {
  readonly log: StoredLog;
  readonly #storage: DurableObjectStorage;
  /** For what else is kept in the room's storage. */
  readonly sql: RoomSql;
  readonly #keyframes: Keyframes;
  readonly #schemaSteps: readonly SchemaStep[];
  // How far snapshots reach, and up to where keyframes have been thought of.
  #snapshot = 0;
  #keyframe = 0;

  constructor(storage: DurableObjectStorage, steps = schemaSteps) {
    this.#storage = storage;
    this.sql = new RoomSql(storage.sql);
    this.#schemaSteps = steps;
    this.#keyframes = new Keyframes(this.sql);
    this.log = new StoredLog(this.sql, () => {
      const first = this.beginning();
      return first && chainStart(first.project);
    });
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
    replay(state, this.log.load(state.version));
    this.#keyframe = this.#baseOf(state.version, 1)?.version ?? 0;
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
    });
    this.#keyframe = state.version;
  }

  // --- history ---

  since(version: number, through?: number): readonly LoggedEdit[] | undefined {
    return this.log.since(version, through);
  }

  projectAt(version: number): Project | undefined {
    const base = version <= this.log.version ? this.#baseOf(version) : undefined;
    return base && this.#replayed(base, version);
  }

  // Leaves keyframes on the way where one is due.
  #replayed(base: Base, version: number): Project | undefined {
    const project = base.keyframe ? this.#keyframes.read(base.version) : this.#snapshotAt(base.version)?.project;
    if (!project) return undefined;
    const way = new Way(base);
    for (let at = base.version; at < version;) {
      // Some at a time: of a room that came from D1 there may be no keyframe for a quarter of a million edits.
      const through = Math.min(version, at + CHUNK_EDITS);
      const edits = this.log.since(at, through);
      if (edits?.length !== through - at) return undefined;
      for (const edit of edits) {
        applyEdit(project, edit);
        way.add(edit);
      }
      at = through;
      if (way.edits >= KEYFRAME_EDITS && at <= this.log.written && this.#keep(at, project, way)) way.from(at);
    }
    return project;
  }

  /** True when a keyframe at the end of the way was worth it. */
  #keep(version: number, project: Project, { base, changed, written }: Way): boolean {
    const known = base.keyframe ? changed : undefined;
    if (lengthOfKeyframe(project, known) > written * KEYFRAME_LENGTH_PER_CHARACTER) return false;
    this.#keyframes.write(version, project, known && { before: base.version, changed: known });
    return true;
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

  // Where to begin a replay. The latest snapshot may leave at any time, and no keyframe may rest on it.
  #baseOf(version: number, stays = 0): Base | undefined {
    const keyframe = this.#keyframes.before(version);
    const { found: snapshot } = this.sql.row<{ found: number | null }>(
      "SELECT max(version) AS found FROM snapshot WHERE version <= ? AND stays >= ?",
      version,
      stays,
    );
    if (keyframe !== undefined && keyframe >= (snapshot ?? 0)) return { version: keyframe, keyframe: true };
    return snapshot === null ? undefined : { version: snapshot, keyframe: false };
  }

  // --- writing ---

  /** The engine has accepted an edit; it is in the log from now on, and durable after `write`. */
  accepted(edit: LoggedEdit): void {
    this.log.accepted(edit);
  }

  /** Makes a commit durable: after this returns, and the output gate opens, it survives any crash. */
  write(commit: Commit): void {
    const { room, members, edits } = commit;
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
    if (version - this.#keyframe >= KEYFRAME_EDITS) {
      this.#keyframe = version;
      const base = this.#baseOf(version, 1);
      if (base) this.#storage.transactionSync(() => this.#replayed(base, version));
    }
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

/** A keyframe, or else a snapshot. */
type Base = { version: number; keyframe: boolean };

/** What was replayed since a base. */
class Way {
  base: Base;
  edits = 0;
  /** Characters, with one more for every edit. */
  written = 0;
  changed = new Set<FileId>();

  constructor(base: Base) {
    this.base = base;
  }

  from(version: number): void {
    this.base = { version, keyframe: true };
    this.edits = this.written = 0;
    this.changed = new Set();
  }

  add({ file, changes, tree }: LoggedEdit): void {
    this.edits++;
    this.written++;
    if (!tree) {
      this.changed.add(file);
      this.written += Math.max(0, changes.newLength - changes.length);
      return;
    }
    for (const change of tree) {
      if (change.text) this.changed.add(change.file);
      this.written += change.path.length + (change.text?.length ?? 0);
    }
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
