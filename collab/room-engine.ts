// The authority of one room: puts edits into one order and tells everybody. Event in, effects out; it never waits.
//
// Invariants:
// 1. version counts the accepted edits; the log holds each of them once, in order, without a gap.
// 2. Texts are well-formed UTF-16 with "\n" line ends, at most TEXT_LENGTH_MAX long each, PROJECT_LENGTH_MAX together.
// 3. A member's `sequence` is the last of its numbered edits in the log; it grows by one at a time.
// 4. An effect that tells of an edit comes after the effect that appends it.
// 5. published <= version; what lies between is accepted and not yet durable.
import { Bases } from "#collab/bases";
import { attachmentOf, type Connection, memberOf, movedBy, presenceOf } from "#collab/connection";
import { type EditLog, editsOf } from "#collab/edit-log";
import { entriesOnWire, missedEdits } from "#collab/missed-edits";
import { Order } from "#collab/order";
import { readOnly, refuse } from "#collab/refusal";
import { RoomEdits } from "#collab/room-edits";
import type { Attachment, ConnectionId, Effect, Join, RoomEvent, RoomState } from "#collab/room-events";
import { RoomFiles } from "#collab/room-files";
import { RoomPresence } from "#collab/room-presence";
import type { RoomRuns } from "#collab/room-runs";
import { RoomTalk } from "#collab/room-talk";
import { roomUpdate } from "#collab/room-update";
import { Roster } from "#collab/roster";
import { Running } from "#collab/running";
import { Talking } from "#collab/talking";
import { type FileId, MAIN_FILE } from "#protocol/project";
import { closeCode, PROTOCOL, type RefusalCode, type RoomMessage } from "#protocol/socket";

export class RoomEngine {
  readonly #state: RoomState;
  readonly #log: EditLog;
  readonly #talk: RoomTalk;
  readonly #roster: Roster;
  readonly #bases: Bases;
  readonly #edits: RoomEdits;
  readonly #files: RoomFiles;
  readonly #presence: RoomPresence;
  readonly #running: Running;
  readonly #talking: Talking;

  /** Takes over `state`; the log must hold exactly its versions. */
  constructor(state: RoomState, log: EditLog) {
    this.#state = state;
    this.#log = log;
    this.#talk = new RoomTalk((state.talk ??= { last: 0, threads: [] }));
    this.#roster = new Roster(state);
    this.#bases = new Bases(state, log);
    const order = new Order(state, this.#roster, this.#bases, this.#talk);
    this.#edits = new RoomEdits(state, log, this.#roster, this.#bases, order);
    this.#files = new RoomFiles(state, log, this.#roster, this.#bases, order);
    this.#presence = new RoomPresence(state, this.#roster, this.#bases);
    this.#running = new Running(state, this.#roster);
    this.#talking = new Talking(state, this.#roster, this.#bases, this.#talk);
  }

  /** The room as it is now, edits included that are not durable yet. Not to be changed. */
  get state(): Readonly<RoomState> {
    return this.#state;
  }
  /** Its newest run. */
  get runs(): RoomRuns {
    return this.#running.runs;
  }
  /** Others' edits that messages were mapped over so far, or what takes as long: what a message costs besides its length. */
  get mapped(): number {
    return this.#bases.mapped;
  }
  /** People in the room now: a person with two sockets counts once for each. */
  get count(): number {
    return this.#roster.count;
  }
  /** True while the connection is in the room. */
  has(connection: ConnectionId): boolean {
    return this.#roster.get(connection) !== undefined;
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
        return this.#files.textReplaced(event);
      case "files_wished":
        return this.#files.wishedOutside(event);
      case "restored":
        return this.#files.restored(event);
      case "run_requested":
      case "run_typed":
      case "run_stopped":
        return this.#running.outside(event);
      case "run":
        return this.#running.receive(event.event);
      case "said":
        return this.#talking.outside(event);
      case "published":
        this.#bases.publishedThrough(event.version);
        return [];
    }
  }

  #message({ from, message, time, beginning }: Extract<RoomEvent, { type: "message" }>): Effect[] {
    const connection = this.#roster.get(from);
    if (!connection) return []; // late, from a connection that left or was superseded
    switch (message.type) {
      case "ping":
        return [{ type: "send", to: from, message: { type: "pong" } }];
      case "code_update":
        return this.#edits.codeUpdate(connection, message, time);
      case "cursor_update":
        return this.#presence.cursorUpdate(connection, message);
      case "profile_update":
        return this.#roster.renamed(connection, message.name);
      case "room_update":
        if (connection.role !== "editor") return refuse(from, readOnly);
        return roomUpdate(this.#state, this.#roster, connection.member.user, message);
      case "open":
        return this.#files.open(connection, message.file);
      case "check":
        return this.#files.check(connection, message);
      case "files_update":
        return this.#files.wished(connection, message, time);
      case "run":
      case "run_input":
      case "run_stop":
        return this.#running.message(connection, message, time, beginning);
      case "chat":
      case "comment":
      case "thread_update":
        return this.#talking.message(connection, message, time);
      case "doing":
        return this.#presence.does(connection, message.doing, time);
      case "follow":
        return this.#presence.follows(connection, message.user);
      case "view":
      case "look":
        return this.#presence.looksAt(connection, message, time);
    }
  }

  // --- who comes and goes ---

  #joined(id: ConnectionId, join: Join): Effect[] {
    if (!this.#roster.hasPlace(join))
      return goodbye(id, "room_full", "The room is full. Try again later.", closeCode.full, "room full");
    // A client is one connection at a time. What its dead socket still holds must not arrive after the catch-up below,
    // which already settled what the room has of it.
    const superseded = this.#roster.olderOf(join).flatMap((older) => this.#superseded(older));
    const { connection, effects } = this.#roster.entered(id, join);
    return [
      ...superseded,
      ...effects,
      { type: "attach", to: id, attachment: attachmentOf(connection) },
      { type: "send", to: id, message: this.#init(connection, join) },
      ...this.#roster.announced(connection),
    ];
  }

  #superseded(id: ConnectionId): Effect[] {
    const message = "This client has joined again elsewhere.";
    return [...goodbye(id, "superseded", message, closeCode.superseded, "superseded"), ...this.#left(id)];
  }

  #left(id: ConnectionId): Effect[] {
    this.#talk.left(id);
    return this.#roster.left(id);
  }

  #resumed(id: ConnectionId, attachment: Attachment): Effect[] {
    const { user, caretsVersion, carets, caretsFile = MAIN_FILE } = attachment;
    const since = caretsVersion === undefined ? undefined : this.#log.since(caretsVersion);
    const moved = since && carets && editsOf(since, caretsFile).reduce((at, edit) => movedBy(at, edit, user), carets);
    this.#roster.resumed(id, attachment, moved);
    return [];
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
      users: this.#roster.connections.map((one) => presenceOf(one, join.project)).toSorted((a, b) => a.user - b.user),
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
}

const goodbye = (to: ConnectionId, refused: RefusalCode, detail: string, code: number, reason: string): Effect[] => [
  ...refuse(to, { refused, detail }),
  { type: "close", to, code, reason },
];
