// The files of a room. It changes with the edits of the log and with nothing else, so that whoever has the log has every
// state of it.
//
// Invariants:
// 1. File 0, the main one, is there, is a text, and is not deleted.
// 2. Of the files that are not deleted no two have one path, and no path is the folder of another.
// 3. `length` is the sum of all texts', deleted ones too.
import { type ChangeSet, Text } from "@codemirror/state";
import { textOf } from "#collab/changes";
import { type FileEntry, type FileId, MAIN_FILE } from "#protocol/project";

/** What an edit of the tree says of one file: all of its new entry, and of a new text what it begins with. */
export type FileChange = FileEntry & { readonly text?: Text };

export type ProjectFile = { readonly entry: FileEntry; readonly text: Text };

/** A file as it is written down. */
export type StoredFile = FileEntry & { readonly text?: string };

export class Project {
  readonly #files = new Map<FileId, ProjectFile>();
  #nextFile = 0;
  #length = 0;

  /** A room as it begins: with its main file. */
  static of(text: Text, path: string): Project {
    const project = new Project();
    project.put({ file: MAIN_FILE, path, kind: "text", text });
    return project;
  }

  static stored(files: readonly StoredFile[]): Project {
    const project = new Project();
    for (const { text, ...entry } of files) project.put(text === undefined ? entry : { ...entry, text: textOf(text) });
    return project;
  }

  /** The main file's text. */
  get main(): Text {
    return this.text(MAIN_FILE) ?? Text.empty;
  }
  /** The number of the next new file. */
  get nextFile(): FileId {
    return this.#nextFile;
  }
  /** Units of all texts together. */
  get length(): number {
    return this.#length;
  }

  /** All files that ever were, in the order of their numbers. */
  files(): IterableIterator<ProjectFile> {
    return this.#files.values();
  }
  get(file: FileId): ProjectFile | undefined {
    return this.#files.get(file);
  }
  /** A file's text; undefined when there is no such file, or it is no text. */
  text(file: FileId): Text | undefined {
    const found = this.#files.get(file);
    return found?.entry.kind === "text" ? found.text : undefined;
  }
  /** A text by its file's number, or by the path that it has now; the main one where none is named. */
  named(name: FileId | string | undefined): { file: FileId; text: Text } | undefined {
    const file = typeof name === "string" ? this.at(name)?.entry.file : (name ?? MAIN_FILE);
    const text = file === undefined ? undefined : this.text(file);
    return file !== undefined && text ? { file, text } : undefined;
  }
  /** The file that has a path now. */
  at(path: string): ProjectFile | undefined {
    for (const found of this.#files.values()) if (found.entry.path === path && !found.entry.deleted) return found;
    return undefined;
  }

  /** Throws when the changes are not of the file's text. */
  edit(file: FileId, changes: ChangeSet): void {
    const found = this.#files.get(file);
    if (found?.entry.kind !== "text") throw new Error(`There is no text ${file}`);
    this.#files.set(file, { entry: found.entry, text: changes.apply(found.text) });
    this.#length += changes.newLength - changes.length;
  }

  put({ text, ...entry }: FileChange): void {
    const found = this.#files.get(entry.file);
    const next = text ?? found?.text ?? Text.empty;
    this.#files.set(entry.file, { entry, text: next });
    this.#nextFile = Math.max(this.#nextFile, entry.file + 1);
    this.#length += next.length - (found?.text.length ?? 0);
  }

  stored(): StoredFile[] {
    return [...this.#files.values()].map(({ entry, text }) =>
      entry.kind === "text" ? { ...entry, text: text.toString() } : entry,
    );
  }

  /** A project of its own with the same files. */
  copy(): Project {
    const project = new Project();
    for (const { entry, text } of this.#files.values()) project.put({ ...entry, text });
    return project;
  }
}
