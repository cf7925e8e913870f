// How a client comes into its room and back to it: what it asks of the next join, what it makes of the answer, and what it
// leaves to its next life.
//
// An answer tells what was missed as edits, or as texts where the log no longer reaches back: then the differences of the
// texts stand for the edits. What was pending stays pending either way, or is handed out as `recovered`.
import type { ChangeSet, Text } from "@codemirror/state";
import { changesOf, textOf } from "#collab/changes";
import type { ClientOrder } from "#collab/client-order";
import type { Output } from "#collab/client-output";
import type { ClientTexts } from "#collab/client-texts";
import { diffTexts } from "#collab/diff-texts";
import { diffsOf, type Init, placed, type StoredOutbox, unplaced } from "#collab/outbox";
import type { OwnCarets } from "#collab/own-carets";
import { OPEN_FILES_MAX } from "#protocol/limits";
import { type FileEntry, type FileId, MAIN_FILE } from "#protocol/project";
import type { EditRun } from "#protocol/socket";

export class Joining {
  readonly #client: string;
  readonly #texts: ClientTexts;
  readonly #order: ClientOrder;
  readonly #carets: OwnCarets;
  // What an earlier life of this client could not confirm, until the first answer.
  #restored: StoredOutbox | undefined;
  // The life of the room that the texts here are of, and who this client is in it.
  #life: { epoch: string; user: number } | undefined;
  // What is here does not fit what was missed: the next join asks for the texts.
  #astray = false;

  constructor(
    client: string,
    outbox: StoredOutbox | undefined,
    texts: ClientTexts,
    order: ClientOrder,
    carets: OwnCarets,
  ) {
    this.#client = client;
    this.#restored = outbox?.pending.length ? outbox : undefined;
    this.#texts = texts;
    this.#order = order;
    this.#carets = carets;
  }

  /** Edits made here, in this life and the earlier one, that the room has not confirmed. */
  get unsent(): number {
    return (this.#restored?.pending.length ?? 0) + this.#texts.unsent;
  }

  goAstray(): void {
    this.#astray = true;
  }

  /** The query of the next join. */
  query(): Record<string, string> {
    const open = new Set([...this.#texts.open.keys(), ...this.#texts.asked]);
    for (const { file } of this.#restored?.pending ?? []) if (file !== undefined) open.add(file);
    open.delete(MAIN_FILE);
    const base = {
      client: this.#client,
      batch: "1",
      project: "1",
      ...(open.size > 0 && { open: [...open].slice(0, OPEN_FILES_MAX).join(".") }),
    };
    const here = this.#life && !this.#astray && { version: this.#order.version, epoch: this.#life.epoch };
    const from = this.#restored ?? here;
    if (!from) return base;
    return {
      ...base,
      since: String(from.version),
      epoch: from.epoch,
      ...(this.#restored && { text: "1" }),
      ...(this.unsent === 0 && { settled: "1" }),
    };
  }

  /** What must survive this client: undefined when everything is confirmed. */
  outbox(): StoredOutbox | undefined {
    if (this.#restored) return this.#restored;
    if (!this.#life || this.#astray || this.unsent === 0) return undefined;
    const pending = this.#texts.pending.map(({ file, sequence, changes }) => ({
      sequence,
      changes: changes.toJSON() as unknown,
      ...(file !== MAIN_FILE && { file }),
    }));
    const { epoch, user } = this.#life;
    return { epoch, version: this.#order.version, user, pending };
  }

  /** Takes in what was missed. With a `rejoin` at the end it does not fit, and the next join will ask for the texts. */
  answered(message: Init): Output[] {
    const filesBefore = this.#order.files;
    if (message.files) this.#order.filesAre(message.files);
    const outputs = this.#texts.get(MAIN_FILE) ? this.#caughtUp(message, filesBefore) : this.#first(message);
    if (outputs.at(-1)?.type === "rejoin") return outputs;
    this.#life = { epoch: message.epoch, user: message.user.user };
    this.#astray = false;
    this.#order.reached(message.version);
    return outputs;
  }

  #first(message: Init): Output[] {
    const texts = textsOf(message);
    const restored = this.#restored;
    this.#restored = undefined;
    const pending = restored && placed(restored, message, texts);
    if (pending) this.#texts.restore(pending);
    const outputs = [...texts].map(([file, text]) => this.#texts.came(file, text));
    return restored && !pending ? [...outputs, ...unplaced(restored)] : outputs;
  }

  #caughtUp(message: Init, filesBefore: ReadonlyMap<FileId, FileEntry>): Output[] {
    const sameLife = this.#life?.epoch === message.epoch;
    const goesOn = sameLife && !this.#astray;
    if (message.edits && goesOn) return this.#caughtUpByEdits(message.edits, message.user.user);
    // What the room's count covers is in that text; a checkpoint, too, may hold edits whose acks were lost.
    while ((this.#texts.oldestInFlight?.sequence ?? Infinity) <= message.user.sequence)
      this.#order.confirmOldest(this.#order.version);
    const texts = textsOf(message);
    return [...this.#texts.open].flatMap(([file, open]): Output[] => {
      const text = texts.get(file);
      const recovered: Output = { type: "recovered", file, text: open.text.toString(), because: "restored" };
      // Files made since the checkpoint are gone, and others have their numbers: the path tells which file it is.
      const isOther =
        !sameLife && file !== MAIN_FILE && filesBefore.get(file)?.path !== this.#order.files.get(file)?.path;
      if (!text || isOther) {
        this.#texts.drop(file);
        this.#carets.closed(file);
        return text ? [recovered, this.#texts.came(file, text)] : [recovered];
      }
      const missed = diffTexts(open.confirmed.toString(), text.toString());
      const changes = this.#order.take(file, missed, 0, message.version);
      if (!changes || missed.empty) return [];
      const applied: Output = { type: "apply", file, changes, origin: "remote" };
      return goesOn ? [applied] : [applied, recovered];
    });
  }

  #caughtUpByEdits(runs: readonly EditRun[], me: number): Output[] {
    const missed = new Map<FileId, ChangeSet>();
    for (const run of runs) {
      if (run.user === me && run.sequence !== undefined && run.sequence === this.#texts.oldestInFlight?.sequence) {
        // Seeing one's own edit is the ack.
        this.#order.confirmOldest(run.version);
        continue;
      }
      if (run.from !== this.#order.version || !this.#takeRun(run, missed)) {
        this.#astray = true;
        return [...applied(missed), { type: "rejoin" }];
      }
    }
    return applied(missed);
  }

  #takeRun(run: EditRun, missed: Map<FileId, ChangeSet>): boolean {
    for (const { file, diff } of diffsOf(run)) {
      const open = this.#texts.get(file);
      if (!open) continue;
      const changes = changesOf(diff, open.confirmed.length);
      if (!changes) return false;
      if (changes.empty) continue;
      const theirs = this.#order.take(file, changes, run.user, run.version);
      if (theirs) missed.set(file, missed.get(file)?.compose(theirs) ?? theirs);
    }
    this.#order.reached(run.version, run.files);
    return true;
  }
}

/** The texts that come with an `init`. */
const textsOf = ({ code, texts = [] }: Init): Map<FileId, Text> =>
  new Map([[MAIN_FILE, textOf(code ?? "")], ...texts.map((one) => [one.file, textOf(one.code)] as const)]);

const applied = (missed: ReadonlyMap<FileId, ChangeSet>): Output[] =>
  [...missed].map(([file, changes]) => ({ type: "apply", file, changes, origin: "remote" }));
