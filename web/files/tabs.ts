// The files that are open on this page, and the one that is shown. Which they were is remembered for the room.
import { batch, effect, signal } from "@preact/signals";
import { type FileId, MAIN_FILE } from "#protocol/project";
import { readStored, writeStored } from "#web/stored";

export type TabEvents = { opened(file: FileId): void; closed(file: FileId): void };

/** Fewer than a join may ask for (OPEN_FILES_MAX): a search and a replacement have some open, too. */
const TABS_MAX = 100;

export class Tabs {
  readonly open = signal<readonly FileId[]>([MAIN_FILE]);
  readonly shown = signal<FileId>(MAIN_FILE);
  readonly #events: TabEvents;
  readonly #stop: () => void;
  // Those that were shown, the last at the end: when a tab is closed, the one before it is shown again.
  #before: FileId[] = [];

  constructor(room: string, events: TabEvents) {
    const key = `tandem.tabs.${room}`;
    this.#events = events;
    const [shown = MAIN_FILE, ...open] = filesOf(readStored(key, "tab"));
    this.open.value = open.length > 0 ? open : [MAIN_FILE];
    this.shown.value = this.open.value.includes(shown) ? shown : (this.open.value[0] ?? MAIN_FILE);
    this.#stop = effect(() => writeStored(key, [this.shown.value, ...this.open.value].join(" "), "tab"));
  }

  /** Asks for the texts of all that are open, once there is somebody to ask. */
  ask(): void {
    for (const file of this.open.value) this.#events.opened(file);
  }

  show(file: FileId): void {
    if (file === this.shown.value && this.open.value.includes(file)) return;
    this.#before = [...this.#before.filter((one) => one !== file), this.shown.value];
    const isNew = !this.open.value.includes(file);
    batch(() => {
      if (isNew) this.#add(file);
      this.shown.value = file;
      if (isNew) this.#events.opened(file);
    });
    if (this.open.value.length > TABS_MAX) this.close(this.#longestUnseen());
  }

  close(file: FileId): void {
    const at = this.open.value.indexOf(file);
    if (at < 0) return;
    const left = this.open.value.filter((one) => one !== file);
    batch(() => {
      this.open.value = left;
      if (this.shown.value === file) this.show(this.#before.pop() ?? left[Math.min(at, left.length - 1)] ?? MAIN_FILE);
      this.#before = this.#before.filter((one) => one !== file);
      this.#events.closed(file); // the main one, closed as the last, has opened again before
    });
  }

  closeOthers(file: FileId): void {
    this.show(file);
    for (const other of this.open.value) if (other !== file) this.close(other);
  }

  move(file: FileId, to: number): void {
    const others = this.open.value.filter((one) => one !== file);
    this.open.value = others.toSpliced(to, 0, file);
  }

  /** The tab `step` further, round at the ends. */
  step(step: number): void {
    const { open, shown } = this;
    const next = open.value.at((open.value.indexOf(shown.value) + step) % open.value.length);
    if (next !== undefined) this.show(next);
  }

  dispose(): void {
    this.#stop();
  }

  // Beside the one that is shown, where one looks.
  #add(file: FileId): void {
    const at = this.open.value.indexOf(this.shown.value);
    this.open.value = this.open.value.toSpliced(at + 1, 0, file);
  }

  #longestUnseen(): FileId {
    const unseen = this.open.value.filter((one) => one !== this.shown.value);
    return unseen.toSorted((a, b) => this.#before.indexOf(a) - this.#before.indexOf(b))[0] ?? MAIN_FILE;
  }
}

function filesOf(kept: string | null): FileId[] {
  const files = (kept ?? "").split(" ").filter(Boolean).map(Number);
  return files.every((file) => Number.isSafeInteger(file) && file >= 0) ? files.slice(0, TABS_MAX + 1) : [];
}
