// A client written from the contract alone that types a few edits ahead and never maps anything: it types on while
// nothing comes, waits when something does, and sends all of the burst again when in doubt.
import type { ChangeSet, Text } from "@codemirror/state";
import { changesOf, diffOf, textOf } from "#collab/changes";
import { check } from "#collab/simulation/check";
import type { Line } from "#collab/simulation/line";
import { Person } from "#collab/simulation/person";
import { TEXT_LENGTH_MAX } from "#protocol/limits";
import type { RefusalCode, RoomMessage, Splice } from "#protocol/socket";

const EDITS_MAX = 4;

type Sent = { message: { sequence: number }; changes: ChangeSet };

export class Burst extends Person {
  readonly role = "editor";
  /** What it types on: the room's text with the burst. */
  text: Text | undefined;
  #confirmed: Text | undefined;
  #version = 0;
  #epoch: string | undefined;
  #sequence = 0;
  #joined = false;
  // All edits since it last had nothing in flight, and how many of them are acknowledged.
  #burst: Sent[] = [];
  #acknowledged = 0;
  // Something came, or all was sent again: nothing is typed until the burst is through.
  #holds = false;
  #resent = false;

  get idle(): boolean {
    return this.#joined && this.#burst.length === 0;
  }
  protected query(): Record<string, string> {
    return {
      client: this.name,
      ...(this.#epoch !== undefined && { since: String(this.#version), epoch: this.#epoch }),
    };
  }
  protected lost(): void {
    this.#joined = false;
  }
  protected override mayBeRefused(code: RefusalCode, line: Line): boolean {
    return super.mayBeRefused(code, line) || (code === "version_unknown" && line.hibernated);
  }

  type(changes: ChangeSet): boolean {
    const { text } = this;
    if (!text || !this.#joined || this.#holds || this.#burst.length >= EDITS_MAX) return false;
    if (changes.newLength > TEXT_LENGTH_MAX) return false;
    this.room.ledger.edited(this.name, changes, text);
    this.text = changes.apply(text);
    const message = { type: "code_update", version: this.#version, sequence: ++this.#sequence, diff: diffOf(changes) };
    this.#burst.push({ message, changes });
    this.line?.send(message);
    return true;
  }

  /** Sends the burst again. */
  resend(): boolean {
    if (!this.#joined || this.#burst.length === 0) return false;
    this.#holds = true;
    for (const { message } of this.#burst) this.line?.send(message);
    return true;
  }

  protected told(message: RoomMessage): void {
    if (message.type === "init") this.#init(message);
    else if (message.type === "code_update") {
      check(message.version === this.#version + 1, "versions have no gaps", () => this.name);
      this.#apply(message.diff ?? [], message.version);
      this.#holds = this.#burst.length > 0;
    } else if (message.type === "ack") {
      const next = this.#burst[this.#acknowledged];
      if (message.sequence !== next?.message.sequence || !next) return; // one sent again
      this.#acknowledged++;
      this.#holds = true;
      if (message.version > this.#version) this.#apply(message.diff ?? diffOf(next.changes), message.version);
    } else if (message.type === "error" && this.#burst.length > 0 && message.code !== "superseded") {
      if (message.code === "sequence_gap" || message.code === "bad_position") return; // behind one that was refused
      // What the room forgot it is sent again, once.
      if (message.code === "version_unknown" && !this.#resent) this.resend();
      else this.#startAgain();
      this.#resent = true;
    }
    if (this.#acknowledged === this.#burst.length) this.#through();
  }

  #init(message: Extract<RoomMessage, { type: "init" }>): void {
    if (this.#epoch !== undefined && this.#epoch !== message.epoch) this.#giveUp();
    this.#epoch = message.epoch;
    if (message.code !== undefined) this.#confirmed = textOf(message.code);
    for (const { diff, version } of message.code === undefined ? (message.edits ?? []) : []) this.#apply(diff, version);
    this.#version = message.version;
    this.#sequence = this.#burst.at(-1)?.message.sequence ?? message.user.sequence;
    this.#acknowledged = 0;
    this.#joined = true;
    this.#resent = false;
    this.resend();
  }

  #apply(diff: readonly Splice[], version: number): void {
    const changes = this.#confirmed && changesOf(diff, this.#confirmed.length);
    check(changes !== undefined, "a diff from the room fits", () => this.name);
    this.#confirmed = this.#confirmed && changes.apply(this.#confirmed);
    this.#version = version;
  }

  #through(): void {
    this.#burst = [];
    this.#acknowledged = 0;
    this.#holds = this.#resent = false;
    this.text = this.#confirmed;
    this.on = Math.min(this.on, this.text?.length ?? 0);
  }

  #startAgain(): void {
    this.#giveUp();
    this.drop(1);
    this.connect();
  }

  #giveUp(): void {
    for (const { changes } of this.#burst) {
      changes.iterChanges((_from, _to, _start, _end, inserted) => this.room.ledger.mayBeMissing(inserted.toString()));
    }
    this.#burst = [];
    this.#acknowledged = 0;
  }

  verify(): void {
    if (!this.#confirmed || !this.#joined || this.#epoch === undefined) return;
    const text = this.room.host.textAt(this.#epoch, this.#version);
    check(text?.eq(this.#confirmed) === true, "who applies what comes has the room's text", () => this.name);
  }
}
