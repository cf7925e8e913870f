// What the tree of one room looks like to one person: which folders are closed, which line is active, what is being named.
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { foldersOf } from "#protocol/path";
import type { FileEntry } from "#protocol/project";
import type { RoomSession } from "#web/room-session";
import { readStored, writeStored } from "#web/stored";
import { folderOf, type Row, rowsOf, treeOf, typedRow } from "./file-tree";

/** A name that is being typed: of what is at `path`, or of something new in a folder. */
export type Naming = { what: "rename"; path: string } | { what: "file" | "folder"; folder: string };

/** Letters that are typed within this time belong together. */
const TYPED_MS = 600;
/** Folders that are remembered: more than anybody opens and closes by hand. */
const FOLDS_MAX = 500;
/** In a larger project all folders are closed at first: a list of hundreds of files says nothing. */
const FILES_UNFOLDED_MAX = 60;

export class FilesViewState {
  readonly #key: string;
  readonly #session: RoomSession;
  // Folders that somebody has opened or closed here.
  readonly #folds = signal<ReadonlyMap<string, boolean>>(new Map());
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** The path of the active line. */
  readonly active = signal<string | undefined>(undefined);
  readonly naming = signal<Naming | undefined>(undefined);
  readonly showsDeleted = signal(false);
  /** What is to be put into another folder. */
  readonly moving = signal<string | undefined>(undefined);

  #typed = { text: "", at: 0 };

  constructor(session: RoomSession) {
    this.#session = session;
    this.#key = `tandem.folders.${session.id}`;
    const kept = (readStored(this.#key) ?? "").split("\n").filter(Boolean);
    this.#folds.value = new Map(kept.map((line) => [line.slice(1), line.startsWith("+")]));
    const tree = computed(() => treeOf(session.files.value.values()));
    const unfolded = computed(() => countOf(session.files.value.values()) <= FILES_UNFOLDED_MAX);
    this.rows = computed(() => rowsOf(tree.value, (folder) => this.#folds.value.get(folder) ?? unfolded.value));
  }

  setExpanded(folder: string, isExpanded: boolean): void {
    const folds = new Map(this.#folds.value);
    folds.delete(folder); // the last one that was set is kept the longest
    folds.set(folder, isExpanded);
    this.#folds.value = folds;
    const lines = [...folds].slice(-FOLDS_MAX).map(([path, isOpen]) => (isOpen ? "+" : "-") + path);
    writeStored(this.#key, lines.join("\n"));
  }

  /** Opens the folders above a path, and makes its line the active one. */
  reveal(path: string): void {
    this.#unfold(foldersOf(path));
    this.active.value = path;
  }

  startNew(what: "file" | "folder", folder: string): void {
    this.#unfold([...foldersOf(folder), ...(folder === "" ? [] : [folder])]);
    this.naming.value = { what, folder };
  }

  startRenaming(path: string): void {
    this.naming.value = { what: "rename", path };
  }
  endNaming(): void {
    this.naming.value = undefined;
  }
  startMoving(path: string | undefined): void {
    this.moving.value = path;
  }
  activate(path: string | undefined): void {
    this.active.value = path;
  }
  toggleDeleted(): void {
    this.showsDeleted.value = !this.showsDeleted.value;
  }

  /** Makes the next line active that begins with the letters typed so far. `time` in ms. */
  typeAhead(letter: string, at: number, time: number): void {
    const isMore = time - this.#typed.at < TYPED_MS;
    this.#typed = { text: isMore ? this.#typed.text + letter : letter, at: time };
    const found = typedRow(this.rows.value, at, this.#typed.text);
    if (found !== undefined) this.active.value = this.rows.value[found]?.node.path;
  }

  #unfold(folders: readonly string[]): void {
    const open = new Set(this.rows.peek().flatMap(({ node, isExpanded }) => (isExpanded ? [node.path] : [])));
    for (const folder of folders) if (!open.has(folder)) this.setExpanded(folder, true);
  }

  /** Where something new goes that nobody said a place for: beside what is active, or into it. */
  get folder(): string {
    const path = this.active.value;
    const row = this.rows.value.find(({ node }) => node.path === path);
    if (!row) return folderOf(this.#session.files.value.get(this.#session.file.value)?.path ?? "");
    return row.node.kind === "folder" ? row.node.path : folderOf(row.node.path);
  }
}

function countOf(entries: Iterable<FileEntry>): number {
  let count = 0;
  for (const { deleted } of entries) if (!deleted) count++;
  return count;
}

const states = new WeakMap<RoomSession, FilesViewState>();

/** Outlives the sidebar, which may be closed. */
export function filesViewOf(session: RoomSession): FilesViewState {
  const state = states.get(session) ?? new FilesViewState(session);
  states.set(session, state);
  return state;
}
