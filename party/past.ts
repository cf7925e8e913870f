// The room's files at any version: a keyframe or a snapshot, and the edits since.
//
// Keyframes are left where a replay passes that was long enough, whether the room goes on or somebody looks back.
import { applyEdit, type LoggedEdit } from "#collab/edit-log";
import type { Project } from "#collab/project";
import { Keyframes, lengthOfKeyframe } from "#party/keyframes";
import type { RoomSql } from "#party/room-sql";
import { CHUNK_EDITS, type StoredLog } from "#party/stored-log";
import type { FileId } from "#protocol/project";

/** Between two keyframes: what is replayed to reach a version between them takes some hundredths of a second. */
const KEYFRAME_EDITS = 2 * CHUNK_EDITS;
/** Characters that a keyframe may take for one that was written since the last: so storage grows with what is written. */
const LENGTH_PER_CHARACTER = 32;

export class Past {
  readonly #sql: RoomSql;
  readonly #log: StoredLog;
  readonly #keyframes: Keyframes;
  readonly #snapshotAt: (version: number) => Project | undefined;
  // Up to where keyframes have been thought of.
  #through = 0;

  constructor(sql: RoomSql, log: StoredLog, snapshotAt: (version: number) => Project | undefined) {
    this.#sql = sql;
    this.#log = log;
    this.#keyframes = new Keyframes(sql);
    this.#snapshotAt = snapshotAt;
  }

  /** The storage has been opened, and the room is at `version`. */
  load(version: number): void {
    this.#through = this.#baseOf(version, 1)?.version ?? 0;
  }

  /** Keeps a keyframe where one is due. */
  tidy(version: number): void {
    if (version - this.#through < KEYFRAME_EDITS) return;
    this.#through = version;
    const base = this.#baseOf(version, 1);
    if (base) this.#replayed(base, version);
  }

  /** The caller's own; undefined when nobody knows any more, or not yet. */
  projectAt(version: number): Project | undefined {
    const base = version <= this.#log.version ? this.#baseOf(version) : undefined;
    return base && this.#replayed(base, version);
  }

  // Leaves keyframes on the way where one is due.
  #replayed(base: Base, version: number): Project | undefined {
    const project = base.keyframe ? this.#keyframes.read(base.version) : this.#snapshotAt(base.version);
    if (!project) return undefined;
    const way = new Way(base);
    for (let at = base.version; at < version;) {
      // Some at a time: of a room that came from D1 there may be no keyframe for a quarter of a million edits.
      const through = Math.min(version, at + CHUNK_EDITS);
      const edits = this.#log.since(at, through);
      if (edits?.length !== through - at) return undefined;
      for (const edit of edits) {
        applyEdit(project, edit);
        way.add(edit);
      }
      at = through;
      if (way.edits >= KEYFRAME_EDITS && at <= this.#log.written && this.#keep(at, project, way)) way.from(at);
    }
    return project;
  }

  // True when a keyframe at the end of the way was worth it. The first one behind a snapshot holds all texts, but it does so
  // once; those after it hold what has changed.
  #keep(version: number, project: Project, { base, changed, written }: Way): boolean {
    if (lengthOfKeyframe(project, changed) > written * LENGTH_PER_CHARACTER) return false;
    this.#keyframes.write(version, project, base.keyframe ? { before: base.version, changed } : undefined);
    return true;
  }

  // Where to begin a replay. The latest snapshot may leave at any time, and no keyframe may rest on it.
  #baseOf(version: number, stays = 0): Base | undefined {
    const keyframe = this.#keyframes.before(version);
    const { found: snapshot } = this.#sql.row<{ found: number | null }>(
      "SELECT max(version) AS found FROM snapshot WHERE version <= ? AND stays >= ?",
      version,
      stays,
    );
    if (keyframe !== undefined && keyframe >= (snapshot ?? 0)) return { version: keyframe, keyframe: true };
    return snapshot === null ? undefined : { version: snapshot, keyframe: false };
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
