// The client's half of a room, for any editor: keeps the text ahead of the room's answers and never drops typing.
//
//   confirmed ──in flight[0]──▶ • ──in flight[1]──▶ • … ──buffer──▶ text
//   (the room's text at `version`)                                  (what the editor shows)
//
// So it is for each file that is open; edits of different files have nothing to do with each other but their order.
//
// Invariants:
// 1. confirmed is exactly the room's text at `version`.
// 2. Applying in flight and then the buffer to confirmed gives text.
// 3. In-flight edits have consecutive sequences; what is not in flight has none yet.
// 4. An edit leaves the pending ones only when the room says that it has it, or refuses it for good; in the latter
//    case its text is handed out as `recovered`.
import type { ChangeSet, Text } from "@codemirror/state";
import type { Place } from "#collab/attention";
import { changesOf, diffOf, rebase, textOf } from "#collab/changes";
import { ClientFile, type Pending } from "#collab/client-file";
import type { Output } from "#collab/client-output";
import { nowhere, People, type Person, type Placed, placedAt, spanOf } from "#collab/client-people";
import { diffTexts } from "#collab/diff-texts";
import {
  diffsOf,
  type InFlight,
  type Init,
  insertedBy,
  placed,
  type StoredOutbox,
  textsOf,
  unplaced,
} from "#collab/outbox";
import { rangeOver, threadsOver, withThread } from "#collab/room-talk";
import { textHash } from "#collab/text-hash";
import { type Carets, caretsAfterOwn, caretsOver, caretsWithin, sameCarets } from "#collab/presence";
import { OPEN_FILES_MAX, TEXT_LENGTH_MAX } from "#protocol/limits";
import type { LanguageId } from "#protocol/languages";
import { type FileEntry, type FileId, type FileWish, MAIN_FILE } from "#protocol/project";
import type { Role } from "#protocol/role";
import type { ClientMessage, EditRun, Member, RoomMessage } from "#protocol/socket";
import type { Thread } from "#protocol/talk";

/** Edits sent ahead of their acks. With fewer, a fast typist on a slow line waits; what comes on top is composed. */
const IN_FLIGHT_MAX = 8;

export class RoomClient {
  readonly #client: string;
  readonly #inFlightMax: number;
  #joined = false;
  #me: Member | undefined;
  #epoch: string | undefined;
  // What is here does not fit what was missed: the next join asks for the texts.
  #astray = false;
  #version = 0;
  #sequence = 0;
  #inFlight: InFlight[] = [];
  #restored: StoredOutbox | undefined;
  // The files whose texts are here, those with buffers in the order in which these began; those whose texts were asked for.
  readonly #open = new Map<FileId, ClientFile>();
  readonly #opening = new Set<FileId>();
  #entries = new Map<FileId, FileEntry>();
  readonly #people = new People();
  // My carets, and where the others believe them to be; both in the present text of their file.
  #carets: Placed = nowhere;
  #toldCarets: Placed | undefined;
  // Their ranges lie in the confirmed texts, those of files that are not open too.
  #threads: readonly Thread[] = [];
  // Comments that are still to be sent: their ranges lie in the present text of their file.
  #comments: Comment[] = [];
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

  /** The main file as its editor shows it; undefined before the first `init`. */
  get text(): Text | undefined {
    return this.textOf(MAIN_FILE);
  }
  /** The room's own main text at `version`: without what is pending. */
  get confirmed(): Text | undefined {
    return this.#open.get(MAIN_FILE)?.confirmed;
  }
  /** A file as its editor shows it; undefined when it is not open. */
  textOf(file: FileId): Text | undefined {
    return this.#open.get(file)?.text;
  }
  /** The room's own text of a file at `version`. */
  confirmedOf(file: FileId): Text | undefined {
    return this.#open.get(file)?.confirmed;
  }
  /** All files of the room, those that are deleted, too. */
  get files(): ReadonlyMap<FileId, FileEntry> {
    return this.#entries;
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
  /** My carets, in the present text of their file. */
  get carets(): { readonly file: FileId; readonly carets: Carets } {
    return this.#carets;
  }
  /** Everybody in the room but me, carets in the present text. */
  get people(): readonly Person[] {
    const others = this.#people.all.filter((person) => person.user !== this.#me?.user);
    return others.map((person) => ({ ...person, carets: this.#ahead(person) }));
  }
  /** What is talked of in the code, as far as it was told; ranges in the present texts. The same list while nothing of it changed. */
  get threads(): readonly Thread[] {
    let ahead = this.#threads;
    for (const file of this.#open.keys())
      for (const { changes } of this.#pending(file)) ahead = threadsOver(ahead, { file, changes });
    return ahead;
  }
  /** Edits made here that the room has not confirmed. */
  get unsent(): number {
    const restored = this.#restored?.pending.length ?? 0;
    const inFlight = this.#inFlight.reduce((sum, { edits }) => sum + edits, restored);
    return [...this.#open.values()].reduce((sum, { buffer }) => sum + (buffer?.edits ?? 0), inFlight);
  }
  canUndo(file: FileId = MAIN_FILE): boolean {
    return this.#open.get(file)?.undo.canUndo ?? false;
  }
  canRedo(file: FileId = MAIN_FILE): boolean {
    return this.#open.get(file)?.undo.canRedo ?? false;
  }

  /** The query of the next join. */
  joinQuery(): Record<string, string> {
    const open = new Set([...this.#open.keys(), ...this.#opening]);
    for (const { file } of this.#restored?.pending ?? []) if (file !== undefined) open.add(file);
    open.delete(MAIN_FILE);
    const base = {
      client: this.#client,
      batch: "1",
      project: "1",
      ...(open.size > 0 && { open: [...open].slice(0, OPEN_FILES_MAX).join(".") }),
    };
    const from =
      this.#restored ??
      (this.#epoch === undefined || this.#astray ? undefined : { version: this.#version, epoch: this.#epoch });
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
    if (this.#epoch === undefined || this.#astray || !this.#me || this.unsent === 0) return undefined;
    const buffers = [...this.#open].flatMap(([file, { buffer }]) =>
      buffer ? [{ file, changes: buffer.changes }] : [],
    );
    const all = [...this.#inFlight, ...buffers.map((one, i) => ({ ...one, sequence: this.#sequence + 1 + i }))];
    const pending = all.map(({ file, sequence, changes }) => ({
      sequence,
      changes: changes.toJSON() as unknown,
      ...(file !== MAIN_FILE && { file }),
    }));
    return { epoch: this.#epoch, version: this.#version, user: this.#me.user, pending };
  }

  /** The editor changed a file's text. `time` in ms only groups undo steps. */
  edited(changes: ChangeSet, time: number, file: FileId = MAIN_FILE): Output[] {
    const before = this.#open.get(file);
    if (!before || changes.empty) return [];
    if (changes.newLength > TEXT_LENGTH_MAX) {
      const outputs: Output[] = [{ type: "apply", file, changes: changes.invert(before.text), origin: "refused" }];
      return [
        ...outputs,
        { type: "recovered", file, text: insertedBy(changes), because: "refused", code: "too_large" },
      ];
    }
    before.undo.edited(changes, before.text, time);
    return this.#local(file, before, changes);
  }

  /** My carets moved, in the present text of a file. */
  moved(carets: Carets, file: FileId = MAIN_FILE): Output[] {
    this.#carets = { file, carets };
    return this.#pump();
  }

  undo(file: FileId = MAIN_FILE): Output[] {
    return this.#undone("undo", file);
  }
  redo(file: FileId = MAIN_FILE): Output[] {
    return this.#undone("redo", file);
  }
  /** The next edit begins a step of its own, however soon it comes and wherever. */
  separateUndo(file: FileId = MAIN_FILE): void {
    this.#open.get(file)?.undo.separate();
  }

  /** Asks for a file's text; a `reset` brings it. */
  openFile(file: FileId): Output[] {
    if (this.#open.has(file) || this.#opening.has(file)) return [];
    this.#opening.add(file);
    return this.#joined ? [{ type: "send", message: { type: "open", file } }] : [];
  }
  /** Forgets a file's text and its undo steps, unless something of it is pending. The main one stays. */
  closeFile(file: FileId): void {
    this.#opening.delete(file);
    if (file !== MAIN_FILE && this.#pending(file).length === 0) this.#forget(file);
  }
  // Nothing moves my carets in a text that is not here.
  #forget(file: FileId): void {
    this.#open.delete(file);
    if (this.#carets.file === file) this.#carets = nowhere;
  }
  /** Asks the room whether an open file's text is its own. Nothing while something of it is pending. */
  check(file: FileId): Output[] {
    const open = this.#open.get(file);
    if (!open || !this.#joined || this.#pending(file).length > 0) return [];
    const hash = textHash(open.confirmed);
    return [{ type: "send", message: { type: "check", file, version: this.#version, hash } }];
  }
  /** Asks for other files than there are; an `answered` with `request` tells what became of it. Nothing while the line is down. */
  wish(changes: FileWish[], request: string): Output[] {
    return this.#joined ? [{ type: "send", message: { type: "files_update", changes, request } }] : [];
  }

  /** Begins a thread about a range of the present text of an open file, once what was typed before has left. */
  comment(comment: Comment): Output[] {
    if (!this.#joined || !this.#open.has(comment.file)) return [];
    this.#comments.push(comment);
    return this.#pump();
  }

  /** Tells where the person looks, or asks others to look there; in the present text. Nothing while typing waits before it. */
  look(type: "view" | "look", { file, from, to }: Place, user?: number): Output[] {
    if (!this.#joined || this.#open.get(file)?.buffer) return [];
    const named = type === "look" && user !== undefined && { user };
    return [{ type: "send", message: { type, file, from, to, version: this.#version, ...named } as ClientMessage }];
  }
  /** A place that the room has just told, in the present text. */
  placeNow(place: Place): Place {
    return this.#placeOf(placedAt(place));
  }
  /** Where somebody last asked to look. */
  lookOf(user: number): Place | undefined {
    const placed = this.#people.lookOf(user);
    return placed && this.#placeOf(placed);
  }
  /** What I have selected, or where my caret is. */
  get myPlace(): Place | undefined {
    return this.#carets.carets.length > 0 ? spanOf(this.#carets) : undefined;
  }
  #placeOf({ file, carets }: Placed): Place {
    return spanOf({ file, carets: this.#ahead({ file, carets }) });
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
    this.#comments = [];
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
      case "file_text":
        return this.#fileText(message);
      case "files_update":
        return this.#filesUpdate(message);
      case "checked":
        return message.same === false ? this.#diverged(message) : [];
      case "error":
        return this.#refused(message);
      case "cursor_update":
      case "user_joined":
      case "user_left":
      case "look":
      case "doing":
      case "follow":
        this.#people.received(message);
        return [];
      case "profile_update":
        this.#people.received(message);
        if (this.#me?.user === message.user.user) this.#me = message.user;
        return [];
      case "room_update":
        if (this.#room)
          this.#room = {
            ...this.#room,
            language: message.language ?? this.#room.language,
            title: message.title ?? this.#room.title,
          };
        return [];
      case "thread":
        this.#threads = withThread(this.#threads, message.thread);
        return [];
      case "user_count_update":
      case "chat": // said beside the text
      case "view": // shown beside the text: placeNow
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

  #undone(origin: "undo" | "redo", file: FileId): Output[] {
    const open = this.#me?.role === "editor" ? this.#open.get(file) : undefined;
    const changes = open?.undo[origin](open.text);
    return open && changes ? [{ type: "apply", file, changes, origin }, ...this.#local(file, open, changes)] : [];
  }

  #local(file: FileId, open: ClientFile, changes: ChangeSet): Output[] {
    if (!open.buffer) {
      // Buffers leave in the order in which they began: so a stored outbox has numbered them, which may be older than they.
      this.#open.delete(file);
      this.#open.set(file, open);
    }
    open.edited(changes);
    this.#moveComments(file, changes);
    this.#moveMine(file, (carets) => caretsAfterOwn(carets, changes));
    return this.#pump();
  }

  #moveComments(file: FileId, changes: ChangeSet): void {
    this.#comments = this.#comments.map((one) => (one.file === file ? rangeOver(one, changes) : one));
  }

  #moveMine(file: FileId, move: (carets: Carets) => Carets): void {
    if (this.#carets.file === file) this.#carets = { file, carets: move(this.#carets.carets) };
    if (this.#toldCarets?.file === file) this.#toldCarets = { file, carets: move(this.#toldCarets.carets) };
  }

  // Sends what may leave: the buffers while few edits are in flight, then my carets, which lie behind the buffer.
  #pump(): Output[] {
    if (!this.#joined) return [];
    const outputs: Output[] = [];
    for (const [file, open] of this.#open) {
      if (!open.buffer || this.#inFlight.length >= this.#inFlightMax) continue;
      const edit = { ...open.buffer, file, sequence: ++this.#sequence };
      open.buffer = undefined;
      this.#inFlight.push(edit);
      outputs.push(this.#sent(edit));
    }
    const ready = this.#comments.filter((comment) => !this.#open.get(comment.file)?.buffer);
    this.#comments = this.#comments.filter((comment) => !ready.includes(comment));
    for (const { file: of, ...comment } of ready) {
      const named = of !== MAIN_FILE && { file: of };
      // What it was about may have been deleted a moment ago: then there is nothing to ask the room for.
      if (comment.from === comment.to)
        outputs.push({ type: "answered", request: comment.request, files: [], refused: gone });
      else outputs.push({ type: "send", message: { type: "comment", version: this.#version, ...named, ...comment } });
    }
    const { file, carets } = this.#carets;
    const told = this.#toldCarets?.file === file && sameCarets(carets, this.#toldCarets.carets);
    if (!this.#open.get(file)?.buffer && carets.length > 0 && !told) {
      this.#toldCarets = this.#carets;
      const position = carets[0]?.head ?? 0;
      const ranges = carets.some(({ anchor, head }, i) => i > 0 || anchor !== head);
      outputs.push({
        type: "send",
        message: {
          type: "cursor_update",
          version: this.#version,
          position,
          ...(file !== MAIN_FILE && { file }),
          ...(ranges && { selection: [...carets] }),
        },
      });
    }
    return outputs;
  }

  #sent({ file, changes, sequence }: InFlight): Output {
    const named = file !== MAIN_FILE && { file };
    return {
      type: "send",
      message: { type: "code_update", version: this.#version, sequence, diff: diffOf(changes), ...named },
    };
  }

  #pending(file: FileId): Pending[] {
    const inFlight = this.#inFlight.filter((edit) => edit.file === file);
    const buffer = this.#open.get(file)?.buffer;
    return buffer ? [...inFlight, buffer] : inFlight;
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
    if (edit) this.#confirm(edit.file, edit.changes, this.#me?.user, version);
  }

  #codeUpdate({ version, user, diff, file = MAIN_FILE }: Extract<RoomMessage, { type: "code_update" }>): Output[] {
    if (version <= this.#version) return []; // told again
    if (version !== this.#version + 1) return this.#rejoin();
    const open = this.#open.get(file);
    const theirs = changesOf(diff ?? [], open?.confirmed.length ?? LENGTH_UNKNOWN);
    if (!theirs) return this.#rejoin();
    if (!open) {
      this.#confirm(file, theirs, user, version); // moves what is in it: it is seen when it is opened
      return [];
    }
    return [{ type: "apply", file, changes: this.#integrate(file, open, theirs, user, version), origin: "remote" }];
  }

  #fileText({ file, version, code }: Extract<RoomMessage, { type: "file_text" }>): Output[] {
    if (!this.#opening.has(file)) return []; // closed again meanwhile
    if (version !== this.#version) return this.#rejoin();
    return [this.#opened(file, textOf(code))];
  }

  #opened(file: FileId, text: Text): Output {
    this.#opening.delete(file);
    this.#open.set(file, new ClientFile(text));
    return { type: "reset", file, text };
  }

  #filesUpdate({ version, files, user, request }: Extract<RoomMessage, { type: "files_update" }>): Output[] {
    const answered: Output[] =
      request !== undefined && user === this.#me?.user ? [{ type: "answered", request, files }] : [];
    if (version <= this.#version) return answered; // told again, or nothing was to be done
    if (version !== this.#version + 1) return this.#rejoin();
    this.#version = version;
    this.#filesAre(files);
    return answered;
  }

  #filesAre(files: readonly FileEntry[]): void {
    this.#entries = new Map(this.#entries);
    for (const entry of files) this.#entries.set(entry.file, entry);
  }

  // Takes somebody's edit of the confirmed text in; answers what it does to the present one.
  #integrate(file: FileId, open: ClientFile, changes: ChangeSet, user: number, version: number): ChangeSet {
    this.#confirm(file, changes, user, version);
    const theirs = this.#overPending(file, changes, user);
    open.text = theirs.apply(open.text);
    open.undo.rebase(theirs);
    this.#moveComments(file, theirs);
    this.#moveMine(file, (carets) => caretsOver(carets, theirs));
    return theirs;
  }

  #confirm(file: FileId, changes: ChangeSet, user: number | undefined, version: number): void {
    const open = this.#open.get(file);
    if (open) open.confirmed = changes.apply(open.confirmed);
    this.#threads = threadsOver(this.#threads, { file, changes });
    this.#version = version;
    this.#people.edited(file, changes, user);
  }

  #overPending(file: FileId, changes: ChangeSet, user: number): ChangeSet {
    const me = this.#me?.user ?? 0;
    let theirs = changes;
    for (const edit of this.#pending(file)) {
      const both = rebase({ user: me, changes: edit.changes }, { user, changes: theirs });
      edit.changes = both.ours;
      theirs = both.theirs;
    }
    return theirs;
  }

  #ahead({ file, carets }: Placed): Carets {
    const open = this.#open.get(file);
    if (!open) return carets;
    const over = this.#pending(file).reduce((at, { changes }) => caretsOver(at, changes), carets);
    return caretsWithin(over, open.text.length);
  }

  // Somebody made a mistake, here or there: the room is right, and what is here is handed out.
  #diverged({ file, version }: Extract<RoomMessage, { type: "checked" }>): Output[] {
    const open = this.#open.get(file);
    if (!open || version !== this.#version) return [];
    this.#astray = true;
    return [{ type: "diverged", file, version, text: open.confirmed.toString() }, ...this.#rejoin()];
  }

  // --- joining, and joining again ---

  #rejoin(): Output[] {
    this.disconnected();
    return [{ type: "rejoin" }];
  }

  #init(message: Init): Output[] {
    const entriesBefore = this.#entries;
    this.#me = message.user;
    this.#room = { roomId: message.roomId, viewId: message.viewId, language: message.language, title: message.title };
    if (message.files) {
      this.#entries = new Map();
      this.#filesAre(message.files);
    }
    const outputs = this.#open.has(MAIN_FILE) ? this.#caughtUp(message, entriesBefore) : this.#first(message);
    if (outputs.some(({ type }) => type === "rejoin")) return outputs;
    this.#epoch = message.epoch;
    this.#astray = false;
    this.#version = message.version;
    this.#people.are(message.users);
    // Of those that it does not tell of, all are resolved.
    this.#threads = message.talk?.threads ?? [];
    // What is still pending is not in the room, so its numbers follow the room's count, even one that a rebirth set back.
    this.#inFlight = this.#inFlight.map((edit, i) => ({ ...edit, sequence: message.user.sequence + 1 + i }));
    this.#sequence = message.user.sequence + this.#inFlight.length;
    this.#joined = true;
    // A room that came back may not have them.
    for (const file of this.#opening) if (this.#entries.get(file)?.kind !== "text") this.#opening.delete(file);
    const opening = [...this.#opening].map((file): Output => ({ type: "send", message: { type: "open", file } }));
    return [...outputs, ...this.#inFlight.map((edit) => this.#sent(edit)), ...opening, ...this.#pump()];
  }

  #first(message: Init): Output[] {
    const texts = textsOf(message);
    const restored = this.#restored;
    this.#restored = undefined;
    for (const [file, text] of texts) this.#open.set(file, new ClientFile(text));
    const pending = restored && placed(restored, message, texts);
    this.#inFlight = pending ?? [];
    for (const { file, changes } of this.#inFlight) {
      const open = this.#open.get(file);
      if (open) open.text = changes.apply(open.text);
    }
    const outputs = [...this.#open].map(([file, { text }]): Output => ({ type: "reset", file, text }));
    for (const [file] of texts) this.#opening.delete(file);
    return restored && !pending ? [...outputs, ...unplaced(restored)] : outputs;
  }

  #caughtUp(message: Init, entriesBefore: ReadonlyMap<FileId, FileEntry>): Output[] {
    const sameLife = this.#epoch === message.epoch;
    const goesOn = sameLife && !this.#astray;
    if (message.edits && goesOn) return this.#caughtUpByEdits(message.edits);
    // The log no longer tells how the texts came about: the differences of the texts stand for it.
    const before = new Map([...this.#open].map(([file, { text }]) => [file, text.toString()]));
    // What the room's count covers is in that text; a checkpoint, too, may hold edits whose acks were lost.
    while (this.#inFlight[0] && this.#inFlight[0].sequence <= message.user.sequence) this.#confirmOldest(this.#version);
    const texts = textsOf(message);
    const outputs: Output[] = [];
    for (const [file, shown] of before) {
      const open = this.#open.get(file);
      const text = texts.get(file);
      // Files made since the checkpoint are gone, and others have their numbers: the path tells which file it is.
      const isOther =
        !sameLife && file !== MAIN_FILE && entriesBefore.get(file)?.path !== this.#entries.get(file)?.path;
      if (!open || !text || isOther) {
        outputs.push(...this.#gone(file, shown));
        if (text) outputs.push(this.#opened(file, text));
        continue;
      }
      const changes = diffTexts(open.confirmed.toString(), text.toString());
      const theirs = this.#integrate(file, open, changes, 0, message.version);
      if (!changes.empty) outputs.push({ type: "apply", file, changes: theirs, origin: "remote" });
      if (!changes.empty && !goesOn) outputs.push({ type: "recovered", file, text: shown, because: "restored" });
    }
    return outputs;
  }

  // The room that came back does not know the file, or has another one of its number.
  #gone(file: FileId, text: string): Output[] {
    this.#forget(file);
    this.#inFlight = this.#inFlight.filter((edit) => edit.file !== file);
    return [{ type: "recovered", file, text, because: "restored" }];
  }

  #caughtUpByEdits(runs: readonly EditRun[]): Output[] {
    const missed = new Map<FileId, ChangeSet>();
    for (const run of runs) {
      if (run.user === this.#me?.user && run.sequence !== undefined && run.sequence === this.#inFlight[0]?.sequence) {
        // Seeing one's own edit is the ack.
        this.#confirmOldest(run.version);
        continue;
      }
      if (run.from !== this.#version || !this.#takeRun(run, missed)) {
        this.#astray = true;
        return [...applied(missed), ...this.#rejoin()];
      }
    }
    return applied(missed);
  }

  #takeRun(run: EditRun, missed: Map<FileId, ChangeSet>): boolean {
    for (const { file, diff } of diffsOf(run)) {
      const open = this.#open.get(file);
      if (!open) continue;
      const changes = changesOf(diff, open.confirmed.length);
      if (!changes) return false;
      if (changes.empty) continue;
      const theirs = this.#integrate(file, open, changes, run.user, run.version);
      missed.set(file, missed.get(file)?.compose(theirs) ?? theirs);
    }
    if (run.files) this.#filesAre(run.files);
    this.#version = run.version;
    return true;
  }

  #refused({ code, sequence, request, message }: Extract<RoomMessage, { type: "error" }>): Output[] {
    if (request !== undefined) return [{ type: "answered", request, files: [], refused: { code, message } }];
    if (code === "version_unknown" || code === "sequence_gap") return this.#rejoin();
    const edit = sequence === undefined ? undefined : this.#inFlight.find((one) => one.sequence === sequence);
    const open = edit && this.#open.get(edit.file);
    if (!edit || !open) return [];
    // The room will never take this edit, and those behind it in its file rest on it: back to what the room has.
    const { file } = edit;
    const dropped = this.#pending(file)
      .map(({ changes }) => changes)
      .reduce((all, changes) => all.compose(changes));
    const inverse = dropped.invert(open.confirmed);
    this.#sequence = (this.#inFlight[0]?.sequence ?? 1) - 1;
    this.#inFlight = this.#inFlight.filter((one) => one.file !== file);
    open.buffer = undefined;
    open.text = open.confirmed;
    open.undo.clear();
    this.#toldCarets = undefined;
    this.#moveMine(file, (carets) => caretsOver(carets, inverse));
    const outputs: Output[] = [
      { type: "apply", file, changes: inverse, origin: "refused" },
      { type: "recovered", file, text: insertedBy(dropped), because: "refused", code },
    ];
    // Edits of other files were numbered behind it: joining again numbers them anew.
    if (this.#inFlight.length > 0) return [...outputs, ...this.#rejoin()];
    return [...outputs, ...this.#pump()]; // carets told since lie behind edits that the room does not have
  }
}

/** What is said about a range of a file. */
export type Comment = { file: FileId; from: number; to: number; text: string; mentions?: number[]; request: string };

const gone = { code: "bad_position", message: "What the comment is about has been deleted" } as const;

/** Of a text that is not here: as long as no text is. */
const LENGTH_UNKNOWN = Number.MAX_SAFE_INTEGER;

const applied = (missed: ReadonlyMap<FileId, ChangeSet>): Output[] =>
  [...missed].map(([file, changes]) => ({ type: "apply", file, changes, origin: "remote" }));
