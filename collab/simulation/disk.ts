// What survives: a snapshot, and rows of JSON for everything since. Rebuilding really parses them.
import { ChangeSet, type Text } from "@codemirror/state";
import { textOf } from "#collab/changes";
import type { Commit } from "#collab/commit";
import type { EditLog, LoggedEdit } from "#collab/edit-log";
import type { RoomMember, RoomState } from "#collab/room-events";
import { check } from "#collab/simulation/check";

type Snapshot = Omit<RoomState, "text" | "nextUser"> & { text: string };

/** The log of a room in memory: the edits after `start`, where the text was `base`. */
export class MemoryLog implements EditLog {
  readonly start: number;
  readonly #base: Text;
  readonly #edits: LoggedEdit[];

  constructor(start: number, base: Text, edits: LoggedEdit[]) {
    this.start = start;
    this.#base = base;
    this.#edits = edits;
  }

  accepted(edit: LoggedEdit): void {
    check(
      edit.version === this.start + this.#edits.length + 1,
      "versions have no gap",
      () => `${edit.version} came next`,
    );
    this.#edits.push(edit);
  }
  since(version: number): readonly LoggedEdit[] | undefined {
    return version < this.start ? undefined : this.#edits.slice(version - this.start);
  }
  textAt(version: number): Text | undefined {
    if (version < this.start || version > this.start + this.#edits.length) return undefined;
    return this.#edits.slice(0, version - this.start).reduce((text, { changes }) => changes.apply(text), this.#base);
  }
}

export class Disk {
  #snapshot: string;
  #edits: string[] = [];
  #members = new Map<number, string>();
  #room: string | undefined;

  constructor(snapshot: string) {
    this.#snapshot = snapshot;
  }

  static of({ nextUser: _, text, ...state }: RoomState): Disk {
    return new Disk(JSON.stringify({ ...state, text: text.toString() } satisfies Snapshot));
  }

  write(commit: Commit): void {
    for (const edit of commit.edits)
      this.#edits.push(JSON.stringify({ ...edit, changes: edit.changes.toJSON() as unknown }));
    for (const member of commit.members.values()) this.#members.set(member.user, JSON.stringify(member));
    if (commit.room) this.#room = JSON.stringify({ language: commit.room.language, title: commit.room.title });
  }

  load(): { state: RoomState; log: MemoryLog } {
    const { text, ...start } = JSON.parse(this.#snapshot) as Snapshot;
    const members = new Map(start.members.map((member) => [member.user, member]));
    for (const row of this.#members.values()) {
      const member = JSON.parse(row) as RoomMember;
      members.set(member.user, { ...member, key: member.key ?? undefined });
    }
    const edits = this.#edits.map(editOf);
    const log = new MemoryLog(start.version, textOf(text), []);
    for (const edit of edits) {
      log.accepted(edit);
      const author = members.get(edit.user);
      if (author && edit.sequence >= author.sequence && edit.sequence > 0) {
        author.sequence = edit.sequence;
        author.sequenceVersion = edit.version;
      }
    }
    const version = start.version + edits.length;
    const now = log.textAt(version);
    check(now !== undefined, "the disk holds a text");
    const room = this.#room === undefined ? {} : (JSON.parse(this.#room) as Pick<RoomState, "language" | "title">);
    const sorted = [...members.values()].toSorted((a, b) => a.user - b.user);
    const state = { ...start, ...room, members: sorted, nextUser: (sorted.at(-1)?.user ?? 0) + 1, version, text: now };
    return { state, log };
  }

  /** Everything up to now, as the start of a disk without a log. */
  checkpoint(): string {
    const { nextUser: _, text, ...state } = this.load().state;
    return JSON.stringify({ ...state, text: text.toString() } satisfies Snapshot);
  }

  /** Forgets the edits up to `version`. */
  cut(version: number): void {
    const { state, log } = this.load();
    const { nextUser: _, ...rest } = state;
    const text = log.textAt(version)?.toString() ?? "";
    this.#edits = this.#edits.slice(version - log.start);
    this.#members.clear();
    this.#snapshot = JSON.stringify({ ...rest, version, text } satisfies Snapshot);
  }
}

function editOf(row: string): LoggedEdit {
  const edit = JSON.parse(row) as Omit<LoggedEdit, "changes"> & { changes: unknown };
  return { ...edit, changes: ChangeSet.fromJSON(edit.changes) };
}
