// The files of one life of a room at every version, from its edits alone: what the room, its log and everybody in it are
// held against.
import type { Text } from "@codemirror/state";
import { applyEdit, type LoggedEdit } from "#collab/edit-log";
import { Project, type ProjectFile, type StoredFile } from "#collab/project";
import { check, same } from "#collab/simulation/check";
import { PROJECT_LENGTH_MAX, TEXT_LENGTH_MAX } from "#protocol/limits";
import { type FileId, MAIN_FILE } from "#protocol/project";

/** The files at one version; nothing changes them. */
export class Files {
  readonly #files: ReadonlyMap<FileId, ProjectFile>;
  #entries: string | undefined;

  constructor(project: Project) {
    this.#files = new Map([...project.files()].map((file) => [file.entry.file, file]));
  }
  files(): ProjectFile[] {
    return [...this.#files.values()];
  }
  text(file: FileId): Text | undefined {
    const found = this.#files.get(file);
    return found?.entry.kind === "text" ? found.text : undefined;
  }
  /** As JSON, for whoever compares. */
  get entries(): string {
    return (this.#entries ??= entriesOf(this.files().map(({ entry }) => entry)));
  }
  stored(): StoredFile[] {
    return this.files().map(({ entry, text }) => (entry.kind === "text" ? { ...entry, text: text.toString() } : entry));
  }
}

/** The order of its properties says nothing of a file. */
export const entriesOf = (entries: Iterable<object>): string =>
  JSON.stringify([...entries].map((entry) => Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1))));

export const liveFiles = (project: { files(): Iterable<ProjectFile> }): [entry: string, text: string][] =>
  [...project.files()]
    .filter(({ entry }) => !entry.deleted)
    .map(({ entry, text }) => [entriesOf([entry]), text.toString()]);

export class FilesSeen {
  readonly #byVersion = new Map<number, Files>();
  #project = Project.stored([]);
  #held: { version: number; files: Files } | undefined;

  at(version: number): Files | undefined {
    return this.#byVersion.get(version);
  }

  /** The room comes, or comes back. */
  begin(version: number, project: Project): void {
    this.#project = project.copy();
    this.#held = undefined;
    const files = new Files(project);
    const before = this.#byVersion.get(version);
    if (before) same(files.stored(), before.stored(), "what comes back is what there was");
    this.#byVersion.set(version, before ?? files);
    checkFiles(project);
  }

  add(edit: LoggedEdit): void {
    applyEdit(this.#project, edit);
    this.#byVersion.set(edit.version, new Files(this.#project));
    checkFiles(this.#project);
  }

  /** The room is at `version` and has these files: what its edits made of them, and nothing else. */
  hold(version: number, project: Project): void {
    const files = new Files(project);
    const before = this.#held;
    this.#held = { version, files };
    if (before?.version === version) {
      const untouched = files.files().every((file, i) => file === before.files.files()[i]);
      return check(untouched, "files change by edits alone");
    }
    const seen = this.at(version);
    same(files.entries, seen?.entries, "files change by edits alone");
    const equal = files.files().every(({ entry, text }) => seen?.text(entry.file)?.eq(text) ?? entry.kind !== "text");
    check(equal, "texts change by edits alone", () => JSON.stringify([files.stored(), seen?.stored()]));
  }
}

/** The invariants of collab/project.ts, written once more and without its help. */
function checkFiles(project: Project): void {
  const all = [...project.files()];
  const live = all.map(({ entry }) => entry).filter(({ deleted }) => !deleted);
  const main = live.find(({ file }) => file === MAIN_FILE);
  check(main?.kind === "text", "the main file is there");
  for (const a of live) {
    for (const b of live) {
      if (a === b) continue;
      check(a.path !== b.path, "no two files have one path", () => a.path);
      const inside = a.kind !== "folder" && b.path.startsWith(`${a.path}/`);
      check(!inside, "nothing is in a file", () => `${b.path} in ${a.path}`);
    }
  }
  const length = all.reduce((sum, { text }) => sum + text.length, 0);
  check(project.length === length, "the length is that of all texts", () => `${project.length}, not ${length}`);
  const fits = project.length <= PROJECT_LENGTH_MAX && all.every(({ text }) => text.length <= TEXT_LENGTH_MAX);
  check(fits, "no text is too long, nor all of them together", () => String(project.length));
  for (const { text } of all) check(text.toString().isWellFormed(), "the text is well-formed");
}
