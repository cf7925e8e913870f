// What survives: a snapshot, and rows of JSON for everything since. Rebuilding really parses them.
import { ChangeSet } from "@codemirror/state";
import { textOf } from "#collab/changes";
import type { Commit } from "#collab/commit";
import { applyEdit, type Authorship, type EditLog, type LoggedEdit } from "#collab/edit-log";
import { Project, type StoredFile } from "#collab/project";
import type { RoomMember, RoomState } from "#collab/room-events";
import { type KeptThread, threadsSince } from "#collab/room-talk";
import { check } from "#collab/simulation/check";
import type { FileEntry } from "#protocol/project";

type Snapshot = Omit<RoomState, "project" | "nextUser"> & { files: StoredFile[] };

/** The log of a room in memory: the edits after `start`, where the files were `base`. */
export class MemoryLog implements EditLog {
  readonly start: number;
  readonly #base: Project;
  readonly #edits: LoggedEdit[];

  constructor(start: number, base: Project, edits: LoggedEdit[]) {
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
  projectAt(version: number): Project | undefined {
    if (version < this.start || version > this.start + this.#edits.length) return undefined;
    const project = this.#base.copy();
    for (const edit of this.#edits.slice(0, version - this.start)) applyEdit(project, edit);
    return project;
  }
}

export class Disk {
  #snapshot: string;
  #edits: string[] = [];
  #members = new Map<number, string>();
  #room: string | undefined;
  #said: string[] = [];
  #threads: string[] = [];

  constructor(snapshot: string) {
    this.#snapshot = snapshot;
  }

  static of(state: RoomState): Disk {
    return new Disk(snapshotOf(state));
  }

  write(commit: Commit): void {
    for (const edit of commit.edits) this.#edits.push(JSON.stringify(edit));
    for (const member of commit.members.values()) this.#members.set(member.user, JSON.stringify(member));
    for (const message of commit.said) this.#said.push(JSON.stringify(message));
    for (const kept of commit.threads.values()) this.#threads.push(JSON.stringify(kept));
    if (commit.room) this.#room = JSON.stringify({ language: commit.room.language, title: commit.room.title });
  }

  load(): { state: RoomState; log: MemoryLog } {
    const { files, ...start } = JSON.parse(this.#snapshot) as Snapshot;
    const members = new Map(start.members.map((member) => [member.user, member]));
    for (const row of this.#members.values()) {
      const member = JSON.parse(row) as RoomMember;
      members.set(member.user, { ...member, key: member.key ?? undefined });
    }
    const edits = this.#edits.map(editOf);
    const log = new MemoryLog(start.version, Project.stored(files), []);
    for (const edit of edits) {
      log.accepted(edit);
      const author = members.get(edit.user);
      if (author && edit.sequence >= author.sequence && edit.sequence > 0) {
        author.sequence = edit.sequence;
        author.sequenceVersion = edit.version;
      }
    }
    const version = start.version + edits.length;
    const project = log.projectAt(version);
    check(project !== undefined, "the disk holds the files");
    const room = this.#room === undefined ? {} : (JSON.parse(this.#room) as Pick<RoomState, "language" | "title">);
    const sorted = [...members.values()].toSorted((a, b) => a.user - b.user);
    const { last, threads } = start.talk ?? { last: 0, threads: [] };
    const kept = this.#keptThreads();
    const talk = { last: last + this.#said.length, threads: threadsSince(threads, edits, kept) };
    const state = {
      ...start,
      ...room,
      talk,
      members: sorted,
      nextUser: (sorted.at(-1)?.user ?? 0) + 1,
      version,
      project,
    };
    return { state, log };
  }

  // In the order of their versions. Of those of one commit each thread comes once, where it came first.
  #keptThreads(): KeptThread[] {
    const kept = this.#threads.map((row) => JSON.parse(row) as KeptThread);
    return kept.toSorted((a, b) => a.version - b.version);
  }

  /** Everything up to now, as the start of a disk without a log. */
  checkpoint(): string {
    return snapshotOf(this.load().state);
  }

  /** Forgets the edits up to `version`. */
  cut(version: number): void {
    const { state, log } = this.load();
    const { talk } = JSON.parse(this.#snapshot) as Snapshot;
    const gone = this.#edits.splice(0, version - log.start).map(editOf);
    const kept = this.#keptThreads();
    this.#threads = kept.filter((one) => one.version > version).map((one) => JSON.stringify(one));
    const before = kept.filter((one) => one.version <= version);
    const threads = threadsSince(talk?.threads ?? [], gone, before);
    this.#said = [];
    this.#members.clear();
    const project = log.projectAt(version);
    const last = state.talk?.last ?? 0;
    if (project) this.#snapshot = snapshotOf({ ...state, version, project, talk: { last, threads } });
  }
}

function snapshotOf({ nextUser: _, project, ...state }: RoomState): string {
  return JSON.stringify({ ...state, files: project.stored() } satisfies Snapshot);
}

type Row = Authorship & {
  file?: number;
  changes?: unknown;
  tree?: (FileEntry & { text?: string[] })[];
};

// A Text becomes the list of its lines in JSON.
function editOf(row: string): LoggedEdit {
  const { file, changes, tree, ...edit } = JSON.parse(row) as Row;
  if (!tree) return { ...edit, file: file ?? 0, changes: ChangeSet.fromJSON(changes) };
  return {
    ...edit,
    tree: tree.map(({ text, ...entry }) => (text ? { ...entry, text: textOf(text.join("\n")) } : entry)),
  };
}
