// The client's half of a room, for any editor: keeps the texts ahead of the room's answers and never drops typing.
// What is done here and what the room says goes in; what is to be sent and shown comes out.
//
// An edit leaves the pending ones only when the room says that it has it, or refuses it for good; in the latter case its
// text is handed out as `recovered`.
import type { ChangeSet, Text } from "@codemirror/state";
import type { Place } from "#collab/attention";
import { changesOf, textOf } from "#collab/changes";
import { ClientOrder } from "#collab/client-order";
import type { Output } from "#collab/client-output";
import { People, type Person, spanOf } from "#collab/client-people";
import { ClientTalk, type Comment } from "#collab/client-talk";
import { ClientTexts, sent } from "#collab/client-texts";
import { Joining } from "#collab/joining";
import { type Init, insertedBy, type StoredOutbox } from "#collab/outbox";
import { OwnCarets } from "#collab/own-carets";
import type { Carets } from "#collab/presence";
import { textHash } from "#collab/text-hash";
import { TEXT_LENGTH_MAX } from "#protocol/limits";
import type { LanguageId } from "#protocol/languages";
import { type FileEntry, type FileId, type FileWish, MAIN_FILE } from "#protocol/project";
import type { Role } from "#protocol/role";
import type { ClientMessage, Member, RoomMessage } from "#protocol/socket";
import type { Thread } from "#protocol/talk";

/** Edits sent ahead of their acks. With fewer, a fast typist on a slow line waits; what comes on top is composed. */
const IN_FLIGHT_MAX = 8;

export class RoomClient {
  readonly #texts: ClientTexts;
  readonly #people: People;
  readonly #talk: ClientTalk;
  readonly #carets: OwnCarets;
  readonly #order: ClientOrder;
  readonly #joining: Joining;
  #joined = false;
  #room: { roomId: string; viewId: string | undefined; language: string; title: string } | undefined;

  /**
   * `client` names this client's edits and is secret; `outbox` is what an earlier life of it could not confirm.
   * With a higher `inFlightMax` every edit of a replayed session keeps a version of its own.
   */
  constructor(client: string, outbox?: StoredOutbox, inFlightMax = IN_FLIGHT_MAX) {
    this.#texts = new ClientTexts(inFlightMax);
    this.#people = new People(this.#texts);
    this.#talk = new ClientTalk(this.#texts);
    this.#carets = new OwnCarets(this.#texts);
    this.#order = new ClientOrder(this.#texts, this.#people, this.#talk, this.#carets);
    this.#joining = new Joining(client, outbox, this.#texts, this.#order, this.#carets);
  }

  /** The main file as its editor shows it; undefined before the first `init`. */
  get text(): Text | undefined {
    return this.textOf(MAIN_FILE);
  }
  /** The room's own main text at `version`: without what is pending. */
  get confirmed(): Text | undefined {
    return this.confirmedOf(MAIN_FILE);
  }
  /** A file as its editor shows it; undefined when it is not open. */
  textOf(file: FileId): Text | undefined {
    return this.#texts.get(file)?.text;
  }
  /** The room's own text of a file at `version`. */
  confirmedOf(file: FileId): Text | undefined {
    return this.#texts.get(file)?.confirmed;
  }
  /** All files of the room, those that are deleted, too. */
  get files(): ReadonlyMap<FileId, FileEntry> {
    return this.#order.files;
  }
  /** The room's version that `text` rests on. */
  get version(): number {
    return this.#order.version;
  }
  get joined(): boolean {
    return this.#joined;
  }
  get me(): Member | undefined {
    return this.#people.me;
  }
  get role(): Role | undefined {
    return this.me?.role;
  }
  get room(): { roomId: string; viewId: string | undefined; language: string; title: string } | undefined {
    return this.#room;
  }
  /** My carets, in the present text of their file. */
  get carets(): { readonly file: FileId; readonly carets: Carets } {
    return this.#carets.here;
  }
  /** Everybody in the room but me, carets in the present text. */
  get people(): readonly Person[] {
    return this.#people.others;
  }
  /** What is talked of in the code, as far as it was told; ranges in the present texts. The same list while nothing of it changed. */
  get threads(): readonly Thread[] {
    return this.#talk.threads;
  }
  /** Edits made here that the room has not confirmed. */
  get unsent(): number {
    return this.#joining.unsent;
  }
  canUndo(file: FileId = MAIN_FILE): boolean {
    return this.#texts.get(file)?.undo.canUndo ?? false;
  }
  canRedo(file: FileId = MAIN_FILE): boolean {
    return this.#texts.get(file)?.undo.canRedo ?? false;
  }

  /** The query of the next join. */
  joinQuery(): Record<string, string> {
    return this.#joining.query();
  }
  /** What must survive this client: undefined when everything is confirmed. */
  outbox(): StoredOutbox | undefined {
    return this.#joining.outbox();
  }

  // --- what the person does ---

  /** The editor changed a file's text. `time` in ms only groups undo steps. */
  edited(changes: ChangeSet, time: number, file: FileId = MAIN_FILE): Output[] {
    const before = this.#texts.get(file);
    if (!before || changes.empty) return [];
    if (changes.newLength > TEXT_LENGTH_MAX)
      return [
        { type: "apply", file, changes: changes.invert(before.text), origin: "refused" },
        { type: "recovered", file, text: insertedBy(changes), because: "refused", code: "too_large" },
      ];
    before.undo.edited(changes, before.text, time);
    return this.#local(file, changes);
  }

  /** My carets moved, in the present text of a file. */
  moved(carets: Carets, file: FileId = MAIN_FILE): Output[] {
    this.#carets.moved({ file, carets });
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
    this.#texts.get(file)?.undo.separate();
  }

  /** Asks for a file's text; a `reset` brings it. */
  openFile(file: FileId): Output[] {
    return this.#texts.ask(file) ? this.#say({ type: "open", file }) : [];
  }
  /** Forgets a file's text and its undo steps, unless something of it is pending. The main one stays. */
  closeFile(file: FileId): void {
    if (this.#texts.close(file)) this.#carets.closed(file);
  }
  /** Asks the room whether an open file's text is its own. Nothing while something of it is pending. */
  check(file: FileId): Output[] {
    const open = this.#texts.get(file);
    if (!open || !this.#joined || this.#texts.hasPending(file)) return [];
    return this.#say({ type: "check", file, version: this.version, hash: textHash(open.confirmed) });
  }
  /** Asks for other files than there are; an `answered` with `request` tells what became of it. Nothing while the line is down. */
  wish(changes: FileWish[], request: string): Output[] {
    return this.#say({ type: "files_update", changes, request });
  }

  /** Begins a thread about a range of the present text of an open file, once what was typed before has left. */
  comment(comment: Comment): Output[] {
    if (!this.#joined || !this.#texts.get(comment.file)) return [];
    this.#talk.comment(comment);
    return this.#pump();
  }

  /** Tells where the person looks, or asks others to look there; in the present text. Nothing while typing waits before it. */
  look(type: "view" | "look", { file, from, to }: Place, user?: number): Output[] {
    if (this.#texts.hasBuffer(file)) return [];
    const named = type === "look" && user !== undefined && { user };
    return this.#say({ type, file, from, to, version: this.version, ...named } as ClientMessage);
  }
  /** A place that the room has just told, in the present text. */
  placeNow(place: Place): Place {
    return this.#people.placeNow(place);
  }
  /** Where somebody last asked to look. */
  lookOf(user: number): Place | undefined {
    return this.#people.lookOf(user);
  }
  /** What I have selected, or where my caret is. */
  get myPlace(): Place | undefined {
    return this.carets.carets.length > 0 ? spanOf(this.#carets.here) : undefined;
  }

  rename(name: string): Output[] {
    return this.#say({ type: "profile_update", name });
  }
  update(room: { language?: LanguageId; title?: string }): Output[] {
    return this.#say({ type: "room_update", ...room });
  }

  #say(message: ClientMessage): Output[] {
    return this.#joined ? [{ type: "send", message }] : [];
  }

  #undone(origin: "undo" | "redo", file: FileId): Output[] {
    const open = this.role === "editor" ? this.#texts.get(file) : undefined;
    const changes = open?.undo[origin](open.text);
    return changes ? [{ type: "apply", file, changes, origin }, ...this.#local(file, changes)] : [];
  }

  #local(file: FileId, changes: ChangeSet): Output[] {
    this.#texts.edited(file, changes);
    this.#talk.over(file, changes);
    this.#carets.edited(file, changes);
    return this.#pump();
  }

  // Sends what may leave: what was typed, and what lies behind it.
  #pump(): Output[] {
    if (!this.#joined) return [];
    const { version } = this;
    const left = this.#texts.leave();
    for (const { file, changes } of left) this.#carets.left(file, changes);
    return [...left.map((edit) => sent(edit, version)), ...this.#talk.leave(version), ...this.#carets.leave(version)];
  }

  // --- what the room says ---

  /** The line is gone. What is pending waits for the next `init`. */
  disconnected(): void {
    this.#joined = false;
    this.#carets.untold();
    this.#talk.lost();
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
      case "profile_update":
        this.#people.received(message);
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
        this.#talk.received(message.thread);
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

  #init(message: Init): Output[] {
    this.#people.me = message.user;
    this.#room = { roomId: message.roomId, viewId: message.viewId, language: message.language, title: message.title };
    const outputs = this.#joining.answered(message);
    if (outputs.at(-1)?.type === "rejoin") {
      this.disconnected();
      return outputs;
    }
    this.#people.are(message.users);
    this.#talk.are(message.talk?.threads ?? []);
    this.#joined = true;
    return [
      ...outputs,
      ...this.#texts.leaveAgain(message.user.sequence).map((edit) => sent(edit, this.version)),
      ...this.#ask(),
      ...this.#pump(),
    ];
  }

  #ask(): Output[] {
    // A room that came back may not have them.
    for (const file of this.#texts.asked) if (this.files.get(file)?.kind !== "text") this.#texts.unask(file);
    return [...this.#texts.asked].flatMap((file) => this.#say({ type: "open", file }));
  }

  #rejoin(): Output[] {
    this.disconnected();
    return [{ type: "rejoin" }];
  }

  #ack({ version, sequence }: Extract<RoomMessage, { type: "ack" }>): Output[] {
    if (version <= this.version) return []; // told again
    if (version !== this.version + 1 || sequence !== this.#texts.oldestInFlight?.sequence) return this.#rejoin();
    this.#order.confirmOldest(version);
    return this.#pump();
  }

  #codeUpdate({ version, user, diff, file = MAIN_FILE }: Extract<RoomMessage, { type: "code_update" }>): Output[] {
    if (version <= this.version) return []; // told again
    if (version !== this.version + 1) return this.#rejoin();
    const theirs = changesOf(diff ?? [], this.confirmedOf(file)?.length ?? LENGTH_UNKNOWN);
    if (!theirs) return this.#rejoin();
    const changes = this.#order.take(file, theirs, user, version);
    return changes ? [{ type: "apply", file, changes, origin: "remote" }] : [];
  }

  #fileText({ file, version, code }: Extract<RoomMessage, { type: "file_text" }>): Output[] {
    if (!this.#texts.asked.has(file)) return []; // closed again meanwhile
    if (version !== this.version) return this.#rejoin();
    return [this.#texts.came(file, textOf(code))];
  }

  #filesUpdate({ version, files, user, request }: Extract<RoomMessage, { type: "files_update" }>): Output[] {
    const answered: Output[] =
      request !== undefined && user === this.me?.user ? [{ type: "answered", request, files }] : [];
    if (version <= this.version) return answered; // told again, or nothing was to be done
    if (version !== this.version + 1) return this.#rejoin();
    this.#order.reached(version, files);
    return answered;
  }

  // Somebody made a mistake, here or there: the room is right, and what is here is handed out.
  #diverged({ file, version }: Extract<RoomMessage, { type: "checked" }>): Output[] {
    const text = this.confirmedOf(file)?.toString();
    if (text === undefined || version !== this.version) return [];
    this.#joining.goAstray();
    return [{ type: "diverged", file, version, text }, ...this.#rejoin()];
  }

  #refused({ code, sequence, request, message }: Extract<RoomMessage, { type: "error" }>): Output[] {
    if (request !== undefined) return [{ type: "answered", request, files: [], refused: { code, message } }];
    if (code === "version_unknown" || code === "sequence_gap") return this.#rejoin();
    const given = this.#texts.giveUp(sequence);
    if (!given) return [];
    const { file, lost, back } = given;
    this.#carets.untold(); // what was told since lies behind edits that the room does not have
    this.#carets.over(file, back, back);
    this.#talk.over(file, back);
    const outputs: Output[] = [
      { type: "apply", file, changes: back, origin: "refused" },
      { type: "recovered", file, text: insertedBy(lost), because: "refused", code },
    ];
    // Edits of other files were numbered behind it: joining again numbers them anew.
    return [...outputs, ...(this.#texts.oldestInFlight ? this.#rejoin() : this.#pump())];
  }
}

/** Of a text that is not here: as long as no text is. */
const LENGTH_UNKNOWN = Number.MAX_SAFE_INTEGER;
