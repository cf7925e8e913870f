// Somebody in the room: a line that comes and goes, and typing. What kind of client it is, the subclasses say.
import { ChangeSet, type Text } from "@codemirror/state";
import { splitsPair, textOf } from "#collab/changes";
import { check, same } from "#collab/simulation/check";
import type { Host, Refused } from "#collab/simulation/host";
import type { Ledger } from "#collab/simulation/ledger";
import { Line } from "#collab/simulation/line";
import { TEXT_LENGTH_MAX } from "#protocol/limits";
import { type RefusalCode, roomFrame, type RoomMessage } from "#protocol/socket";

/** One splice of a scripted edit: where, as a fraction of the text or behind what one typed last; how many units go; what comes. */
export type Cut = { at: number | "on"; remove?: number; insert?: string };

export type Room = { readonly host: Host; readonly ledger: Ledger; readonly lines: Line[]; readonly ahead: number };

/** Refusals that follow when an edit was refused that what comes behind it rests on. */
const RESTING_ON_AN_EDIT: ReadonlySet<RefusalCode> = new Set<RefusalCode>(["sequence_gap", "bad_position"]);

/** Refusals of a comment that follow from nothing else. */
const COMMENTS_MAY_BE: ReadonlySet<RefusalCode> = new Set<RefusalCode>(["rate_limited", "too_large"]);

export abstract class Person {
  readonly room: Room;
  readonly number: number;
  readonly name: string;
  line: Line | undefined;
  /** Where the last typing ended, in the text that is shown. */
  on = 0;
  #lines = 0;

  constructor(room: Room, number: number) {
    this.room = room;
    this.number = number;
    this.name = `person${number}`;
  }

  abstract readonly role: "editor" | "viewer";
  abstract readonly text: Text | undefined;
  /** Nothing is waited for. */
  abstract readonly idle: boolean;
  /** Types, `pause` ms after the last time. Answers whether this client could. */
  abstract type(changes: ChangeSet, pause?: number): boolean;
  protected abstract query(): Record<string, string>;
  protected abstract told(message: RoomMessage): void;
  protected abstract lost(): void;
  /** Checks what this client promises; `epoch` is the room's life it is in. */
  abstract verify(): void;

  /** Everything has arrived. */
  verifyQuiet(): void {
    const { main } = this.room.host.state.project;
    same(this.text?.toString(), main.toString(), `${this.name} has the room's text`);
  }

  /** Refusals that an honest client of this kind may meet on this line. */
  protected mayBeRefused(code: RefusalCode, line: Line): boolean {
    if (code === "too_large") return TEXT_LENGTH_MAX < 1_000; // where a test has made rooms small
    if (code === "superseded") return this.#lines > 1; // the join of a line it let go of came late
    return (
      (code === "version_unknown" && this.room.host.log.start > 0) || (line.refused && RESTING_ON_AN_EDIT.has(code))
    );
  }

  edit(cuts: readonly Cut[], pause?: number): boolean {
    const changes = this.text && this.changesOn(this.text, cuts);
    return changes !== undefined && !changes.empty && this.type(changes, pause);
  }

  connect(): boolean {
    if (this.line) return false;
    const line = new Line(`${this.number}.${++this.#lines}`, this.number);
    line.up.push({ type: "join", query: this.query() });
    this.line = line;
    this.room.lines.push(line);
    return true;
  }

  drop(kept: number): boolean {
    if (!this.line) return false;
    this.line.drop(kept);
    this.#gone();
    return true;
  }

  /** Takes the next frame of the line. */
  take(): boolean {
    const { line } = this;
    const item = line?.down.shift();
    if (!line || !item) return false;
    if (item.type === "closed") {
      line.drop(1);
      this.#gone();
      return true;
    }
    for (const message of roomFrame.parse(JSON.parse(item.frame))) {
      if (this.line !== line) return true; // the client let go of it meanwhile
      this.told(message);
    }
    return true;
  }

  /** The room refuses something on a line of this person, who may never hear of it. */
  refused(line: Line, { code, message, request }: Refused): void {
    // What somebody wants of the files may cross what others want; collab/simulation/wanted.ts knows what must be done.
    if (request !== undefined && !request.startsWith("comment")) return;
    if (request !== undefined && COMMENTS_MAY_BE.has(code)) return;
    check(this.mayBeRefused(code, line), "an honest client is not refused", () => `${this.name}: ${code}, ${message}`);
    line.refused = true;
  }

  #gone(): void {
    this.line = undefined;
    this.lost();
  }

  /** The cuts on a text as changes, never between the halves of a pair. */
  protected changesOn(text: Text, cuts: readonly Cut[]): ChangeSet {
    const whole = (position: number) => (splitsPair(text, position) ? position - 1 : position);
    const places = cuts.map((cut) => ({
      ...cut,
      from: cut.at === "on" ? Math.min(this.on, text.length) : Math.floor(cut.at * (text.length + 1)),
    }));
    let end = 0;
    const specs = places
      .toSorted((a, b) => a.from - b.from)
      .map(({ from, remove = 0, insert = "" }) => {
        const start = Math.max(whole(from), end);
        const stop = Math.max(whole(Math.min(start + remove, text.length)), start);
        end = stop;
        return { from: start, to: stop, insert: textOf(this.room.ledger.fresh(insert)) };
      });
    const changes = ChangeSet.of(specs, text.length);
    this.on = changes.mapPos(end, 1);
    return changes;
  }
}

/** A fraction of the text as a position, never between the halves of a pair. */
export function placeIn(text: Text, fraction: number): number {
  const position = Math.floor(fraction * (text.length + 1));
  return splitsPair(text, position) ? position - 1 : position;
}
