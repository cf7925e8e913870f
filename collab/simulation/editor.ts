// A person in front of an editor: RoomClient, and an editor's text that does what RoomClient says.
import { ChangeSet, type Text } from "@codemirror/state";
import { splitsPair } from "#collab/changes";
import { type Output, RoomClient, type StoredOutbox } from "#collab/room-client";
import { check } from "#collab/simulation/check";
import type { Line } from "#collab/simulation/line";
import { Person, type Room } from "#collab/simulation/person";
import type { LanguageId } from "#protocol/languages";
import type { RefusalCode, RoomMessage } from "#protocol/socket";

export class Editor extends Person {
  readonly role: "editor" | "viewer";
  client: RoomClient;
  #shown: Text | undefined;
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
    return this.#shown;
  }
  get idle(): boolean {
    return this.client.joined && this.client.unsent === 0;
  }

  type(changes: ChangeSet, pause = 0): boolean {
    const before = this.#shown;
    if (this.role === "viewer" || !before) return false;
    this.room.ledger.edited(this.name, changes, before);
    this.#shown = changes.apply(before);
    changes.iterChanges((_from, _to, _start, _end, inserted) => (this.#unsaved += inserted.toString()));
    this.#perform(this.client.edited(changes, (this.#time += 100 + pause)));
    return true;
  }

  undo(which: "undo" | "redo"): boolean {
    if (!(which === "undo" ? this.client.canUndo() : this.client.canRedo())) return false;
    this.#perform(this.client[which]());
    return true;
  }

  move(at: readonly number[]): boolean {
    const text = this.#shown;
    if (!text) return false;
    const place = (fraction: number) => {
      const position = Math.floor(fraction * (text.length + 1));
      return splitsPair(text, position) ? position - 1 : position;
    };
    const carets = at.slice(0, -1).map((anchor, i) => ({ anchor: place(anchor), head: place(at[i + 1] ?? 0) }));
    this.#perform(
      this.client.moved(carets.length > 0 ? carets : [{ anchor: place(at[0] ?? 0), head: place(at[0] ?? 0) }]),
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
    this.#shown = undefined;
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
    this.#perform(this.client.received(message));
    if (message.type === "init") this.#epoch = message.epoch;
  }

  #perform(outputs: readonly Output[]): void {
    for (const output of outputs) {
      switch (output.type) {
        case "send":
          this.line?.send(output.message);
          break;
        case "reset":
          this.#shown = output.text;
          break;
        case "apply":
          this.#apply(output.changes, output.origin);
          break;
        case "rejoin":
          this.room.host.count("rejoin");
          this.drop(1);
          this.connect();
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
      }
    }
  }

  #apply(changes: ChangeSet, origin: Extract<Output, { type: "apply" }>["origin"]): void {
    const before = this.#shown;
    check(before !== undefined, "an editor that shows nothing has nothing to change");
    if (origin === "undo" || origin === "redo") this.room.ledger.undone(this.name, changes, before);
    this.#shown = changes.apply(before);
    this.on = changes.mapPos(Math.min(this.on, changes.length), 1);
  }

  /** What is confirmed is the room's text at that version, and what is pending leads from there to what is shown. */
  verify(): void {
    const { client } = this;
    const shown = this.#shown;
    if (!shown || !client.text) return;
    check(client.text.eq(shown), "the client knows what its editor shows", () => this.name);
    for (const { carets } of client.people) {
      for (const { anchor, head } of carets)
        check(anchor <= shown.length && head <= shown.length, "a caret lies in the text", () => this.name);
    }
    const confirmed = this.room.host.textAt(this.#epoch, client.version);
    check(confirmed !== undefined, "a client's version is the room's", () => `${this.name} at ${client.version}`);
    const pending = client.outbox()?.pending ?? [];
    const led = pending.reduce((text, { changes }) => ChangeSet.fromJSON(changes).apply(text), confirmed);
    check(
      led.eq(shown),
      "confirmed and pending give the text",
      () => `${this.name} shows ${shown.toString()}, not ${led.toString()}`,
    );
  }
}
