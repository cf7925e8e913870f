// Clients written from the contract alone: one that waits for each ack, one that knows whole texts only.
import { type ChangeSet, type Text } from "@codemirror/state";
import { changesOf, diffOf, textOf } from "#collab/changes";
import { diffTexts } from "#collab/diff-texts";
import { check } from "#collab/simulation/check";
import type { Line } from "#collab/simulation/line";
import { Person } from "#collab/simulation/person";
import { TEXT_LENGTH_MAX } from "#protocol/limits";
import { type FileId, MAIN_FILE } from "#protocol/project";
import type { RefusalCode, RoomMessage } from "#protocol/socket";

type Init = Extract<RoomMessage, { type: "init" }>;
type Ack = Extract<RoomMessage, { type: "ack" }>;
type Sent = { message: { sequence?: number | undefined; code?: string }; changes: ChangeSet };

abstract class ContractClient extends Person {
  readonly role = "editor";
  protected version = 0;
  protected epoch: string | undefined;
  /** What is shown. */
  text: Text | undefined;
  /** Edits whose acks are awaited, as they were sent. */
  protected awaited: Sent[] = [];
  #sequence = 0;
  /** What is awaited was sent again on a new line, and is not in what is shown. Nothing is typed on top of that. */
  protected resending = false;
  #joined = false;
  #last: object | undefined;

  /** The file that it is about. */
  protected get file(): FileId {
    return MAIN_FILE;
  }
  /** Whether it names its edits, and may send them again. */
  protected readonly counts: boolean = true;
  /** Edits it sends ahead of their acks. */
  protected abstract readonly aheadMax: number;
  protected abstract messageOf(typed: ChangeSet, text: Text): { message: object; changes: ChangeSet };
  protected abstract applied(message: Extract<RoomMessage, { type: "init" | "code_update" }>): void;
  protected abstract acknowledged(ack: Ack, sent: Sent): void;

  get idle(): boolean {
    return this.#joined && this.awaited.length === 0;
  }

  protected lost(): void {
    this.#joined = false;
  }

  type(typed: ChangeSet): boolean {
    const { text } = this;
    if (!text || !this.#joined || this.resending || this.awaited.length >= this.aheadMax) return false;
    if (typed.newLength > TEXT_LENGTH_MAX) return false;
    const { message: content, changes } = this.messageOf(typed, text);
    this.room.ledger.edited(this.name, changes, text);
    const message = {
      type: "code_update",
      version: this.version,
      sequence: this.counts ? ++this.#sequence : undefined,
      ...content,
    };
    this.awaited.push({ message, changes });
    this.#last = message;
    this.line?.send(message);
    return true;
  }

  /** Sends the last edit again, acknowledged or not. */
  resend(): boolean {
    if (!this.#last || !this.#joined || !this.counts) return false;
    this.line?.send(this.#last);
    return true;
  }

  protected told(message: RoomMessage): void {
    if (message.type === "init") {
      this.applied(message);
      this.version = message.version;
      this.#rejoined(message);
    } else if (message.type === "ack") {
      const [sent] = this.awaited;
      if (!sent || sent.message.sequence !== message.sequence) return; // a resend's
      this.awaited.shift();
      this.acknowledged(message, sent);
      this.resending &&= this.awaited.length > 0;
      this.version = message.version;
    } else if (message.type === "code_update") {
      const next = message.code === undefined ? message.version === this.version + 1 : message.version > this.version;
      check(next, "versions have no gaps", () => `${this.name}: ${message.version} after ${this.version}`);
      if (message.diff?.length === 0) this.room.host.count("told only that there is one more version");
      this.applied(message);
      this.version = message.version;
    } else if (message.type === "error" && this.awaited.length > 0 && message.code !== "superseded") {
      this.#giveUp();
      this.drop(1);
      this.connect();
    }
  }

  #rejoined(message: Init): void {
    const count = this.awaited.length;
    this.awaited = this.awaited.filter(
      ({ message: { sequence } }) => (sequence ?? 0) > message.user.sequence || !this.counts,
    );
    // The rest is sent again as it was. Where that means nothing any more, this simple client gives up: in another life
    // of the room, or when a whole text goes on from one that counts already.
    const elsewhere = this.epoch !== undefined && this.epoch !== message.epoch;
    if (elsewhere || !this.counts || this.awaited.length < count) this.#giveUp();
    this.epoch = message.epoch;
    this.#sequence = this.awaited.at(-1)?.message.sequence ?? message.user.sequence;
    for (const sent of this.awaited) this.line?.send(sent.message);
    this.resending = this.awaited.length > 0;
    this.#joined = true;
  }

  #giveUp(): void {
    for (const { changes } of this.awaited) {
      changes.iterChanges((_from, _to, _start, _end, inserted) => this.room.ledger.mayBeMissing(inserted.toString()));
    }
    this.awaited = [];
    this.#last = undefined;
  }

  verify(): void {
    if (!this.text || !this.idle || this.epoch === undefined) return;
    const text = this.room.host.textAt(this.epoch, this.version, this.file);
    check(
      text?.eq(this.text) === true,
      "who applies what comes has the room's text",
      () => `${this.name} at ${this.version}`,
    );
  }
}

/** Applies what comes to the room's text and sends one edit at a time: the client of twenty lines. */
export class Waiter extends ContractClient {
  protected readonly aheadMax = 1;

  protected query(): Record<string, string> {
    return { client: this.name, ...(this.epoch !== undefined && { since: String(this.version), epoch: this.epoch }) };
  }

  protected messageOf(typed: ChangeSet): { message: object; changes: ChangeSet } {
    const diff = diffOf(typed);
    return { message: { diff: diff.length === 1 ? diff[0] : diff.toReversed() }, changes: typed };
  }

  protected applied(message: Extract<RoomMessage, { type: "init" | "code_update" }>): void {
    if (message.code !== undefined) this.text = textOf(message.code);
    else if (message.type === "code_update") this.apply(message.diff ?? []);
    else for (const { diff } of message.edits ?? []) this.apply(diff);
  }

  protected acknowledged({ diff }: Ack, { changes }: Sent): void {
    this.apply(diff ?? diffOf(changes));
  }

  protected apply(diff: Parameters<typeof changesOf>[0]): void {
    const changes = this.text && changesOf(diff, this.text.length);
    check(changes !== undefined, "a diff from the room fits", () => this.name);
    this.text = this.text && changes.apply(this.text);
    this.on = changes.mapPos(Math.min(this.on, changes.length), 1);
  }
}

/** Gave no client id: a new member with every line, whose edits have no names. It cannot know what became of a lost one. */
export class Guest extends Waiter {
  protected override readonly counts = false;

  protected override query(): Record<string, string> {
    const { client: _, ...rest } = super.query();
    return rest;
  }
}

/** Sends and shows whole texts, types ahead, and says which version it was told last. What comes replaces what it shows. */
export class Whole extends ContractClient {
  protected readonly aheadMax = 4;

  protected query(): Record<string, string> {
    return { client: this.name, sync: "full" };
  }

  // The room does not know the text that this one typed ahead of: it slept meanwhile, or that text came on another line.
  protected override mayBeRefused(code: RefusalCode, line: Line): boolean {
    return super.mayBeRefused(code, line) || (code === "version_unknown" && (line.hibernated || this.resending));
  }

  protected messageOf(typed: ChangeSet, text: Text): { message: object; changes: ChangeSet } {
    this.text = typed.apply(text);
    const code = this.text.toString();
    // The room sees the difference of the texts, which may take more than what was typed.
    return { message: { code }, changes: diffTexts(text.toString(), code) };
  }

  protected applied(message: Extract<RoomMessage, { type: "init" | "code_update" }>): void {
    check(message.code !== undefined, "a client of whole texts is told whole texts", () => this.name);
    this.text = textOf(message.code);
  }

  protected acknowledged({ code }: Ack, { message }: Sent): void {
    const shown = code ?? (this.resending ? message.code : undefined);
    if (shown !== undefined) this.text = textOf(shown);
  }
}
