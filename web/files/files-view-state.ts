// What the tree of one room looks like to one person: which folders are closed, which line is active, what is being named.
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { foldersOf } from "#protocol/path";
import type { RoomSession } from "#web/room-session";
import { readStored, writeStored } from "#web/stored";
import { folderOf, type Row, rowsOf, treeOf, typedRow } from "./file-tree";

/** A name that is being typed: of what is at `path`, or of something new in a folder. */
export type Naming = { what: "rename"; path: string } | { what: "file" | "folder"; folder: string };

/** Letters that are typed within this time belong together. */
const TYPED_MS = 600;
/** Folders that are remembered as closed: more than anybody closes by hand. */
const CLOSED_MAX = 500;

export class FilesViewState {
  readonly #key: string;
  readonly #session: RoomSession;
  readonly closed = signal<ReadonlySet<string>>(new Set());
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
    this.#key = `tandem.closed-folders.${session.id}`;
    this.closed.value = new Set((readStored(this.#key) ?? "").split("\n").filter(Boolean));
    const tree = computed(() => treeOf(session.files.value.values()));
    this.rows = computed(() => rowsOf(tree.value, this.closed.value));
  }

  setExpanded(folder: string, isExpanded: boolean): void {
    const closed = new Set(this.closed.value);
    if (isExpanded) closed.delete(folder);
    else closed.add(folder);
    this.closed.value = closed;
    writeStored(this.#key, [...closed].slice(-CLOSED_MAX).join("\n"));
  }

  /** Opens the folders above a path, and makes its line the active one. */
  reveal(path: string): void {
    for (const folder of foldersOf(path)) if (this.closed.value.has(folder)) this.setExpanded(folder, true);
    this.active.value = path;
  }

  startNew(what: "file" | "folder", folder: string): void {
    for (const above of [...foldersOf(folder), folder]) if (this.closed.value.has(above)) this.setExpanded(above, true);
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

  /** Where something new goes that nobody said a place for: beside what is active, or into it. */
  get folder(): string {
    const path = this.active.value;
    const row = this.rows.value.find(({ node }) => node.path === path);
    if (!row) return folderOf(this.#session.files.value.get(this.#session.file.value)?.path ?? "");
    return row.node.kind === "folder" ? row.node.path : folderOf(row.node.path);
  }
}

const states = new WeakMap<RoomSession, FilesViewState>();

/** Outlives the sidebar, which may be closed. */
export function filesViewOf(session: RoomSession): FilesViewState {
  const state = states.get(session) ?? new FilesViewState(session);
  states.set(session, state);
  return state;
}
