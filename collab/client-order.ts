// The room's order of edits as a client follows it: how far it is, what files there are then, and what each edit moves.
//
// Invariants:
// 1. The confirmed texts, the people and the threads are exactly the room's at `version`.
// 2. What lies in the present texts, this person's carets and comments, has been moved over others' edits up to `version`.
import type { ChangeSet } from "@codemirror/state";
import type { People } from "#collab/client-people";
import type { ClientTalk } from "#collab/client-talk";
import type { ClientTexts } from "#collab/client-texts";
import type { OwnCarets } from "#collab/own-carets";
import type { FileEntry, FileId } from "#protocol/project";

export class ClientOrder {
  readonly #texts: ClientTexts;
  readonly #people: People;
  readonly #talk: ClientTalk;
  readonly #carets: OwnCarets;
  #version = 0;
  #files: ReadonlyMap<FileId, FileEntry> = new Map();

  constructor(texts: ClientTexts, people: People, talk: ClientTalk, carets: OwnCarets) {
    this.#texts = texts;
    this.#people = people;
    this.#talk = talk;
    this.#carets = carets;
  }

  get version(): number {
    return this.#version;
  }
  /** Those that are deleted, too. */
  get files(): ReadonlyMap<FileId, FileEntry> {
    return this.#files;
  }

  /** The oldest edit in flight is this version. */
  confirmOldest(version: number): void {
    const edit = this.#texts.confirmOldest();
    if (edit) this.#accepted(edit.file, edit.changes, this.#people.me?.user, version);
  }

  /** Somebody's edit of a confirmed text is this version. Answers what it does to the present one of an open file. */
  take(file: FileId, changes: ChangeSet, user: number, version: number): ChangeSet | undefined {
    this.#carets.crossed(file, changes);
    this.#accepted(file, changes, user, version); // in a file that is not open, too: it is seen when it is opened
    const theirs = this.#texts.take(file, { user, changes }, this.#people.me?.user ?? 0);
    if (!theirs) return undefined;
    this.#talk.over(file, theirs.present);
    this.#carets.over(file, theirs.present, theirs.sent);
    return theirs.present;
  }

  /** All that led to this version is in; `files` are otherwise by it. */
  reached(version: number, files?: readonly FileEntry[]): void {
    this.#version = version;
    if (files) this.#files = new Map([...this.#files, ...byId(files)]);
  }
  /** There are these and no others. */
  filesAre(files: readonly FileEntry[]): void {
    this.#files = new Map(byId(files));
  }

  #accepted(file: FileId, changes: ChangeSet, user: number | undefined, version: number): void {
    this.#version = version;
    this.#talk.accepted(file, changes);
    this.#people.accepted(file, changes, user);
  }
}

const byId = (files: readonly FileEntry[]) => files.map((entry) => [entry.file, entry] as const);
