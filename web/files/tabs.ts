// The files that are open on this page, and the one that is shown. Which they were is remembered for the room.
import { effect, signal } from "@preact/signals";
import { type FileId, MAIN_FILE } from "#protocol/project";
import { OPEN_FILES_MAX } from "#protocol/limits";
import { readStored, writeStored } from "#web/stored";

export type TabEvents = { opened(file: FileId): void; closed(file: FileId): void };

export class Tabs {
  readonly open = signal<readonly FileId[]>([MAIN_FILE]);
  readonly shown = signal<FileId>(MAIN_FILE);
  readonly #events: TabEvents;
  readonly #key: string;
  // Those that were shown, the last at the end: when a tab is closed, the one before it is shown again.
  #before: FileId[] = [];

  constructor(room: string, events: TabEvents) {
    this.#key = `tandem.tabs.${room}`;
    this.#events = events;
    const [shown = MAIN_FILE, ...open] = (readStored(this.#key, "tab") ?? "").split(" ").filter(Boolean).map(Number);
    this.open.value = open.length > 0 ? open : [MAIN_FILE];
    this.shown.value = shown;
    effect(() => writeStored(this.#key, [this.shown.value, ...this.open.value].join(" "), "tab"));
  }

  /** Asks for the texts of all that are open, once there is somebody to ask. */
  ask(): void {
    for (const file of this.open.value) this.#events.opened(file);
  }

  show(file: FileId): void {
    if (file === this.shown.value && this.open.value.includes(file)) return;
    this.#events.opened(file);
    this.#before = [...this.#before.filter((one) => one !== file), this.shown.value];
    if (!this.open.value.includes(file)) this.open.value = [...this.open.value, file].slice(-OPEN_FILES_MAX);
    this.shown.value = file;
  }

  close(file: FileId): void {
    const at = this.open.value.indexOf(file);
    if (at < 0) return;
    const left = this.open.value.filter((one) => one !== file);
    this.open.value = left.length > 0 ? left : [MAIN_FILE];
    this.#before = this.#before.filter((one) => one !== file && this.open.value.includes(one));
    if (this.shown.value === file) {
      this.shown.value = this.#before.pop() ?? left[Math.min(at, left.length - 1)] ?? MAIN_FILE;
      this.#events.opened(this.shown.value);
    }
    this.#events.closed(file);
  }

  move(file: FileId, to: number): void {
    const others = this.open.value.filter((one) => one !== file);
    this.open.value = [...others.slice(0, to), file, ...others.slice(to)];
  }
}
