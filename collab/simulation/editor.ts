// A person in front of an editor: RoomClient, and an editor's text that does what RoomClient says.
import { ChangeSet, type Text } from "@codemirror/state";
import type { Output } from "#collab/client-output";
import type { StoredOutbox } from "#collab/outbox";
import { RoomClient } from "#collab/room-client";
import { byId } from "#collab/simulation/at-rest";
import { check, same } from "#collab/simulation/check";
import { entriesOf } from "#collab/simulation/files-seen";
import type { Line } from "#collab/simulation/line";
import { Person, placeIn, type Room } from "#collab/simulation/person";
import { realWishes, type Wish } from "#collab/simulation/wishes";
import type { LanguageId } from "#protocol/languages";
import { type FileEntry, type FileId, type FileWish, MAIN_FILE } from "#protocol/project";
import type { RefusalCode, RoomMessage } from "#protocol/socket";
import type { Thread } from "#protocol/talk";

export class Editor extends Person {
  readonly role: "editor" | "viewer";
  client: RoomClient;
  /** The file that is typed in. */
  at: FileId = MAIN_FILE;
  // Its editor's text of every open file.
  #shown = new Map<FileId, Text>();
  #wishes = 0;
  #entries: { of: ReadonlyMap<FileId, FileEntry>; json: string } | undefined;
  #epoch = "";
  #time = 0;
  // What the browser's storage has, and what was typed since and would go with the tab.
  #saved: string | undefined;
  #unsaved = "";

  constructor(room: Room, number: number, role: "editor" | "viewer") {
    super(room, number);
    this.role = role;
    this.client = new RoomClient(this.name, undefined, room.ahead);
  }

  get text(): Text | undefined {
    return this.#shown.get(this.at);
  }
  textOf(file: FileId): Text | undefined {
    return this.#shown.get(file);
  }
  get idle(): boolean {
    return this.client.joined && this.client.unsent === 0;
  }

  /** Types, at a fraction of the files that it shows. */
  typesIn(file: number): void {
    const shown = [...this.#shown.keys()];
    this.at = shown[Math.floor(file * shown.length)] ?? MAIN_FILE;
  }

  type(changes: ChangeSet, pause = 0): boolean {
    const { at, text: before } = this;
    if (this.role === "viewer" || !before) return false;
    this.room.ledger.edited(this.name, changes, before);
    this.#shown.set(at, changes.apply(before));
    changes.iterChanges((_from, _to, _start, _end, inserted) => (this.#unsaved += inserted.toString()));
    if (this.client.files.get(at)?.deleted) this.room.host.count("typed in a deleted file");
    this.#perform(this.client.edited(changes, (this.#time += 100 + pause), at));
    return true;
  }

  undo(which: "undo" | "redo"): boolean {
    const { at, client } = this;
    if (!(which === "undo" ? client.canUndo(at) : client.canRedo(at))) return false;
    if (at !== MAIN_FILE) this.room.host.count(`${which} in a file`);
    this.#perform(client[which](at));
    return true;
  }

  open(file: number): boolean {
    const texts = [...this.client.files.values()].filter(({ kind }) => kind === "text");
    const found = texts[Math.floor(file * texts.length)];
    if (found) this.turn(found.file);
    return found !== undefined;
  }
  turn(file: FileId): void {
    if (this.client.textOf(file)) this.at = file;
    else this.#perform(this.client.openFile(file));
  }
  close(file: number): boolean {
    const shown = [...this.#shown.keys()].filter((one) => one !== MAIN_FILE);
    const found = shown[Math.floor(file * shown.length)];
    if (found === undefined) return false;
    this.client.closeFile(found);
    if (!this.client.textOf(found)) this.#shown.delete(found);
    this.#there();
    return true;
  }
  hasPending(file: FileId): boolean {
    return (this.client.outbox()?.pending ?? []).some((edit) => (edit.file ?? MAIN_FILE) === file);
  }
  // It goes on in the main file when the one that it typed in is gone.
  #there(): void {
    if (!this.#shown.has(this.at)) this.at = MAIN_FILE;
  }

  /** Asks whether what it shows is the room's, which it always is. */
  compare(): boolean {
    const asks = this.client.check(this.at);
    this.#perform(asks);
    return asks.length > 0;
  }

  /** Begins a thread about a part of the text. */
  comment([a = 0, b = 0]: readonly number[]): boolean {
    const { text, at: file } = this;
    if (!text || !this.client.joined || this.role === "viewer") return false;
    const [from = 0, to = 0] = [a, b].map((part) => placeIn(text, part)).toSorted((one, other) => one - other);
    if (from === to) return false;
    this.#perform(this.client.comment({ file, from, to, text: "Why?", request: `comment ${++this.#wishes}` }));
    return true;
  }
  /** Resolves a thread, or opens it again. */
  resolve(thread: number, resolved: boolean): boolean {
    const { threads, joined } = this.client;
    const found = threads[Math.floor(thread * threads.length)];
    if (!found || !joined || this.role === "viewer") return false;
    const request = `resolve ${++this.#wishes}`;
    this.line?.send({ type: "thread_update", thread: found.id, resolved, request });
    return true;
  }

  /** Wants other files. */
  wish(wishes: readonly Wish[]): boolean {
    if (!this.client.joined || this.role === "viewer") return false;
    return this.wants(realWishes(wishes, [...this.client.files.values()], this.room.ledger, this.name));
  }
  wants(wishes: FileWish[]): boolean {
    if (wishes.length === 0) return false;
    this.#perform(this.client.wish(wishes, String(++this.#wishes)));
    return true;
  }

  move(at: readonly number[]): boolean {
    const { text, at: file } = this;
    if (!text) return false;
    const place = (fraction: number) => placeIn(text, fraction);
    const carets = at.slice(0, -1).map((anchor, i) => ({ anchor: place(anchor), head: place(at[i + 1] ?? 0) }));
    this.#perform(
      this.client.moved(carets.length > 0 ? carets : [{ anchor: place(at[0] ?? 0), head: place(at[0] ?? 0) }], file),
    );
    return true;
  }

  rename(name: string): boolean {
    this.#perform(this.client.rename(name));
    return this.client.joined;
  }
  update(room: { language?: LanguageId; title?: string }): boolean {
    this.#perform(this.client.update(room));
    return this.client.joined;
  }

  /** The browser's storage takes the outbox. */
  save(): boolean {
    const outbox = this.client.outbox();
    this.#saved = outbox && JSON.stringify(outbox);
    this.#unsaved = "";
    return true;
  }

  /** The tab is closed and opened again; a crashed one has only what was saved. */
  reopen(crashed: boolean, kept: number): boolean {
    if (!crashed) this.save();
    this.room.ledger.mayBeMissing(this.#unsaved);
    this.drop(kept);
    this.#unsaved = "";
    const saved = this.#saved === undefined ? undefined : (JSON.parse(this.#saved) as StoredOutbox);
    this.client = new RoomClient(this.name, saved, this.room.ahead);
    this.#shown.clear();
    this.at = MAIN_FILE;
    return true;
  }

  protected override mayBeRefused(code: RefusalCode, line: Line): boolean {
    // The room slept while edits were in flight: the client joins again by itself.
    return super.mayBeRefused(code, line) || (code === "version_unknown" && line.hibernated);
  }

  protected query(): Record<string, string> {
    return this.client.joinQuery();
  }
  protected lost(): void {
    this.client.disconnected();
  }
  protected told(message: RoomMessage): void {
    const before = message.type === "init" && message.epoch !== this.#epoch ? this.client.files : undefined;
    this.#perform(this.client.received(message));
    if (message.type === "init") this.#epoch = message.epoch;
    if (before && before.size > 0) this.#otherLife(before);
  }

  // Another life gives a file's number again: what was typed in the one must not come to the other.
  #otherLife(before: ReadonlyMap<FileId, FileEntry>): void {
    for (const [file, { path }] of this.client.files) {
      const was = before.get(file)?.path;
      if (file === MAIN_FILE || was === undefined || was === path) continue;
      this.room.host.count("another file's number");
      const kept = this.hasPending(file) || this.client.canUndo(file);
      check(!kept, "what was typed in a file comes to no other", () => `${this.name}: ${was} is ${path} now`);
    }
  }

  #perform(outputs: readonly Output[]): void {
    for (const output of outputs) {
      switch (output.type) {
        case "send":
          this.line?.send(output.message);
          break;
        case "reset":
          this.#shown.set(output.file, output.text);
          this.at = output.file;
          break;
        case "apply":
          this.#apply(output.file, output.changes, output.origin);
          break;
        case "rejoin":
          this.room.host.count("rejoin");
          check(
            this.line !== undefined && (this.line.hibernated || this.line.refused),
            "nobody joins again without need",
            () => this.name,
          );
          this.drop(1);
          this.connect();
          break;
        case "diverged":
          check(false, "an editor has the room's text", () => this.name);
          break;
        case "recovered":
          this.room.host.count(`recovered ${output.because}`);
          check(
            output.because !== "refused" || output.code === "too_large",
            "typing is given back for a reason",
            () => this.name,
          );
          this.room.ledger.mayBeMissing(output.text);
          break;
        case "answered":
          check(Number(output.request.split(" ").at(-1)) <= this.#wishes, "an answer has a wish", () => output.request);
          if (output.refused) this.room.host.count(`wish: ${output.refused.code}`);
          break;
      }
    }
    for (const file of this.#shown.keys()) if (!this.client.textOf(file)) this.#shown.delete(file);
    this.#there();
  }

  #apply(file: FileId, changes: ChangeSet, origin: Extract<Output, { type: "apply" }>["origin"]): void {
    const before = this.#shown.get(file);
    check(before !== undefined, "an editor that shows nothing has nothing to change");
    if (origin === "undo" || origin === "redo") this.room.ledger.undone(this.name, changes, before);
    this.#shown.set(file, changes.apply(before));
    if (file === this.at) this.on = changes.mapPos(Math.min(this.on, changes.length), 1);
  }

  /** What is confirmed is the room's text at that version, and what is pending leads from there to what is shown. */
  verify(): void {
    const { client } = this;
    if (this.#shown.size === 0 || !client.text) return;
    const there = this.room.host.filesAt(this.#epoch, client.version);
    check(there !== undefined, "a client's version is the room's", () => `${this.name} at ${client.version}`);
    if (this.#entries?.of !== client.files)
      this.#entries = { of: client.files, json: entriesOf(client.files.values()) };
    check(
      this.#entries.json === there.entries,
      "a client knows the files",
      () => `${this.name} knows ${this.#entries?.json}, not ${there.entries}`,
    );
    const pending = client.unsent > 0 ? (client.outbox()?.pending ?? []) : [];
    if (new Set(pending.map(({ file }) => file)).size > 1) this.room.host.count("typed in two files at once");
    for (const [file, shown] of this.#shown) {
      check(client.textOf(file)?.eq(shown) === true, "the client knows what its editor shows", () => this.name);
      const confirmed = there.text(file);
      check(
        confirmed !== undefined && client.confirmedOf(file)?.eq(confirmed) === true,
        "what is confirmed is the room's text",
        () => `${this.name}, file ${file} at ${client.version}`,
      );
      const led = pending.reduce(
        (text, edit) => ((edit.file ?? MAIN_FILE) === file ? ChangeSet.fromJSON(edit.changes).apply(text) : text),
        confirmed,
      );
      check(
        led.eq(shown),
        "confirmed and pending give the text",
        () => `${this.name} shows ${shown.toString()}, not ${led.toString()}`,
      );
    }
    for (const { carets, file } of client.people) {
      const length = this.#shown.get(file)?.length ?? Infinity;
      for (const { anchor, head } of carets)
        check(anchor <= length && head <= length, "a caret lies in the text", () => this.name);
    }
  }

  override verifyQuiet(): void {
    const { state } = this.room.host;
    same(
      [this.client.room?.language, this.client.room?.title],
      [state.language, state.title],
      `${this.name} knows the room`,
    );
    for (const [file, shown] of this.#shown)
      same(shown.toString(), state.project.text(file)?.toString(), `${this.name} has the room's text of file ${file}`);
    const open = (threads: readonly Thread[]) => byId(threads.filter(({ resolved }) => !resolved));
    same(
      open(this.client.threads),
      open(state.talk?.threads ?? []),
      `${this.name} has all threads where the room has them`,
    );
    same(
      entriesOf(this.client.files.values()),
      this.room.host.filesAt(state.epoch, state.version)?.entries,
      `${this.name} knows the room's files`,
    );
  }
}
