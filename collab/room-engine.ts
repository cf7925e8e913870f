// The authority of one room: puts edits into one order and tells everybody. Event in, effects out; it never waits.
//
// Invariants:
// 1. version counts the accepted edits; the log holds each of them once, in order, without a gap.
// 2. Texts are well-formed UTF-16 with "\n" line ends, at most TEXT_LENGTH_MAX long each, PROJECT_LENGTH_MAX together.
// 3. A member's `sequence` is the last of its numbered edits in the log; it grows by one at a time.
// 4. An effect that tells of an edit comes after the effect that appends it.
// 5. published <= version; what lies between is accepted and not yet durable.
import type { ChangeSet, Text } from "@codemirror/state";
import { Looks, mayFollow, type Place, withDoing, withFollows } from "#collab/attention";
import { type Foreign, type Rebased, rebaseOver } from "#collab/bridge";
import { changesOf, diffOf, splitsAnyPair, splitsPair, textOf } from "#collab/changes";
import {
  aheadOf,
  attachmentOf,
  caretsOnWire,
  type Connection,
  guestName,
  memberOf,
  movedBy,
  presenceOf,
} from "#collab/connection";
import { diffTexts } from "#collab/diff-texts";
import {
  applyEdit,
  type EditLog,
  editsOf,
  type LoggedEdit,
  type LoggedTextEdit,
  type TextEdit,
  type TreeEdit,
} from "#collab/edit-log";
import { changesFor, tooLong } from "#collab/file-wishes";
import { entriesOnWire, missedEdits } from "#collab/missed-edits";
import { type Carets, caretsOver, caretsWithin } from "#collab/presence";
import { restoring } from "#collab/restoring";
import { RoomRuns } from "#collab/room-runs";
import { rangeOver, RoomTalk, type TalkEvent } from "#collab/room-talk";
import type { Asker, RunAsk, RunsEvent } from "#collab/run-events";
import type {
  Attachment,
  Beginning,
  ConnectionId,
  Effect,
  Join,
  Refusal,
  Reply,
  RoomEvent,
  RoomMember,
  RoomState,
} from "#collab/room-events";
import {
  AHEAD_MAX,
  CHARACTERS_PER_MAPPED,
  CONNECTIONS_MAX,
  LAG_MAX,
  MEMBERS_MAX,
  ONLOOKERS_MAX,
  PROJECT_LENGTH_MAX,
  QUOTE_LENGTH_MAX,
  TEXT_LENGTH_MAX,
  VIEWERS_MAX,
} from "#protocol/limits";
import { textHash } from "#collab/text-hash";
import type { LanguageId } from "#protocol/languages";
import type { Doing } from "#protocol/attention";
import { type FileId, languageOf, MAIN_FILE } from "#protocol/project";
import {
  closeCode,
  PROTOCOL,
  type ClientMessage,
  type CodeUpdate,
  type RefusalCode,
  type RoomMessage,
  type Splice,
} from "#protocol/socket";
import type { TalkWish } from "#protocol/talk";

const refusal = (refused: RefusalCode, detail: string): Refusal => ({ refused, detail });

export class RoomEngine {
  /** Others' edits that messages were mapped over so far, or what takes as long: what a message costs besides its length. */
  mapped = 0;
  /** Its newest run. */
  readonly runs = new RoomRuns();
  readonly #talk: RoomTalk;
  readonly #looks = new Looks();
  readonly #log: EditLog;
  readonly #state: RoomState;
  readonly #connections = new Map<ConnectionId, Connection>();
  readonly #memberByKey = new Map<string, RoomMember>();
  readonly #memberByUser = new Map<number, RoomMember>();
  // Viewers by their keys: they leave nothing in the room, so they are known while its memory lasts and stored nowhere.
  readonly #onlookerByKey = new Map<string, RoomMember>();
  // Who gets a broadcast; those with whole texts get no diffs. Rebuilt when somebody comes or goes.
  #everyone: readonly ConnectionId[] = [];
  #diffReaders: readonly ConnectionId[] = [];
  // Of them, who knows of all files, and who only of the main one.
  #projectReaders: readonly ConnectionId[] = [];
  #mainReaders: readonly ConnectionId[] = [];
  #published: { version: number; text: Text };
  // The main texts after each edit that is not published yet: what a whole-text client will have been told next.
  #unpublished: { version: number; text: Text }[] = [];

  /** Takes over `state`; the log must hold exactly its versions. */
  constructor(state: RoomState, log: EditLog) {
    this.#state = state;
    this.#log = log;
    this.#talk = new RoomTalk((state.talk ??= { last: 0, threads: [] }));
    this.#published = { version: state.version, text: state.project.main };
    for (const member of state.members) {
      this.#memberByUser.set(member.user, member);
      if (member.key !== undefined) this.#memberByKey.set(member.key, member);
    }
  }

  /** The room as it is now, edits included that are not durable yet. Not to be changed. */
  get state(): Readonly<RoomState> {
    return this.#state;
  }

  /** People in the room now: a person with two sockets counts once for each. */
  get count(): number {
    return this.#connections.size;
  }

  /** True while the connection is in the room. */
  has(connection: ConnectionId): boolean {
    return this.#connections.has(connection);
  }

  receive(event: RoomEvent): Effect[] {
    switch (event.type) {
      case "joined":
        return this.#joined(event.from, event.join);
      case "resumed":
        return this.#resumed(event.from, event.attachment);
      case "message":
        return this.#message(event);
      case "left":
        return this.#left(event.from);
      case "text_replaced":
        return this.#textReplaced(event);
      case "files_wished":
        return this.#filesWished(event);
      case "restored":
        return this.#restored(event);
      case "run_requested":
        return this.#asked(outside(event.request), event, event.time, event.beginning);
      case "run_typed":
        return this.#run({ ...event, ...outside(event.request), type: "typed" });
      case "run_stopped":
        return this.#run({ ...event, ...outside(event.request), type: "stopped" });
      case "run":
        return this.#run(event.event);
      case "said": {
        const { request, text, thread, name = "API", time } = event;
        const who = { by: { type: "request" as const, id: request }, user: 0, name };
        return this.#said({ type: "said", ...who, text, thread, version: this.#state.version, time });
      }
      case "published":
        return this.#publishedThrough(event.version);
    }
  }

  // --- who is here ---

  /** Who comes back takes the place of the socket that they left behind. */
  #hasPlace(role: Join["role"], member: RoomMember | undefined): boolean {
    const others = [...this.#connections.values()].filter((other) => other.member !== member);
    const viewers = others.filter((other) => other.role === "viewer").length;
    return others.length < CONNECTIONS_MAX && (role === "editor" || viewers < VIEWERS_MAX);
  }

  #joined(id: ConnectionId, join: Join): Effect[] {
    const stored = join.key === undefined ? undefined : this.#memberByKey.get(join.key);
    const known = stored ?? (join.key === undefined ? undefined : this.#onlookerByKey.get(join.key));
    const toBeStored = join.role === "editor" && join.key !== undefined && !stored;
    const full = toBeStored && this.#state.members.length >= MEMBERS_MAX;
    if (full || !this.#hasPlace(join.role, known)) {
      const message: RoomMessage = { type: "error", code: "room_full", message: "The room is full. Try again later." };
      return [
        { type: "send", to: id, message },
        { type: "close", to: id, code: closeCode.full, reason: "room full" },
      ];
    }
    const effects: Effect[] = [];
    const member = known ?? this.#newMember(join);
    const name = join.name || member.name;
    // A client is one connection at a time. What its dead socket still holds must not arrive after the catch-up below,
    // which already settled what the room has of it.
    for (const other of this.#connections.values()) {
      if (known && other.member === known) effects.push(...this.#superseded(other.id));
    }
    const renamed = member.name !== name;
    member.name = name;
    if (toBeStored || (stored && renamed)) effects.push(this.#remember(member));
    else if (!stored) this.#lookOn(member);
    const connection: Connection = {
      id,
      member,
      role: join.role,
      wholeTexts: join.wholeTexts,
      project: join.project,
      name,
      carets: undefined,
      caretsFile: MAIN_FILE,
      bridge: undefined,
      ahead: [],
      attention: {},
      shadow: undefined,
    };
    this.#connections.set(id, connection);
    this.#rosterChanged();
    effects.push(
      { type: "attach", to: id, attachment: attachmentOf(connection) },
      { type: "send", to: id, message: this.#init(connection, join) },
      {
        type: "broadcast",
        to: this.#everyone,
        except: id,
        message: { type: "user_joined", count: this.count, user: memberOf(connection) },
      },
      this.#counted(id),
    );
    return effects;
  }

  #newMember(join: Join): RoomMember {
    const user = this.#state.nextUser++;
    return { user, key: join.key, name: join.name || guestName(user), sequence: 0, sequenceVersion: 0 };
  }

  // Who gave no client id cannot come back as the same, and is remembered only as the author of an edit.
  #remember(member: RoomMember): Effect {
    if (!this.#memberByUser.has(member.user)) {
      this.#memberByUser.set(member.user, member);
      this.#state.members.push(member);
    }
    if (member.key !== undefined) {
      this.#memberByKey.set(member.key, member);
      this.#onlookerByKey.delete(member.key);
    }
    return { type: "save_member", member: { ...member } };
  }

  #lookOn(member: RoomMember): void {
    if (member.key === undefined) return;
    this.#onlookerByKey.set(member.key, member);
    if (this.#onlookerByKey.size <= ONLOOKERS_MAX) return;
    const here = new Set([...this.#connections.values()].map((connection) => connection.member));
    for (const [key, onlooker] of this.#onlookerByKey) {
      if (onlooker === member || here.has(onlooker)) continue;
      this.#onlookerByKey.delete(key);
      return;
    }
  }

  #superseded(id: ConnectionId): Effect[] {
    const message: RoomMessage = {
      type: "error",
      code: "superseded",
      message: "This client has joined again elsewhere.",
    };
    return [
      { type: "send", to: id, message },
      { type: "close", to: id, code: closeCode.superseded, reason: "superseded" },
      ...this.#left(id),
    ];
  }

  #init(connection: Connection, join: Join): RoomMessage {
    const state = this.#state;
    const { viewId, roomId } = state;
    const edits = missedEdits(state, this.#log, connection.member, join);
    const editor = connection.role === "editor";
    const whole = !edits || join.withText;
    return {
      type: "init",
      protocol: PROTOCOL,
      roomId: editor ? roomId : viewId,
      ...(editor && { viewId }),
      role: connection.role,
      epoch: state.epoch,
      version: state.version,
      ...(whole && { code: state.project.main.toString() }),
      ...(edits && { edits }),
      ...(whole && join.project && { files: entriesOnWire(state.project), texts: this.#texts(join.open ?? []) }),
      language: state.language,
      title: state.title,
      user: { ...memberOf(connection), sequence: connection.member.sequence },
      users: [...this.#connections.values()]
        .map((one) => presenceOf(one, join.project))
        .toSorted((a, b) => a.user - b.user),
      count: this.count,
      ...(this.runs.soFar && { run: this.runs.soFar }),
      ...(join.project && { talk: this.#talk.soFar }),
    };
  }

  #texts(files: readonly FileId[]): { file: FileId; code: string }[] {
    return files.flatMap((file) => {
      const text = file === MAIN_FILE ? undefined : this.#state.project.text(file);
      return text ? [{ file, code: text.toString() }] : [];
    });
  }

  // After hibernation: the socket outlived the room's memory, nobody needs to be told.
  #resumed(id: ConnectionId, attachment: Attachment): Effect[] {
    const { user, name, key } = attachment;
    const member = this.#memberByUser.get(user) ?? { user, key, name, sequence: 0, sequenceVersion: 0 };
    if (!this.#memberByUser.has(user)) this.#lookOn(member);
    this.#state.nextUser = Math.max(this.#state.nextUser, user + 1);
    const { caretsVersion, carets, caretsFile = MAIN_FILE } = attachment;
    const since = caretsVersion === undefined ? undefined : this.#log.since(caretsVersion);
    const moved =
      since && carets && editsOf(since, caretsFile).reduce((at, edit) => movedBy(at, edit, member.user), carets);
    this.#connections.set(id, {
      id,
      member,
      role: attachment.role,
      wholeTexts: attachment.wholeTexts,
      project: attachment.project ?? false,
      name: attachment.name,
      carets: moved,
      caretsFile,
      bridge: undefined,
      ahead: [],
      attention: attachment.attention ?? {},
      shadow: undefined,
    });
    this.#rosterChanged();
    return [];
  }

  #left(id: ConnectionId): Effect[] {
    const connection = this.#connections.get(id);
    if (!connection) return [];
    this.#connections.delete(id);
    this.#talk.left(id);
    this.#rosterChanged();
    return [
      ...this.#leaderLeft(connection.member.user),
      {
        type: "broadcast",
        to: this.#everyone,
        message: { type: "user_left", count: this.count, user: connection.member.user },
      },
      this.#counted(),
    ];
  }

  // For clients that show how many are here and not who. Whoever joins has it from `init`.
  #counted(except?: ConnectionId): Effect {
    const message: RoomMessage = { type: "user_count_update", count: this.count };
    return { type: "broadcast", to: this.#everyone, ...(except && { except }), message };
  }

  #rosterChanged(): void {
    const connections = [...this.#connections.values()];
    this.#everyone = connections.map(({ id }) => id);
    const diffReaders = connections.filter(({ wholeTexts }) => !wholeTexts);
    this.#diffReaders = diffReaders.map(({ id }) => id);
    this.#projectReaders = diffReaders.filter(({ project }) => project).map(({ id }) => id);
    this.#mainReaders = diffReaders.filter(({ project }) => !project).map(({ id }) => id);
  }

  // --- what they say ---

  #message({ from, message, time, beginning }: Extract<RoomEvent, { type: "message" }>): Effect[] {
    const connection = this.#connections.get(from);
    if (!connection) return []; // late, from a connection that left or was superseded
    switch (message.type) {
      case "ping":
        return [{ type: "send", to: from, message: { type: "pong" } }];
      case "cursor_update":
        return this.#cursorUpdate(connection, message);
      case "profile_update":
        return this.#profileUpdate(connection, message.name);
      case "room_update": {
        if (connection.role !== "editor") return refuse(from, readOnly);
        return this.#roomUpdate(connection.member.user, message);
      }
      case "open":
        return this.#open(connection, message.file);
      case "check":
        return this.#check(connection, message);
      case "files_update":
        return this.#filesUpdate(connection, message, time);
      case "run":
      case "run_input":
      case "run_stop":
        return connection.role === "editor"
          ? this.#runMessage(connection, message, time, beginning)
          : refuse(from, readOnly);
      case "chat":
      case "comment":
      case "thread_update": {
        const asked = message.request === undefined ? {} : { request: message.request };
        if (connection.role !== "editor") return refuse(from, readOnly, asked);
        const event = this.#talkEvent(connection, message, time);
        return "refused" in event ? refuse(from, event, asked) : this.#said(event, connection);
      }
      case "doing":
        connection.attention = withDoing(connection.attention, message.doing, time);
        return this.#attentive(connection, { type: "doing", doing: message.doing, since: time });
      case "follow":
        return this.#follow(connection, message.user);
      case "view":
      case "look":
        return this.#lookedAt(connection, message, time);
      case "code_update": {
        const outcome = this.#codeUpdate(connection, message, time);
        const { sequence } = message;
        return "refused" in outcome
          ? refuse(from, outcome, sequence === undefined ? {} : { sequence })
          : outcome.effects;
      }
    }
  }

  #cursorUpdate(connection: Connection, message: Extract<ClientMessage, { type: "cursor_update" }>): Effect[] {
    const { position, selection } = message;
    const base = message.version ?? this.#published.version;
    const found = this.#textBehind(connection, message.file, base);
    if ("refused" in found) return refuse(connection.id, found);
    const { file, text, others, length } = found;
    const given = selection?.length ? selection : [{ anchor: position, head: position }];
    if (given.some(({ anchor, head }) => anchor > length || head > length) || position > length) {
      return refuse(connection.id, refusal("bad_position", `The text has ${length} units`));
    }
    const carets = others.reduce<Carets>((at, edit) => caretsOver(at, edit.changes), given);
    if (carets.some(({ anchor, head }) => splitsPair(text, anchor) || splitsPair(text, head))) {
      return refuse(connection.id, splitPair);
    }
    connection.carets = caretsWithin(carets, text.length);
    connection.caretsFile = file;
    return [
      { type: "attach", to: connection.id, attachment: attachmentOf(connection, this.#state.version) },
      {
        type: "broadcast",
        to: file === MAIN_FILE ? this.#everyone : this.#projectReaders,
        except: connection.id,
        message: {
          type: "cursor_update",
          user: connection.member.user,
          version: this.#state.version,
          ...caretsOnWire(connection.carets, file),
        },
      },
    ];
  }

  // --- what they look at ---

  #attentive(
    connection: Connection,
    told: { type: "doing"; doing: Doing; since: number } | { type: "follow"; follows?: number },
  ): Effect[] {
    const message: RoomMessage = { user: connection.member.user, ...told };
    return [
      { type: "attach", to: connection.id, attachment: attachmentOf(connection, this.#state.version) },
      { type: "broadcast", to: this.#projectReaders, message },
    ];
  }

  #follow(connection: Connection, leader: number | undefined): Effect[] {
    const people = [...this.#connections.values()];
    const here = people.some(({ member }) => member.user === leader);
    const followsOf = (user: number) => people.find(({ member }) => member.user === user)?.attention.follows;
    const may = leader !== undefined && here && mayFollow(followsOf, connection.member.user, leader);
    const follows = may ? leader : undefined;
    connection.attention = withFollows(connection.attention, follows);
    return this.#attentive(connection, { type: "follow", ...(follows !== undefined && { follows }) });
  }

  // All are told that this one left, and know by it that nobody follows them.
  #leaderLeft(user: number): Effect[] {
    const followers = [...this.#connections.values()].filter(({ attention }) => attention.follows === user);
    return followers.map((follower) => {
      follower.attention = withFollows(follower.attention, undefined);
      return { type: "attach", to: follower.id, attachment: attachmentOf(follower, this.#state.version) };
    });
  }

  #lookedAt(
    connection: Connection,
    message: Extract<ClientMessage, { type: "view" | "look" }>,
    time: number,
  ): Effect[] {
    const { id, member } = connection;
    const place = this.#placeNow(connection, message);
    const refused = "refused" in place ? place : message.type === "look" && this.#looks.refused(id, time);
    if (refused) return refuse(id, refused);
    const isMeant = (other: Connection) =>
      message.type === "view"
        ? other.attention.follows === member.user
        : other.member !== member && (message.user ?? other.member.user) === other.member.user;
    const readers = new Set(this.#projectReaders);
    const to = [...this.#connections.values()].filter((other) => readers.has(other.id) && isMeant(other));
    if (to.length === 0) return [];
    const told = { type: message.type, user: member.user, version: this.#state.version, ...(place as Place) };
    return [{ type: "broadcast", to: to.map((other) => other.id), message: told }];
  }

  // What is no text is looked at as a whole.
  #placeNow(connection: Connection, message: Place & { version: number }): Place | Refusal {
    const entry = this.#state.project.get(message.file)?.entry;
    if (entry?.kind === "asset") return { file: message.file, from: 0, to: 0 };
    const found = this.#textBehind(connection, message.file, message.version);
    if ("refused" in found) return found;
    const { file, text, others, length } = found;
    if (message.from > message.to || message.to > length)
      return refusal("bad_position", `The text has ${length} units`);
    const { from, to } = others.reduce((at, { changes }) => rangeOver(at, changes), message);
    return splitsPair(text, from) || splitsPair(text, to) ? splitPair : { file, from, to };
  }

  // A file, the length of the text that the sender names positions in, and what these are to be mapped over.
  #textBehind(connection: Connection, named: FileId | string | undefined, base: number): TextBehind | Refusal {
    const found = this.#textFile(named);
    if (!found) return unknownFile;
    const unseen = this.#unseen(connection, base);
    if ("refused" in unseen) return unseen;
    const others = unseen.others.filter((edit) => edit.file === found.file);
    return { ...found, others, length: others[0]?.changes.length ?? found.text.length };
  }

  #profileUpdate(connection: Connection, name: string): Effect[] {
    const { member } = connection;
    connection.name = member.name = name || guestName(member.user);
    return [
      ...(this.#memberByUser.has(member.user) ? [this.#remember(member)] : []),
      { type: "attach", to: connection.id, attachment: attachmentOf(connection, this.#state.version) },
      { type: "broadcast", to: this.#everyone, message: { type: "profile_update", user: memberOf(connection) } },
    ];
  }

  #roomUpdate(user: number, { language, title }: { language?: LanguageId; title?: string }): Effect[] {
    const state = this.#state;
    const changed = {
      ...(language !== undefined && language !== state.language && { language }),
      ...(title !== undefined && title !== state.title && { title }),
    };
    if (changed.language === undefined && changed.title === undefined) return [];
    Object.assign(state, changed);
    return [
      { type: "save_room", language: state.language, title: state.title },
      { type: "broadcast", to: this.#everyone, message: { type: "room_update", user, ...changed } },
    ];
  }

  // --- edits ---

  // identify → already done? → version known? → fits the text? → rebase → limits → accept → tell
  #codeUpdate(connection: Connection, message: CodeUpdate, time: number): { effects: Effect[] } | Refusal {
    const { member } = connection;
    const { sequence } = message;
    if (connection.role !== "editor") return readOnly;
    const found = this.#textFile(message.file);
    if (!found) return unknownFile;
    const { file, text } = found;
    if (sequence !== undefined) {
      // A client that lost the line before our ack sends the same edit again; (client, sequence) is its name.
      if (sequence <= member.sequence) return { effects: this.#ackAgain(connection, sequence, message) };
      if (sequence > member.sequence + 1) {
        return refusal("sequence_gap", `Sequence ${member.sequence + 1} comes next, not ${sequence}`);
      }
    }
    const whole = "code" in message;
    if (whole && file !== MAIN_FILE) return refusal("unknown_file", "Whole texts are of the main file; send a diff");
    const base = message.version ?? this.#published.version;
    if (aheadOf(connection, base) >= AHEAD_MAX) {
      return refusal("rate_limited", `${AHEAD_MAX} edits are ahead of version ${base}; wait for their acks`);
    }
    const alone = whole && !this.#restsOnOwn(connection, message.version);
    const unseen = this.#unseen(connection, base, alone);
    if ("refused" in unseen) return unseen;
    const length = unseen.others.find((other) => other.file === file)?.changes.length ?? text.length;
    const given = whole ? this.#changesOfWhole(connection, message, alone) : changesOf(message.diff, length);
    if (!given || given.length !== length)
      return refusal("bad_position", `The edit does not fit a text of ${length} units`);
    const rebased = rebaseOver(member.user, { file, changes: given }, unseen.others);
    const refused = this.#refusedAsTooMuch(text, rebased.changes);
    if (refused) return refused;
    const language = whole && message.language ? this.#roomUpdate(member.user, { language: message.language }) : [];
    // Clients of whole texts send theirs now and then whether or not it changed.
    if (whole && sequence === undefined && given.empty) {
      return { effects: [...language, ...this.#ack(connection, this.#state.version, given, rebased)] };
    }
    const known = this.#memberByUser.has(member.user) || this.#state.members.length >= MEMBERS_MAX;
    const author = known ? [] : [this.#remember(member)];
    const edit = this.#accept(member, sequence ?? 0, time, { file, changes: rebased.changes });
    connection.bridge = { through: edit.version, others: rebased.others };
    connection.ahead.push(edit.version);
    connection.shadow = whole
      ? shadowOf(connection, message.code, base, rebased.others.length === 0 ? [edit.version] : [])
      : undefined;
    return {
      effects: [
        ...author,
        ...language,
        { type: "append", edit },
        ...this.#ack(connection, edit.version, given, rebased, sequence),
        ...this.#tell(edit, connection.id),
      ],
    };
  }

  // True when a whole text goes on from the last one of its sender, whose ack it had not seen: nothing that it was told
  // since that one, up to the version it names, put another text in its place.
  #restsOnOwn({ shadow, bridge }: Connection, version: number | undefined): boolean {
    if (!shadow || !bridge) return false;
    if (version === undefined) return bridge.through > this.#published.version;
    return version < bridge.through && (version === shadow.base || shadow.untold.includes(version));
  }

  // The difference to the sender's own last text, to the text at the version it names, or to the one last sent to it.
  #changesOfWhole(
    { shadow }: Connection,
    message: Extract<CodeUpdate, { code: string }>,
    alone: boolean,
  ): ChangeSet | undefined {
    const { version, code } = message;
    const base =
      !alone && shadow
        ? shadow.text
        : version === undefined
          ? this.#published.text
          : this.#log.projectAt(version)?.main;
    return base && diffTexts(base.toString(), code);
  }

  // What came since `base` and the sender had not seen, in the coordinates behind its own edits that it typed ahead.
  // To a whole text that stands alone its sender's own edits since `base` are like others'.
  #unseen(
    connection: Connection,
    base: number,
    alone = false,
    until = Infinity,
  ): { others: readonly Foreign[] } | Refusal {
    const { version } = this.#state;
    const { bridge, member, shadow } = connection;
    if (base > version) return refusal("version_unknown", `The room is at version ${version}`);
    if (version - base > LAG_MAX)
      return refusal("version_unknown", `Version ${base} is too far behind version ${version}`);
    const ahead = bridge && base < bridge.through && !alone ? bridge : undefined;
    const all = this.#log.since(Math.max(base, ahead?.through ?? 0));
    const later = all?.filter((edit): edit is LoggedTextEdit => edit.changes !== undefined && edit.version <= until);
    if (!later) return refusal("version_unknown", `The log does not reach back to version ${base}`);
    // Own edits that no bridge spans: typed ahead, and the room's memory of what they were mapped over is gone.
    // The client joins again with `since`, and loses nothing by it.
    const isOwn = (edit: LoggedTextEdit) => edit.user === member.user;
    const firstForeign = later.findIndex((edit) => !isOwn(edit));
    const unspanned = alone
      ? !shadow && later.some(isOwn)
      : firstForeign >= 0 && later.findLastIndex(isOwn) > firstForeign;
    if (unspanned)
      return refusal("version_unknown", "Join again with since: the room no longer knows what you had seen");
    const newer = alone ? later : later.filter((edit) => !isOwn(edit));
    const others = ahead ? [...ahead.others.filter((other) => other.version > base), ...newer] : newer;
    this.mapped += others.length;
    return { others };
  }

  // A file by its number, or by the path it has now; undefined when it is no text.
  #textFile(named: FileId | string | undefined): { file: FileId; text: Text } | undefined {
    const { project } = this.#state;
    const file = typeof named === "string" ? project.at(named)?.entry.file : (named ?? MAIN_FILE);
    const text = file === undefined ? undefined : project.text(file);
    return file !== undefined && text ? { file, text } : undefined;
  }

  #refusedAsTooMuch(text: Text, changes: ChangeSet): Refusal | undefined {
    if (changes.newLength > TEXT_LENGTH_MAX)
      return refusal("too_large", `A text holds at most ${TEXT_LENGTH_MAX} units`);
    const grown = changes.newLength - changes.length;
    if (grown > 0 && this.#state.project.length + grown > PROJECT_LENGTH_MAX) return refusal("too_large", tooLong);
    if (splitsAnyPair(changes, text)) return splitPair;
    return undefined;
  }

  #accept(member: RoomMember | undefined, sequence: number, time: number, { file, changes }: TextEdit): LoggedTextEdit {
    const edit = { ...this.#next(member?.user ?? 0, sequence, time), file, changes };
    this.#apply(edit);
    if (member && sequence > 0) {
      member.sequence = sequence;
      member.sequenceVersion = edit.version;
    }
    this.#talk.edited(edit);
    for (const connection of this.#connections.values()) {
      if (connection.carets && connection.caretsFile === file)
        connection.carets = movedBy(connection.carets, edit, connection.member.user);
    }
    return edit;
  }

  #next = (user: number, sequence: number, time: number) => ({
    version: this.#state.version + 1,
    user,
    sequence,
    time,
  });

  #apply(edit: LoggedEdit): void {
    const state = this.#state;
    applyEdit(state.project, edit);
    state.version = edit.version;
    this.#unpublished.push({ version: state.version, text: state.project.main });
  }

  #ack(
    connection: Connection,
    version: number,
    given: ChangeSet,
    { changes, others }: Rebased,
    sequence?: number,
  ): Effect[] {
    // Who has whole texts is told others' as well, one without this edit: even where they did not move it, it must come back.
    const told = connection.wholeTexts
      ? others.length > 0 && { code: this.#state.project.main.toString() }
      : given !== changes && { diff: diffOf(changes) };
    return [
      {
        type: "send",
        to: connection.id,
        message: {
          type: "ack",
          version,
          ...(sequence !== undefined && { sequence }),
          ...told,
        },
      },
    ];
  }

  #ackAgain(connection: Connection, sequence: number, message: CodeUpdate): Effect[] {
    const { member } = connection;
    const since = this.#log.since(Math.max(0, member.sequenceVersion - RESENT_MAX)) ?? [];
    const original = since.find(
      (edit): edit is LoggedTextEdit => !edit.tree && edit.user === member.user && edit.sequence === sequence,
    );
    if (original && "diff" in message) this.#bridgeAgain(connection, message, original);
    const version = original?.version ?? member.sequenceVersion;
    return [{ type: "send", to: connection.id, message: { type: "ack", version, sequence } }];
  }

  // Who sends all that was in flight again, on a new line or to a room that slept, sends what it typed ahead of, too:
  // from it the room learns again what the edits behind it must be mapped over.
  #bridgeAgain(
    connection: Connection,
    message: Extract<CodeUpdate, { diff: unknown }>,
    original: LoggedTextEdit,
  ): void {
    const { member, bridge } = connection;
    const until = original.version - 1;
    if (message.version > until || (bridge && bridge.through >= original.version)) return;
    const unseen = this.#unseen(connection, message.version, false, until);
    if ("refused" in unseen) return;
    const { file } = original;
    const length = unseen.others.find((other) => other.file === file)?.changes.length ?? original.changes.length;
    const given = changesOf(message.diff, length);
    const rebased = given && rebaseOver(member.user, { file, changes: given }, unseen.others);
    const same = rebased && sameDiff(diffOf(rebased.changes), diffOf(original.changes));
    if (same) connection.bridge = { through: original.version, others: rebased.others };
  }

  #tell(edit: LoggedTextEdit, author?: ConnectionId): Effect[] {
    const { version, user, file } = edit;
    const message = { type: "code_update", version, user, diff: diffOf(edit.changes) } as const;
    const except = author === undefined ? {} : { except: author };
    if (file !== MAIN_FILE) {
      return [
        { type: "broadcast", to: this.#projectReaders, ...except, message: { ...message, file } },
        ...this.#passedOver(edit, author),
      ];
    }
    const effects: Effect[] = [{ type: "broadcast", to: this.#diffReaders, ...except, message }];
    for (const connection of this.#connections.values()) {
      if (connection.wholeTexts && connection.id !== author)
        effects.push({ type: "send_text", to: connection.id, user });
    }
    return effects;
  }

  // Who knows only the main file learns that there is one more version, so that its versions have no gaps.
  #passedOver({ version, user }: LoggedEdit, author?: ConnectionId): Effect[] {
    if (this.#mainReaders.length === 0) return [];
    const message: RoomMessage = { type: "code_update", version, user, diff: [] };
    return [{ type: "broadcast", to: this.#mainReaders, ...(author !== undefined && { except: author }), message }];
  }

  #textReplaced(event: Extract<RoomEvent, { type: "text_replaced" }>): Effect[] {
    const reply = (answer: Reply): Effect => ({
      type: "reply",
      to: event.request,
      answer,
    });
    const state = this.#state;
    const edit = this.#replacing(event.file, event.code, event.version);
    if ("refused" in edit) return [reply(edit)];
    const effects: Effect[] = event.language ? this.#roomUpdate(0, { language: event.language }) : [];
    if (!edit.changes.empty) effects.push(...this.#acceptOutside(edit, event.time));
    return [...effects, reply({ code: state.project.text(edit.file)?.toString() ?? "", version: state.version })];
  }

  // What leads from a file's text as it is to one that somebody made from it as it was at `base`.
  #replacing(named: FileId | undefined, code: string, base = this.#state.version): TextEdit | Refusal {
    const { version } = this.#state;
    const found = this.#textFile(named);
    if (!found) return unknownFile;
    const { file, text } = found;
    const known = base <= version && version - base <= LAG_MAX;
    const since = known ? this.#log.since(base) : undefined;
    const before = since && (base === version ? text : this.#log.projectAt(base)?.text(file));
    if (!since || !before) return refusal("version_unknown", `Version ${base} is not known; the room is at ${version}`);
    const given = { file, changes: diffTexts(before.toString(), code) };
    const { changes } = rebaseOver(0, given, editsOf(since, file));
    return this.#refusedAsTooMuch(text, changes) ?? { file, changes };
  }

  // By nobody's hand in the room: signed 0.
  #acceptOutside(given: TextEdit, time: number): Effect[] {
    const edit = this.#accept(undefined, 0, time, given);
    return [{ type: "append", edit }, ...this.#tell(edit)];
  }

  // --- files ---

  #open(connection: Connection, named: FileId | string): Effect[] {
    const found = this.#textFile(named);
    if (!found) return refuse(connection.id, unknownFile);
    const { file, text } = found;
    const { version } = this.#state;
    return [{ type: "send", to: connection.id, message: { type: "file_text", file, version, code: text.toString() } }];
  }

  #check({ id }: Connection, { file, version, hash }: Extract<ClientMessage, { type: "check" }>): Effect[] {
    const text = this.#state.project.text(file);
    if (!text) return refuse(id, unknownFile);
    const now = version === this.#state.version;
    // What it costs to look through a long text is paid for like mapping.
    if (now) this.mapped += text.length / CHARACTERS_PER_MAPPED;
    const same = now && { same: textHash(text) === hash };
    return [{ type: "send", to: id, message: { type: "checked", file, version, ...same } }];
  }

  #filesUpdate(
    connection: Connection,
    { changes: wishes, request }: Extract<ClientMessage, { type: "files_update" }>,
    time: number,
  ): Effect[] {
    const { id, member } = connection;
    const asked = request === undefined ? {} : { request };
    if (connection.role !== "editor") return refuse(id, readOnly, asked);
    // All files are looked through for what stands in the way, and their folders.
    this.mapped += 2 * this.#state.project.nextFile;
    const changes = changesFor(this.#state.project, wishes);
    if ("refused" in changes) return refuse(id, changes, asked);
    const known = this.#memberByUser.has(member.user) || this.#state.members.length >= MEMBERS_MAX;
    const author = known ? [] : [this.#remember(member)];
    const effects = changes.length > 0 ? this.#acceptTree(member.user, changes, time, request) : [];
    const { version } = this.#state;
    // Who is told of no files, and who wanted what is there already, hears of its own wish alone.
    const unheard = effects.length === 0 || connection.wholeTexts || !connection.project;
    const files = changes.map(({ text: _text, ...entry }) => entry);
    const answer: RoomMessage = { type: "files_update", version, user: member.user, files, ...asked };
    return [...author, ...effects, ...(unheard ? [{ type: "send" as const, to: id, message: answer }] : [])];
  }

  // Whatever cannot be, nothing is done.
  #filesWished({ request, wishes, texts = [], version, time }: Extract<RoomEvent, { type: "files_wished" }>): Effect[] {
    const changes = changesFor(this.#state.project, wishes);
    if ("refused" in changes) return [{ type: "reply", to: request, answer: changes }];
    const edits: TextEdit[] = [];
    let grown = changes.reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
    for (const { file, text } of texts) {
      const edit = this.#replacing(file, text, version);
      if ("refused" in edit) return [{ type: "reply", to: request, answer: edit }];
      grown += edit.changes.newLength - edit.changes.length;
      if (!edit.changes.empty) edits.push(edit);
    }
    if (grown > 0 && this.#state.project.length + grown > PROJECT_LENGTH_MAX)
      return [{ type: "reply", to: request, answer: refusal("too_large", tooLong) }];
    const effects = changes.length > 0 ? this.#acceptTree(0, changes, time) : [];
    for (const edit of edits) effects.push(...this.#acceptOutside(edit, time));
    const files = changes.map(({ text: _text, ...entry }) => entry);
    return [...effects, { type: "reply", to: request, answer: { version: this.#state.version, files } }];
  }

  #acceptTree(user: number, tree: TreeEdit["tree"], time: number, request?: string): Effect[] {
    const edit = { ...this.#next(user, 0, time), tree };
    this.#apply(edit);
    const files = tree.map(({ text: _text, ...entry }) => entry);
    const { version } = edit;
    const message: RoomMessage = {
      type: "files_update",
      version,
      user,
      files,
      ...(request !== undefined && { request }),
    };
    return [
      { type: "append", edit },
      { type: "broadcast", to: this.#projectReaders, message },
      ...this.#passedOver(edit),
    ];
  }

  // As edits that are made now: nothing of what was in between is lost.
  #restored({ request, version, time }: Extract<RoomEvent, { type: "restored" }>): Effect[] {
    const state = this.#state;
    const then = version <= state.version ? this.#log.projectAt(version) : undefined;
    if (!then) {
      const detail = `Version ${version} is not known; the room is at ${state.version}`;
      return [{ type: "reply", to: request, answer: { refused: "version_unknown", detail } }];
    }
    const { tree, texts } = restoring(state.project, then);
    const grown = texts.reduce((sum, { changes }) => sum + changes.newLength - changes.length, 0);
    if (grown > 0 && state.project.length + grown > PROJECT_LENGTH_MAX)
      return [{ type: "reply", to: request, answer: refusal("too_large", tooLong) }];
    const effects = tree.length > 0 ? this.#acceptTree(0, tree, time) : [];
    for (const edit of texts) effects.push(...this.#acceptOutside(edit, time));
    const files = tree.map(({ text: _text, ...entry }) => entry);
    return [...effects, { type: "reply", to: request, answer: { version: state.version, files } }];
  }

  // --- runs ---

  #runMessage(
    { id, member, name }: Connection,
    message: Extract<ClientMessage, { type: "run" | "run_input" | "run_stop" }>,
    time: number,
    beginning?: Beginning,
  ): Effect[] {
    const who = { by: { type: "connection" as const, id }, user: member.user, name };
    switch (message.type) {
      case "run":
        return beginning ? this.#asked(who, message, time, beginning) : [];
      case "run_input": {
        const { run, text = "", eof = false } = message;
        return this.#run({ type: "typed", ...who, run, text, eof, time });
      }
      case "run_stop":
        return this.#run({ type: "stopped", ...who, run: message.run, time });
    }
  }

  #asked(
    who: Who,
    { stdin = "", file: named }: { stdin?: string | undefined; file?: FileId | string | undefined },
    time: number,
    beginning: Beginning,
  ): Effect[] {
    const { version, project } = this.#state;
    const file = this.#textFile(named)?.file;
    const entry = file === undefined ? undefined : project.get(file)?.entry;
    if (!entry) {
      return who.by.type === "request"
        ? [{ type: "run_reply", to: who.by.id, answer: unknownFile }]
        : refuse(who.by.id, unknownFile);
    }
    const language = entry.file === MAIN_FILE ? this.#state.language : languageOf(entry);
    // The files of this moment: none of them is ever changed, an edit puts another in its place.
    const files = [...project.files()].filter((one) => !one.entry.deleted);
    const ask: RunAsk = { ...who, ...beginning, version, language, file: entry.file, files, stdin, time };
    return this.#run({ type: "asked", ask });
  }

  #run(event: RunsEvent): Effect[] {
    return this.runs.receive(event).flatMap((effect): Effect[] => {
      switch (effect.type) {
        case "tell_run":
          return [{ ...effect, to: this.#everyone }];
        case "answer": {
          const { to, answer } = effect;
          if (to.type === "request") return [{ type: "run_reply", to: to.id, answer }];
          return "refused" in answer ? refuse(to.id, answer) : []; // who is in the room sees it happen
        }
        case "keep_run":
        case "runner_step":
          return [effect];
      }
    });
  }

  // --- talk ---

  #talkEvent(connection: Connection, message: TalkWish, time: number): TalkEvent | Refusal {
    const { id, member, name } = connection;
    const { version } = this.#state;
    const who = { by: { type: "connection" as const, id }, user: member.user, name, version, time };
    switch (message.type) {
      case "chat":
        return { ...message, ...who, type: "said" };
      case "thread_update":
        return { ...message, ...who, type: "thread_updated" };
      case "comment": {
        const found = this.#textBehind(connection, message.file, message.version);
        if ("refused" in found) return found;
        const { file, text, others, length } = found;
        if (message.from >= message.to || message.to > length)
          return refusal("bad_position", `A comment is about some of the text's ${length} units`);
        const { from, to } = others.reduce((at, { changes }) => rangeOver(at, changes), message);
        if (splitsPair(text, from) || splitsPair(text, to)) return splitPair;
        const quote = text.sliceString(from, Math.min(to, from + QUOTE_LENGTH_MAX));
        return { ...message, ...who, type: "commented", file, from, to, quote };
      }
    }
  }

  #said(event: TalkEvent, connection?: Connection): Effect[] {
    const effects = this.#talk.receive(event).flatMap((effect): Effect[] => {
      switch (effect.type) {
        case "tell_talk": {
          const { message } = effect;
          const told: Effect[] = [{ type: "broadcast", to: this.#projectReaders, message }];
          // Whoever is told of no files hears of its own words alone, as their answer.
          const deaf = message.type === "chat" && connection && !(connection.project && !connection.wholeTexts);
          return deaf ? [...told, { type: "send", to: connection.id, message }] : told;
        }
        case "answer": {
          const { to, answer, request } = effect;
          if (to.type === "request") return [{ type: "talk_reply", to: to.id, answer }];
          if ("refused" in answer) return refuse(to.id, answer, request === undefined ? {} : { request });
          return [{ type: "send", to: to.id, message: { type: "chat", ...answer } }];
        }
        case "keep_message":
        case "keep_thread":
          return [effect];
      }
    });
    // Its author is remembered as the author of an edit is.
    const isAuthor = connection && effects.some(({ type }) => type === "keep_message");
    const known = !isAuthor || this.#memberByUser.has(connection.member.user);
    const author = known || this.#state.members.length >= MEMBERS_MAX ? [] : [this.#remember(connection.member)];
    return [...author, ...effects];
  }

  #publishedThrough(version: number): Effect[] {
    this.#published = this.#unpublished.findLast((edit) => edit.version <= version) ?? this.#published;
    this.#unpublished = this.#unpublished.filter((edit) => edit.version > version);
    return [];
  }
}

type TextBehind = { file: FileId; text: Text; others: readonly Foreign[]; length: number };
type Who = { by: Asker; user: number; name: string };
const outside = (request: ConnectionId): Who => ({ by: { type: "request", id: request }, user: 0, name: "API" });

/** How far back a resent edit's own version is looked up; a client has no more than this in flight. */
const RESENT_MAX = 1_000;

const readOnly = refusal("read_only", "This link only views the room");
const splitPair = refusal("bad_position", "A position splits a surrogate pair");
const unknownFile = refusal("unknown_file", "The room has no such text");

/** `told` names what is refused, as its sender named it. */
function refuse(
  to: ConnectionId,
  { refused, detail }: Refusal,
  told: { sequence?: number; request?: string } = {},
): Effect[] {
  return [{ type: "send", to, message: { type: "error", code: refused, message: detail, ...told } }];
}

function sameDiff(a: readonly Splice[], b: readonly Splice[]): boolean {
  const same = (one: Splice, other: Splice | undefined) =>
    one.start === other?.start && one.end === other.end && one.text === other.text;
  return a.length === b.length && a.every((splice, i) => same(splice, b[i]));
}

const shadowOf = (
  { shadow }: Connection,
  code: string,
  base: number,
  untold: readonly number[],
): Connection["shadow"] => ({
  text: textOf(code),
  base,
  untold: [...(shadow?.untold.filter((version) => version > base) ?? []), ...untold],
});
