// A stretch of a room's log in columns, a few dozen bytes for an edit: a quarter of a million of them fit into a page's
// memory, and who typed when is told without making objects.
import { ChangeSet, Text } from "@codemirror/state";
import type { FileEntry, FileId } from "#protocol/project";

/** Edits of one stretch: few requests for a long history, and still soon there. */
export const STRETCH = 4_096;

type Splice = readonly [start: number, end: number, text: string];
/** An entry as the log has it: of a new text with what it begins with. */
export type PastEntry = FileEntry & { readonly text?: string };
/** An edit as GET /rooms/{id}/edits tells it. */
export type EditRow = readonly [
  version: number,
  user: number,
  sequence: number,
  time: number,
  file: FileId | null,
  what: readonly Splice[] | readonly PastEntry[],
  /** Who asked for it, of one that is signed 0. */
  author?: number,
];

export type PastFile = { readonly entry: FileEntry; readonly text: Text };
/** All files of one moment by their numbers, those that are deleted, too, as far as they are known. */
export type PastFiles = Map<FileId, PastFile>;

const TREE = -1;

export class PastEdits {
  /** The version before the first. */
  readonly after: number;
  #count = 0;
  readonly #users = new Uint32Array(STRETCH);
  readonly #times = new Float64Array(STRETCH);
  readonly #files = new Int32Array(STRETCH);
  readonly #starts = new Uint32Array(STRETCH);
  readonly #ends = new Uint32Array(STRETCH);
  readonly #texts: string[] = [];
  /** Edits of the tree, and those in several places. */
  readonly #others = new Map<number, EditRow[5]>();

  constructor(after: number) {
    this.after = after;
  }

  get count(): number {
    return this.#count;
  }
  get isFull(): boolean {
    return this.#count === STRETCH;
  }

  /** The next ones. */
  add(rows: readonly EditRow[]): void {
    for (const [version, user, , time, file, what, author = user] of rows) {
      const i = this.#count;
      if (version !== this.after + i + 1) throw new Error(`Edit ${version} follows ${this.after + i}`);
      this.#users[i] = author;
      this.#times[i] = time;
      this.#files[i] = file ?? TREE;
      const [only, more] = file === null ? [] : (what as readonly Splice[]);
      if (only && !more) [this.#starts[i], this.#ends[i], this.#texts[i]] = only;
      else {
        this.#texts[i] = "";
        this.#others.set(i, what);
      }
      this.#count++;
    }
  }

  // Of the edit that made a version; 0 where it is not of this stretch.
  user(version: number): number {
    return this.#users[version - this.after - 1] ?? 0;
  }
  time(version: number): number {
    return this.#times[version - this.after - 1] ?? 0;
  }
  /** The file whose text it edits; undefined when it is of the tree. */
  file(version: number): FileId | undefined {
    const file = this.#files[version - this.after - 1] ?? TREE;
    return file === TREE ? undefined : file;
  }

  splices(version: number): readonly Splice[] {
    const i = version - this.after - 1;
    if (this.file(version) === undefined) return [];
    const several = this.#others.get(i) as readonly Splice[] | undefined;
    return several ?? [[this.#starts[i] ?? 0, this.#ends[i] ?? 0, this.#texts[i] ?? ""]];
  }
  entries(version: number): readonly PastEntry[] {
    if (this.file(version) !== undefined) return [];
    return (this.#others.get(version - this.after - 1) as readonly PastEntry[] | undefined) ?? [];
  }

  /** Makes the files of `version - 1` those of `version`. */
  apply(files: PastFiles, version: number): void {
    const file = this.file(version);
    if (file === undefined) {
      for (const { text, ...entry } of this.entries(version))
        files.set(entry.file, {
          entry,
          text: text === undefined ? (files.get(entry.file)?.text ?? Text.empty) : textOf(text),
        });
      return;
    }
    const found = files.get(file);
    // Of one that was deleted before the files we began with: nobody sees it.
    if (!found) return;
    const splices = this.splices(version);
    const [only] = splices;
    const text =
      splices.length === 1 && only
        ? found.text.replace(only[0], only[1], textOf(only[2]))
        : ChangeSet.of(
            splices.map(([from, to, insert]) => ({ from, to, insert: textOf(insert) })),
            found.text.length,
          ).apply(found.text);
    files.set(file, { entry: found.entry, text });
  }
}

export const textOf = (code: string): Text => (code === "" ? Text.empty : Text.of(code.split("\n")));

export function filesOf(entries: readonly PastEntry[]): PastFiles {
  return new Map(
    entries.map(({ text, ...entry }) => [entry.file, { entry, text: text === undefined ? Text.empty : textOf(text) }]),
  );
}
