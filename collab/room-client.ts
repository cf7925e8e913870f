// The client's half of a room, for any editor: keeps the text ahead of the room's answers and never drops typing.
//
//   confirmed ──in flight[0]──▶ • ──in flight[1]──▶ • … ──buffer──▶ text
//   (the room's text at `version`)                                  (what the editor shows)
//
// Invariants:
// 1. confirmed is exactly the room's text at `version`.
// 2. Applying in flight and then the buffer to confirmed gives text.
// 3. In-flight edits have consecutive sequences; what is not in flight has none yet.
// 4. An edit leaves the pending ones only when the room says that it has it, or refuses it for good; in the latter
//    case its text is handed out as `recovered`.
import { ChangeSet, type Text } from "@codemirror/state";
import { changesOf, coarsened, diffOf, rebase, textOf } from "#collab/changes";
import { diffTexts } from "#collab/diff-texts";
import { type Carets, caretsAfterOwn, caretsOver, caretsWithin, sameCarets } from "#collab/presence";
import { UndoStack } from "#collab/undo-stack";
import { SPLICES_MAX, TEXT_LENGTH_MAX } from "#protocol/limits";
import type { LanguageId } from "#protocol/languages";
import type { Role } from "#protocol/role";
import type { ClientMessage, EditRun, Member, Presence, RefusalCode, RoomMessage } from "#protocol/socket";

type Init = Extract<RoomMessage, { type: "init" }>;

export type Output =
  | { type: "send"; message: ClientMessage }
  /** The editor shows this text now, whatever it showed before. */
  | { type: "reset"; text: Text }
  /** The editor's text changes; it must not report these changes back. */
  | { type: "apply"; changes: ChangeSet; origin: "remote" | "undo" | "redo" | "refused" }
  /** Close the socket and join again with a fresh `joinQuery()`. */
  | { type: "rejoin" }
  /** Typing that could not be placed in the room; keep it where the person can get at it. */
  | { type: "recovered"; text: string; because: "restored" | "refused" | "unplaced"; code?: RefusalCode };

/** Unconfirmed edits as they are kept outside of memory. `changes` is the JSON form of ChangeSets. */
export type StoredOutbox = {
  epoch: string;
  version: number;
  user: number;
  pending: { sequence: number; changes: unknown }[];
};

export type Person = Member & { carets: Carets };

type Pending = { changes: ChangeSet; edits: number };

/** Splices in one edit. Others' typing inside of them may cut them in two, and the room must take them then, too. */
const SPLICES_SENT_MAX = SPLICES_MAX / 2;

/** Edits sent ahead of their acks. With fewer, a fast typist on a slow line waits; what comes on top is composed. */
const IN_FLIGHT_MAX = 8;

export class RoomClient {
  readonly #client: string;
  readonly #inFlightMax: number;
  #joined = false;
  #me: Member | undefined;
  #epoch: string | undefined;
  #version = 0;
  #confirmed: Text | undefined;
  #text: Text | undefined;
  #sequence = 0;
  #inFlight: (Pending & { sequence: number })[] = [];
  #buffer: Pending | undefined;
  #restored: StoredOutbox | undefined;
  readonly #undo = new UndoStack();
  // Their carets lie in the confirmed text and are moved by what the room does, in its order: so they end where it has them.
  #people = new Map<number, Person>();
  // My carets, and where the others believe them to be; both in the present text.
  #carets: Carets = [];
  #toldCarets: Carets | undefined;
  #room: { roomId: string; viewId: string | undefined; language: string; title: string } | undefined;

  /**
   * `client` names this client's edits and is secret; `outbox` is what an earlier life of it could not confirm.
   * With a higher `inFlightMax` every edit of a replayed session keeps a version of its own.
   */
  constructor(client: string, outbox?: StoredOutbox, inFlightMax = IN_FLIGHT_MAX) {
    this.#client = client;
    this.#inFlightMax = inFlightMax;
    this.#restored = outbox?.pending.length ? outbox : undefined;
  }

  /** What the editor shows; undefined before the first `init`. */
  get text(): Text | undefined {
    return this.#text;
  }
  /** The room's own text at `version`: without what is pending. */
  get confirmed(): Text | undefined {
    return this.#confirmed;
  }
  /** The room's version that `text` rests on. */
  get version(): number {
    return this.#version;
  }
  get joined(): boolean {
    return this.#joined;
  }
  get me(): Member | undefined {
    return this.#me;
  }
  get role(): Role | undefined {
    return this.#me?.role;
  }
  get room(): { roomId: string; viewId: string | undefined; language: string; title: string } | undefined {
    return this.#room;
  }
  /** Everybody in the room but me, carets in the present text. */
  get people(): readonly Person[] {
    const others = [...this.#people.values()].filter((person) => person.user !== this.#me?.user);
    return others.map((person) => ({ ...person, carets: this.#ahead(person.carets) }));
  }
  /** Edits made here that the room has not confirmed. */
  get unsent(): number {
    const restored = this.#restored?.pending.length ?? 0;
    return this.#pending().reduce((sum, { edits }) => sum + edits, restored);
  }
  get canUndo(): boolean {
    return this.#undo.canUndo;
  }
  get canRedo(): boolean {
    return this.#undo.canRedo;
  }

  /** The query of the next join. */
  joinQuery(): Record<string, string> {
    const base = { client: this.#client, batch: "1" };
    const from =
      this.#restored ?? (this.#epoch === undefined ? undefined : { version: this.#version, epoch: this.#epoch });
    if (!from) return base;
    const settled = this.unsent === 0;
    return {
      ...base,
      since: String(from.version),
      epoch: from.epoch,
      ...(this.#restored && { text: "1" }),
      ...(settled && { settled: "1" }),
    };
  }

  /** What must survive this client: undefined when everything is confirmed. */
  outbox(): StoredOutbox | undefined {
    if (this.#restored) return this.#restored;
    if (this.#epoch === undefined || !this.#me || this.unsent === 0) return undefined;
    const pending = this.#inFlight.map(({ sequence, changes }) => ({ sequence, changes: changes.toJSON() as unknown }));
    if (this.#buffer) pending.push({ sequence: this.#sequence + 1, changes: this.#buffer.changes.toJSON() as unknown });
    return { epoch: this.#epoch, version: this.#version, user: this.#me.user, pending };
  }

  /** The editor changed its text. `time` in ms only groups undo steps. */
  edited(changes: ChangeSet, time: number): Output[] {
    const before = this.#text;
    if (!before || changes.empty) return [];
    if (changes.newLength > TEXT_LENGTH_MAX) {
      const outputs: Output[] = [{ type: "apply", changes: changes.invert(before), origin: "refused" }];
      return [...outputs, { type: "recovered", text: insertedBy(changes), because: "refused", code: "too_large" }];
    }
    this.#undo.edited(changes, before, time);
    return this.#local(changes);
  }

  /** My carets moved, in the present text. */
  moved(carets: Carets): Output[] {
    this.#carets = carets;
    return this.#pump();
  }

  undo(): Output[] {
    return this.#undone("undo");
  }
  redo(): Output[] {
    return this.#undone("redo");
  }
  /** The next edit begins a step of its own, however soon it comes and wherever. */
  separateUndo(): void {
    this.#undo.separate();
  }

  rename(name: string): Output[] {
    return this.#joined ? [{ type: "send", message: { type: "profile_update", name } }] : [];
  }
  update(room: { language?: LanguageId; title?: string }): Output[] {
    return this.#joined ? [{ type: "send", message: { type: "room_update", ...room } }] : [];
  }

  /** The line is gone. What is pending waits for the next `init`. */
  disconnected(): void {
    this.#joined = false;
    this.#toldCarets = undefined;
  }

  /** A message of the socket that the last `joinQuery()` opened. After a `rejoin` the rest of that socket is nobody's. */
  received(message: RoomMessage): Output[] {
    if (!this.#joined && message.type !== "init") return [];
    switch (message.type) {
      case "init":
        return this.#init(message);
      case "ack":
        return this.#ack(message);
      case "code_update":
        return this.#codeUpdate(message);
      case "error":
        return this.#refused(message);
      case "cursor_update": {
        const person = this.#people.get(message.user);
        if (person) person.carets = caretsOf(message);
        return [];
      }
      case "user_joined":
        this.#people.set(message.user.user, { ...message.user, carets: [] });
        return [];
      case "user_left":
        this.#people.delete(message.user);
        return [];
      case "profile_update": {
        const { user } = message;
        this.#people.set(user.user, { carets: [], ...this.#people.get(user.user), ...user });
        if (this.#me?.user === user.user) this.#me = user;
        return [];
      }
      case "room_update":
        if (this.#room)
          this.#room = {
            ...this.#room,
            language: message.language ?? this.#room.language,
            title: message.title ?? this.#room.title,
          };
        return [];
      case "user_count_update":
      case "run_started": // runs are shown beside the text and change nothing of it
      case "run_progress":
      case "run_output":
      case "run_input":
      case "run_ended":
      case "pong":
        return [];
    }
  }

  // --- my edits ---

  #undone(origin: "undo" | "redo"): Output[] {
    const changes = this.#text && this.#me?.role === "editor" ? this.#undo[origin](this.#text) : undefined;
    return changes ? [{ type: "apply", changes, origin }, ...this.#local(changes)] : [];
  }

  #local(changes: ChangeSet): Output[] {
    this.#text = this.#text && changes.apply(this.#text);
    this.#carets = caretsAfterOwn(this.#carets, changes);
    this.#toldCarets = this.#toldCarets && caretsAfterOwn(this.#toldCarets, changes);
    const { buffer, edits } = { buffer: this.#buffer?.changes, edits: this.#buffer?.edits ?? 0 };
    const all = buffer?.compose(changes) ?? changes;
    this.#buffer = { changes: this.#text ? coarsened(all, this.#text, SPLICES_SENT_MAX) : all, edits: edits + 1 };
    return this.#pump();
  }

  // Sends what may leave: the buffer while few edits are in flight, then my carets, which lie behind the buffer.
  #pump(): Output[] {
    if (!this.#joined) return [];
    const outputs: Output[] = [];
    if (this.#buffer && this.#inFlight.length < this.#inFlightMax) {
      const edit = { ...this.#buffer, sequence: ++this.#sequence };
      this.#buffer = undefined;
      this.#inFlight.push(edit);
      outputs.push(this.#sent(edit));
    }
    if (!this.#buffer && this.#carets.length > 0 && !(this.#toldCarets && sameCarets(this.#carets, this.#toldCarets))) {
      this.#toldCarets = this.#carets;
      const position = this.#carets[0]?.head ?? 0;
      const ranges = this.#carets.some(({ anchor, head }, i) => i > 0 || anchor !== head);
      outputs.push({
        type: "send",
        message: {
          type: "cursor_update",
          version: this.#version,
          position,
          ...(ranges && { selection: [...this.#carets] }),
        },
      });
    }
    return outputs;
  }

  #sent({ changes, sequence }: Pending & { sequence: number }): Output {
    return { type: "send", message: { type: "code_update", version: this.#version, sequence, diff: diffOf(changes) } };
  }

  #pending(): Pending[] {
    return this.#buffer ? [...this.#inFlight, this.#buffer] : this.#inFlight;
  }

  // --- the room's answers ---

  #ack(message: Extract<RoomMessage, { type: "ack" }>): Output[] {
    if (message.version <= this.#version) return []; // told again
    if (message.version !== this.#version + 1 || message.sequence !== this.#inFlight[0]?.sequence)
      return this.#rejoin();
    this.#confirmOldest(message.version);
    return this.#pump();
  }

  #confirmOldest(version: number): void {
    const edit = this.#inFlight.shift();
    if (edit) this.#confirm(edit.changes, this.#me?.user, version);
  }

  #codeUpdate(message: Extract<RoomMessage, { type: "code_update" }>): Output[] {
    if (message.version <= this.#version) return []; // told again
    const theirs = message.version === this.#version + 1 ? this.#confirmedChanges(message.diff ?? []) : undefined;
    if (!theirs) return this.#rejoin();
    return [{ type: "apply", changes: this.#integrate(theirs, message.user, message.version), origin: "remote" }];
  }

  #confirmedChanges(diff: EditRun["diff"]): ChangeSet | undefined {
    return this.#confirmed && changesOf(diff, this.#confirmed.length);
  }

  // Takes somebody's edit of the confirmed text in; answers what it does to the present one.
  #integrate(changes: ChangeSet, user: number, version: number): ChangeSet {
    this.#confirm(changes, user, version);
    const theirs = this.#overPending(changes, user);
    this.#text = this.#text && theirs.apply(this.#text);
    this.#undo.rebase(theirs);
    this.#carets = caretsOver(this.#carets, theirs);
    this.#toldCarets = this.#toldCarets && caretsOver(this.#toldCarets, theirs);
    return theirs;
  }

  #confirm(changes: ChangeSet, user: number | undefined, version: number): void {
    this.#confirmed = this.#confirmed && changes.apply(this.#confirmed);
    this.#version = version;
    for (const person of this.#people.values()) {
      person.carets =
        person.user === user ? caretsAfterOwn(person.carets, changes) : caretsOver(person.carets, changes);
    }
  }

  #overPending(changes: ChangeSet, user: number): ChangeSet {
    const me = this.#me?.user ?? 0;
    let theirs = changes;
    for (const edit of this.#pending()) {
      const both = rebase({ user: me, changes: edit.changes }, { user, changes: theirs });
      edit.changes = both.ours;
      theirs = both.theirs;
    }
    return theirs;
  }

  #ahead(carets: Carets): Carets {
    const over = this.#pending().reduce((at, { changes }) => caretsOver(at, changes), carets);
    return caretsWithin(over, this.#text?.length ?? 0);
  }

  // --- joining, and joining again ---

  #rejoin(): Output[] {
    this.disconnected();
    return [{ type: "rejoin" }];
  }

  #init(message: Init): Output[] {
    const sameEpoch = this.#epoch === message.epoch;
    this.#me = message.user;
    this.#room = { roomId: message.roomId, viewId: message.viewId, language: message.language, title: message.title };
    const outputs = this.#confirmed ? this.#caughtUp(message, this.#confirmed, sameEpoch) : this.#first(message);
    if (outputs.some(({ type }) => type === "rejoin")) return outputs;
    this.#epoch = message.epoch;
    this.#version = message.version;
    this.#people = new Map(message.users.map((user) => [user.user, { ...user, carets: caretsOf(user) }]));
    // What is still pending is not in the room, so its numbers follow the room's count, even one that a rebirth set back.
    this.#inFlight = this.#inFlight.map((edit, i) => ({ ...edit, sequence: message.user.sequence + 1 + i }));
    this.#sequence = message.user.sequence + this.#inFlight.length;
    this.#joined = true;
    return [...outputs, ...this.#inFlight.map((edit) => this.#sent(edit)), ...this.#pump()];
  }

  #first(message: Init): Output[] {
    const confirmed = textOf(message.code ?? "");
    const restored = this.#restored;
    this.#confirmed = confirmed;
    this.#restored = undefined;
    const placed = restored && this.#placed(restored, message, confirmed);
    this.#inFlight = placed ?? [];
    this.#text = this.#inFlight.reduce((text, { changes }) => changes.apply(text), confirmed);
    const outputs: Output[] = [{ type: "reset", text: this.#text }];
    if (restored && !placed) {
      const text = restored.pending.map(({ changes }) => insertedBy(ChangeSet.fromJSON(changes))).join("\n");
      outputs.push({ type: "recovered", text, because: "unplaced" });
    }
    return outputs;
  }

  // Edits of an earlier life, mapped over what came since without knowing the text they were made on.
  #placed(restored: StoredOutbox, message: Init, confirmed: Text): (Pending & { sequence: number })[] | undefined {
    if (!message.edits || message.epoch !== restored.epoch || message.user.user !== restored.user) return undefined;
    let pending = restored.pending.map(({ sequence, changes }) => ({
      sequence,
      edits: 1,
      changes: ChangeSet.fromJSON(changes),
    }));
    for (const run of message.edits) {
      const [next] = pending;
      if (!next) break;
      if (run.user === restored.user && run.sequence === next.sequence) {
        pending = pending.slice(1);
        continue;
      }
      let theirs = changesOf(run.diff, next.changes.length);
      if (!theirs) return undefined;
      for (const edit of pending) {
        const both = rebase({ user: restored.user, changes: edit.changes }, { user: run.user, changes: theirs });
        edit.changes = both.ours;
        theirs = both.theirs;
      }
    }
    return pending[0] && pending[0].changes.length !== confirmed.length ? undefined : pending;
  }

  #caughtUp(message: Init, confirmed: Text, sameEpoch: boolean): Output[] {
    if (message.edits && sameEpoch) return this.#caughtUpByEdits(message.edits);
    // The log no longer tells how the text came about: the difference of the texts stands for it.
    const before = this.#text?.toString() ?? "";
    // What the room's count covers is in that text; a checkpoint, too, may hold edits whose acks were lost.
    while (this.#inFlight[0] && this.#inFlight[0].sequence <= message.user.sequence) this.#confirmOldest(this.#version);
    const known = this.#confirmed ?? confirmed;
    const changes = diffTexts(known.toString(), message.code ?? "");
    const lost = !sameEpoch && !changes.empty;
    const theirs = this.#integrate(changes, 0, message.version);
    const outputs: Output[] = changes.empty ? [] : [{ type: "apply", changes: theirs, origin: "remote" }];
    return lost ? [...outputs, { type: "recovered", text: before, because: "restored" }] : outputs;
  }

  #caughtUpByEdits(runs: readonly EditRun[]): Output[] {
    let missed: ChangeSet | undefined;
    for (const run of runs) {
      if (run.user === this.#me?.user && run.sequence !== undefined && run.sequence === this.#inFlight[0]?.sequence) {
        // Seeing one's own edit is the ack.
        this.#confirmOldest(run.version);
        continue;
      }
      const changes = run.from === this.#version ? this.#confirmedChanges(run.diff) : undefined;
      if (!changes) {
        this.#epoch = undefined; // what was missed does not fit: ask for the text instead
        return [...applied(missed), ...this.#rejoin()];
      }
      const theirs = this.#integrate(changes, run.user, run.version);
      missed = missed?.compose(theirs) ?? theirs;
    }
    return applied(missed);
  }

  #refused({ code, sequence }: Extract<RoomMessage, { type: "error" }>): Output[] {
    if (code === "version_unknown" || code === "sequence_gap") return this.#rejoin();
    if (sequence === undefined || !this.#inFlight.some((edit) => edit.sequence === sequence)) return [];
    // The room will never take this edit, and those behind it rest on it: back to what the room has.
    const pending = this.#pending();
    const dropped = pending.map(({ changes }) => changes).reduce((all, changes) => all.compose(changes));
    const confirmed = this.#confirmed;
    if (!confirmed) return [];
    const inverse = dropped.invert(confirmed);
    this.#sequence = (this.#inFlight[0]?.sequence ?? 1) - 1;
    this.#inFlight = [];
    this.#buffer = undefined;
    this.#text = confirmed;
    this.#toldCarets = undefined;
    this.#undo.clear();
    this.#carets = caretsOver(this.#carets, inverse);
    return [
      { type: "apply", changes: inverse, origin: "refused" },
      { type: "recovered", text: insertedBy(dropped), because: "refused", code },
      ...this.#pump(), // carets told since lie behind edits that the room does not have
    ];
  }
}

const caretsOf = ({ position, selection }: Pick<Presence, "position" | "selection">): Carets =>
  selection?.length ? selection : position === undefined ? [] : [{ anchor: position, head: position }];

const applied = (changes: ChangeSet | undefined): Output[] =>
  changes ? [{ type: "apply", changes, origin: "remote" }] : [];

function insertedBy(changes: ChangeSet): string {
  const texts: string[] = [];
  changes.iterChanges((_from, _to, _start, _end, inserted) => texts.push(inserted.toString()));
  return texts.filter((text) => text !== "").join("\n");
}
