// The texts of the files that a client has open, ahead of the room's answers.
//
//   confirmed ──in flight[0]──▶ • ──in flight[1]──▶ • … ──buffer──▶ text
//   (the room's text at the client's version)                       (what the editor shows)
//
// So it is for each file; edits of different files have nothing to do with each other but their order.
//
// Invariants:
// 1. Applying in flight and then the buffer to confirmed gives text.
// 2. In-flight edits have consecutive sequences; what is not in flight has none yet.
// 3. Files with buffers stand in the order in which these began: so they leave, and so a stored outbox has numbered them,
//    which may be older than they.
import type { ChangeSet, Text } from "@codemirror/state";
import { type Authored, diffOf, rebase } from "#collab/changes";
import { ClientFile, type InFlight, type Pending } from "#collab/client-file";
import type { Output } from "#collab/client-output";
import { type Carets, caretsOver, caretsWithin } from "#collab/presence";
import { type FileId, MAIN_FILE } from "#protocol/project";

export class ClientTexts {
  readonly #inFlightMax: number;
  readonly #open = new Map<FileId, ClientFile>();
  readonly #asked = new Set<FileId>();
  #inFlight: InFlight[] = [];
  #sequence = 0;

  constructor(inFlightMax: number) {
    this.#inFlightMax = inFlightMax;
  }

  get(file: FileId): Readonly<ClientFile> | undefined {
    return this.#open.get(file);
  }
  /** Of these the texts are here. */
  get open(): ReadonlyMap<FileId, Readonly<ClientFile>> {
    return this.#open;
  }
  /** Of these the texts were asked for. */
  get asked(): ReadonlySet<FileId> {
    return this.#asked;
  }

  // --- what is pending ---

  /** Edits that the room has not confirmed. */
  get unsent(): number {
    const inFlight = this.#inFlight.reduce((sum, { edits }) => sum + edits, 0);
    return [...this.#open.values()].reduce((sum, { buffer }) => sum + (buffer?.edits ?? 0), inFlight);
  }
  /** All of it, in the order and with the numbers that it has or will have. */
  get pending(): readonly { file: FileId; sequence: number; changes: ChangeSet }[] {
    const buffers = [...this.#open].flatMap(([file, { buffer }]) =>
      buffer ? [{ file, changes: buffer.changes }] : [],
    );
    return [...this.#inFlight, ...buffers.map((one, i) => ({ ...one, sequence: this.#sequence + 1 + i }))];
  }
  get oldestInFlight(): Readonly<InFlight> | undefined {
    return this.#inFlight[0];
  }
  hasPending(file: FileId): boolean {
    return this.#pending(file).length > 0;
  }
  /** Something was typed that has not left: what rests on it must wait. */
  hasBuffer(file: FileId): boolean {
    return this.#open.get(file)?.buffer !== undefined;
  }
  /** Carets in the confirmed text of a file, as they are in the present one. */
  ahead(file: FileId, carets: Carets): Carets {
    const open = this.#open.get(file);
    if (!open) return carets;
    const over = this.#pending(file).reduce((at, { changes }) => caretsOver(at, changes), carets);
    return caretsWithin(over, open.text.length);
  }

  isInFlight(file: FileId): boolean {
    return this.#inFlightIn(file).length > 0;
  }
  /** Where in the confirmed text a place of the sent one comes from: two ends, with what is in flight about it between them. */
  originOf(file: FileId, place: number): { from: number; to: number } {
    return this.#inFlightIn(file).reduceRight(
      ({ from, to }, { changes }) => {
        const back = changes.invertedDesc;
        const origin = { from: back.mapPos(from, -1), to: back.mapPos(to, 1) };
        changes.iterChangedRanges((fromBefore, toBefore, fromNow, toNow) => {
          if (fromNow > to || toNow < from) return;
          origin.from = Math.min(origin.from, fromBefore);
          origin.to = Math.max(origin.to, toBefore);
        });
        return origin;
      },
      { from: place, to: place },
    );
  }

  #pending(file: FileId): Pending[] {
    const inFlight = this.#inFlightIn(file);
    const buffer = this.#open.get(file)?.buffer;
    return buffer ? [...inFlight, buffer] : inFlight;
  }
  #inFlightIn(file: FileId): InFlight[] {
    return this.#inFlight.filter((edit) => edit.file === file);
  }

  // --- which are here ---

  /** False when it is here, or was asked for before. */
  ask(file: FileId): boolean {
    if (this.#open.has(file) || this.#asked.has(file)) return false;
    this.#asked.add(file);
    return true;
  }
  unask(file: FileId): void {
    this.#asked.delete(file);
  }
  came(file: FileId, confirmed: Text): Output {
    this.#asked.delete(file);
    const open = new ClientFile(confirmed);
    for (const { changes } of this.#pending(file)) open.text = changes.apply(open.text);
    this.#open.set(file, open);
    return { type: "reset", file, text: open.text };
  }
  /** Forgets a text, unless something of it is pending. The main one stays. */
  close(file: FileId): boolean {
    this.#asked.delete(file);
    if (file === MAIN_FILE || this.hasPending(file)) return false;
    this.#open.delete(file);
    return true;
  }
  /** Forgets a text with all that is pending. */
  drop(file: FileId): void {
    this.#open.delete(file);
    this.#inFlight = this.#inFlight.filter((edit) => edit.file !== file);
  }

  // --- from here to the room ---

  /** Typed, or undone, in an open file. */
  edited(file: FileId, changes: ChangeSet): void {
    const open = this.#open.get(file);
    if (!open) return;
    if (!open.buffer) {
      this.#open.delete(file);
      this.#open.set(file, open);
    }
    open.edited(changes);
  }

  /** Puts buffers in flight while few are; answers them. */
  leave(): Readonly<InFlight>[] {
    const left: InFlight[] = [];
    for (const [file, open] of this.#open) {
      if (!open.buffer || this.#inFlight.length >= this.#inFlightMax) continue;
      const edit = { ...open.buffer, file, sequence: ++this.#sequence };
      open.buffer = undefined;
      this.#inFlight.push(edit);
      left.push(edit);
    }
    return left;
  }

  /** Numbers what is in flight on from the room's count, even one that a rebirth set back, and sends it again. */
  leaveAgain(count: number): readonly Readonly<InFlight>[] {
    this.#inFlight = this.#inFlight.map((edit, i) => ({ ...edit, sequence: count + 1 + i }));
    this.#sequence = count + this.#inFlight.length;
    return this.#inFlight;
  }

  /** Edits of an earlier life are in flight; the texts that they are of come next. */
  restore(edits: readonly InFlight[]): void {
    this.#inFlight = [...edits];
  }

  // --- from the room ---

  /** The room has the oldest edit in flight. */
  confirmOldest(): Readonly<InFlight> | undefined {
    const edit = this.#inFlight.shift();
    const open = edit && this.#open.get(edit.file);
    if (open) open.confirmed = edit.changes.apply(open.confirmed);
    return edit;
  }

  /** The room has somebody's edit; answers what it does to an open file's text as it was sent, and to the present one. `me` decides ties. */
  take(file: FileId, { user, changes }: Authored, me: number): { sent: ChangeSet; present: ChangeSet } | undefined {
    const open = this.#open.get(file);
    if (!open) return undefined;
    open.confirmed = changes.apply(open.confirmed);
    const over = (theirs: ChangeSet, edit: Pending) => {
      const both = rebase({ user: me, changes: edit.changes }, { user, changes: theirs });
      edit.changes = both.ours;
      return both.theirs;
    };
    const sent = this.#inFlightIn(file).reduce(over, changes);
    const present = open.buffer ? over(sent, open.buffer) : sent;
    open.text = present.apply(open.text);
    open.undo.rebase(present);
    return { sent, present };
  }

  /**
   * The room will never take this edit, and those behind it in its file rest on it: back to what the room has. Answers
   * what is lost, and the way back.
   */
  giveUp(sequence: number | undefined): { file: FileId; lost: ChangeSet; back: ChangeSet } | undefined {
    const edit = this.#inFlight.find((one) => one.sequence === sequence);
    const open = edit && this.#open.get(edit.file);
    if (!open) return undefined;
    const { file } = edit;
    const lost = this.#pending(file)
      .map(({ changes }) => changes)
      .reduce((all, changes) => all.compose(changes));
    this.#sequence = (this.#inFlight[0]?.sequence ?? 1) - 1;
    this.#inFlight = this.#inFlight.filter((one) => one.file !== file);
    open.buffer = undefined;
    open.text = open.confirmed;
    open.undo.clear();
    return { file, lost, back: lost.invert(open.confirmed) };
  }
}

export const sent = ({ file, changes, sequence }: Readonly<InFlight>, version: number): Output => {
  const named = file !== MAIN_FILE && { file };
  return { type: "send", message: { type: "code_update", version, sequence, diff: diffOf(changes), ...named } };
};
