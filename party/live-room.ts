// What a room does on its own and for its sockets: parses what comes, lets the engine decide, carries its effects out in their order.
//
// All memory can vanish between two messages. What matters is in the object's SQLite (room-store) or rides with the
// sockets (attachments); the engine is rebuilt from these.
import { type ConnectionContext, Server } from "partyserver";
import { Commit, framesOf } from "#collab/commit";
import { RoomEngine } from "#collab/room-engine";
import type { Beginning, ConnectionId, FilesReply, Refusal, Reply, RoomEvent } from "#collab/room-events";
import type { TalkReply } from "#collab/room-talk";
import type { RunReply } from "#collab/run-events";
import { type LoadedCheckpoint, loadCheckpoint } from "#db/checkpoints";
import { log, logFrom, roomMark } from "#operation/log";
import { counters, roomAwake, roomGone, sockets } from "#operation/metrics";
import { AssetStore } from "#party/asset-store";
import { Checkpoints } from "#party/checkpoints";
import { parseFrame } from "#party/frame";
import { Line, type Socket, type SocketState } from "#party/line";
import { MarkStore } from "#party/mark-store";
import { NewerSchema } from "#party/room-schema";
import { decodeState } from "#party/room-state";
import { RunStore } from "#party/run-store";
import { RunStreams } from "#party/run-stream";
import { Runs } from "#party/runs";
import { RoomStore } from "#party/room-store";
import { TalkStore } from "#party/talk-store";
import { Visits } from "#party/visits";
import { doorJoin, JOIN_HEADER } from "#protocol/door";
import { closeCode, type RefusalCode, type RoomMessage } from "#protocol/socket";

/** All that a room has in memory. */
export type Loaded = {
  engine: RoomEngine;
  store: RoomStore;
  visits: Visits;
  marks: MarkStore;
  assets: AssetStore;
  talk: TalkStore;
  checkpoints: Checkpoints;
  runStore: RunStore;
  runs: Runs;
  runStreams: RunStreams;
};

export abstract class LiveRoom extends Server<Env> {
  static override options = { hibernate: true };

  #room: Loaded | undefined;
  #loading: Promise<Loaded | undefined> | undefined;
  readonly #lines = new Map<ConnectionId, Line>();
  readonly #known = new WeakMap<WebSocket, Line>();
  #commit = new Commit();
  #committing = false;
  #flushedAt = 0;
  protected readonly awaiting = new Map<ConnectionId, (reply: Reply | FilesReply) => void>();
  protected readonly awaitingRuns = new Map<ConnectionId, (reply: RunReply) => void>();
  protected readonly awaitingTalk = new Map<ConnectionId, (reply: TalkReply) => void>();
  /** What the log calls the requests that wait for an answer of runs. */
  protected readonly requestIds = new Map<ConnectionId, string>();
  #alarmAt: number | undefined;
  /** Stands for the room in the log. */
  protected readonly mark = roomMark(this.name);

  override async onStart(): Promise<void> {
    this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('{"type":"ping"}', '{"type":"pong"}'));
    if (!("refused" in (await this.open()))) return;
    // Sockets that outlived the room's memory must not look connected while nothing is kept.
    for (const socket of this.getConnections<SocketState>()) socket.close(closeCode.unavailable, "unavailable");
  }

  // --- sockets ---

  override async onConnect(socket: Socket, { request }: ConnectionContext): Promise<void> {
    const {
      batch,
      address,
      request: id,
      ...join
    } = doorJoin.parse(JSON.parse(decodeURIComponent(request.headers.get(JOIN_HEADER) ?? "")));
    socket.setState({ batch, address, request: id });
    const room = await this.open();
    if ("refused" in room) {
      tell(socket, { type: "error", code: room.refused, message: room.detail });
      const gone = room.refused === "unknown_room"; // the door may still know a room that was deleted since
      socket.close(gone ? closeCode.unknownRoom : closeCode.unavailable, room.refused);
      return;
    }
    if (socket.readyState !== WebSocket.OPEN) return; // it went while D1 was asked
    this.#lines.set(socket.id, new Line(socket));
    sockets.add(socket.id);
    counters.joins++;
    log("info", { event: "socket joined", request: id, room: this.mark, count: this.#lines.size });
    this.visited(room);
    this.perform(room, { type: "joined", from: socket.id, join });
  }

  // PartyServer looks a socket up in its attachment, twice, for every message: half of what a key costs (measured). One
  // that it has once handed to us is the same object for as long as this life of the room.
  override async webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): Promise<void> {
    const line = this.#known.get(socket);
    if (line) this.#received(line, frame);
    else await super.webSocketMessage(socket, frame);
  }

  override onMessage(socket: Socket, frame: string | ArrayBuffer): void {
    const line = this.#lines.get(socket.id);
    if (!line) return; // it has been told that it is out
    this.#known.set(socket, line);
    this.#received(line, frame);
  }

  #received(line: Line, frame: string | ArrayBuffer): void {
    const room = this.#room;
    const { id, traffic } = line;
    if (!room?.engine.has(id)) return; // as above
    const now = Date.now();
    const length = typeof frame === "string" ? frame.length : frame.byteLength;
    if (!traffic.received(length, now)) {
      this.#cutOffFlood(room, line);
      return;
    }
    const parsed = parseFrame(frame);
    if ("refused" in parsed) {
      this.#commit.add([
        { type: "send", to: id, message: { type: "error", code: parsed.refused, message: parsed.detail } },
      ]);
      this.#flushSoon(room);
      return;
    }
    const { version } = room.engine.state;
    const { mapped } = room.engine;
    const { message } = parsed;
    const begins = message.type === "run" && { beginning: beginningAt(now) };
    this.perform(room, { type: "message", from: id, message, time: now, ...begins });
    // Those wait for acks; who changes the tree again and again need not.
    if (room.engine.state.version > version && message.type !== "files_update") traffic.accepted();
    if (!traffic.mapped(room.engine.mapped - mapped)) this.#cutOffFlood(room, line);
  }

  override onClose(socket: Socket, code: number): void {
    log("info", { event: "socket closed", request: socket.state?.request, room: this.mark, status: code });
    this.#gone(socket.id);
    // PartyServer answers a close that has a code. One without is what `close()` sends, and waits ten seconds for an answer.
    if (code === NO_STATUS) socket.close(1000);
  }

  override onError(socket: Socket): void {
    this.#gone(socket.id);
  }

  #gone(id: ConnectionId): void {
    this.#lines.delete(id);
    sockets.delete(id);
    const room = this.#room;
    if (!room?.engine.has(id)) return;
    this.visited(room); // who leaves was here until now
    this.perform(room, { type: "left", from: id });
    if (room.engine.count === 0) void this.planAlarm(room);
  }

  #cutOffFlood(room: Loaded, line: Line): void {
    this.#cutOff(room, line, "rate_limited", "Too much at once. Join again and go slower.", closeCode.flooding);
  }

  #cutOff(room: Loaded, { id, socket }: Line, code: RefusalCode, message: string, reason: number): void {
    this.#lines.delete(id); // whatever else was on its way to it
    tell(socket, { type: "error", code, message });
    socket.close(reason, code);
    this.perform(room, { type: "left", from: id });
  }

  // --- performing ---

  protected perform(room: Loaded, event: RoomEvent): void {
    const effects = room.engine.receive(event);
    for (const effect of effects) if (effect.type === "append") room.store.accepted(effect.edit);
    this.#commit.add(effects);
    this.#flushSoon(room);
  }

  // While one commit is being made durable the next gathers: a crowd shares a transaction, a row and a frame. Not in the
  // handler of a message then: the runtime reads a socket's next message only when what the last one's handler wrote is
  // durable, and nothing would gather. But a lone typist need not wait for a timer, which takes 2 ms (measured), nor the
  // room for word that the key is durable: the output gate waits, and what fails there ends this life of the object.
  #flushSoon(room: Loaded): void {
    if (this.#committing) return;
    if (Date.now() - this.#flushedAt >= QUIET_MS) return this.flush(room, true);
    this.#committing = true;
    setTimeout(() => this.flush(room), 0);
  }

  // Persist, then publish. What is sent after a write leaves only when the write is durable: the platform's output gate.
  protected flush(room: Loaded, isLone = false): void {
    this.#committing = true;
    this.#flushedAt = Date.now();
    const commit = this.#commit;
    this.#commit = new Commit();
    const { engine, store } = room;
    try {
      if (commit.writes) {
        store.write(commit);
        counters.commits++;
        counters.edits += commit.edits.length;
      }
      for (const keep of commit.runs) room.runStore.keep(keep);
      room.talk.keep(commit, engine.state);
    } catch (error) {
      this.#abandon(error);
      return;
    }
    for (const [id, member] of commit.attachments) this.#lines.get(id)?.remember(member);
    for (const { to, messages, close } of commit.deliveries(engine.state)) {
      const line = this.#lines.get(to);
      if (!line) continue;
      for (const frame of framesOf(messages, line.batch)) if (!this.#sent(room, line, frame)) break;
      if (close) {
        line.socket.close(close.code, close.reason);
        this.#lines.delete(to);
      }
    }
    for (const [request, answer] of commit.replies) {
      this.awaiting.get(request)?.(answer);
      this.awaiting.delete(request);
    }
    for (const [request, answer] of commit.talkReplies) {
      this.awaitingTalk.get(request)?.(answer);
      this.awaitingTalk.delete(request);
    }
    for (const [request, answer] of commit.runReplies) {
      this.awaitingRuns.get(request)?.(answer);
      this.awaitingRuns.delete(request);
      this.requestIds.delete(request);
    }
    engine.receive({ type: "published", version: engine.state.version });
    if (commit.room) room.checkpoints.renamed();
    if (isLone && !commit.forRuns) this.#gathered(room);
    else void this.#whenDurable(room, commit);
    if (!commit.writes) return;
    void this.planAlarm(room);
    try {
      store.tidy(engine.state);
    } catch (error) {
      this.#abandon(error);
    }
  }

  async #whenDurable(room: Loaded, commit: Commit): Promise<void> {
    try {
      if (commit.writes) await this.ctx.storage.sync();
    } catch (error) {
      return this.#abandon(error);
    }
    this.#gathered(room);
    room.runStreams.told(commit.runMessages);
    room.runs.perform(commit.runnerSteps);
    if (commit.runs.some(({ kept }) => kept.result)) void room.runs.save();
  }

  // Messages that wait for this commit are read once it is durable, and one by one: two turns later all of them are here.
  // A session of 16,000 edits in flight took 8,000 commits without, and takes 80 (measured).
  #gathered(room: Loaded): void {
    this.#committing = false;
    if (this.#commit.empty) return;
    this.#committing = true;
    setTimeout(() => setTimeout(() => this.flush(room), 0), 0);
  }

  // False when the reader is cut off instead.
  #sent(room: Loaded, line: Line, frame: string): boolean {
    const { socket, traffic } = line;
    if (!traffic.sent(frame.length)) {
      const heard = this.ctx.getWebSocketAutoResponseTimestamp(socket);
      if (!heard || Date.now() - heard.getTime() > UNHEARD_MS_MAX) {
        const message = "Nothing was heard from this reader. Join again, and ping now and then.";
        this.#cutOff(room, line, "rate_limited", message, closeCode.slowReader);
        return false;
      }
      traffic.heard();
    }
    try {
      socket.send(frame);
    } catch {
      // The line is gone and its close event is on the way.
    }
    return true;
  }

  // The storage refused: memory is ahead of it, so this life of the object ends. Clients join the next one and resend.
  #abandon(error: unknown): void {
    log("error", { event: "room gives up: its storage refused a write", room: this.mark }, error);
    this.endLife("storage refused a write");
  }

  // Nothing of this life's memory is used again: the next request begins another.
  protected endLife(reason: string): void {
    this.hangUp();
    roomGone(this.name);
    this.ctx.abort(reason);
  }

  protected hangUp(): void {
    for (const socket of this.getConnections<SocketState>()) {
      sockets.delete(socket.id);
      socket.close(closeCode.unavailable, "unavailable");
    }
  }

  // --- starting ---

  // A room that cannot be rebuilt is not served at all: what is left of it stays as it is for whoever mends it. `saved`: what
  // D1 has just been given, so that it need not be asked.
  protected async open(saved?: LoadedCheckpoint): Promise<Loaded | Refusal> {
    if (this.#room) return this.#room;
    logFrom(this.env.LOG_LEVEL);
    this.#loading ??= this.#rebuild(saved).finally(() => (this.#loading = undefined));
    try {
      const room = await this.#loading;
      if (!room) return { refused: "unknown_room", detail: "Room not found" };
      if (this.#room) return this.#room;
      this.#room = room;
      roomAwake(this.name, this);
      this.#resumeRun(room);
      return room;
    } catch (error) {
      log("error", { event: "room cannot be rebuilt", room: this.mark }, error);
      const detail =
        error instanceof NewerSchema
          ? "A newer version of Tandem has opened this room, and this one cannot read it. Nothing is lost."
          : "The room cannot be served right now. Nothing is lost; try again.";
      return { refused: "unavailable", detail };
    }
  }

  // Who was told of a run's messages that are not kept would be told them again: it joins again and has the run as kept.
  #resumeRun({ engine, runs }: Loaded): void {
    if (!engine.runs.active) return;
    for (const { socket } of this.#lines.values()) socket.close(closeCode.unavailable, "unavailable");
    runs.resume();
  }

  // Undefined when the room is not known. Throws when what is there does not fit together, or D1 does not answer.
  async #rebuild(saved?: LoadedCheckpoint): Promise<Loaded | undefined> {
    const store = new RoomStore(this.ctx.storage);
    const kept = store.load();
    const visits = new Visits(this.ctx.storage);
    const stored = kept ?? (await this.#reborn(store, visits, saved));
    if (!stored) return undefined;
    const engine = new RoomEngine(stored.state, store);
    for (const socket of this.getConnections<SocketState>()) {
      if (!socket.state?.member) continue; // it is only about to join
      if (!kept) {
        socket.close(closeCode.unavailable, "unavailable"); // it follows a log that is gone: joining again gives it this one
        continue;
      }
      this.#lines.set(socket.id, new Line(socket));
      engine.receive({ type: "resumed", from: socket.id, attachment: socket.state.member });
    }
    const marks = new MarkStore(store.sql);
    const assets = new AssetStore(store.sql, this.env.DB, this.name);
    const talk = new TalkStore(store.sql);
    const sources = { engine, store, visits, marks, assets, talk };
    const checkpoints = new Checkpoints(this.env.DB, sources, stored.checkpointed, this.mark);
    return { ...sources, checkpoints, ...this.#rebuildRuns(engine, store, assets) };
  }

  #rebuildRuns(
    engine: RoomEngine,
    { sql }: RoomStore,
    assets: AssetStore,
  ): Pick<Loaded, "runs" | "runStore" | "runStreams"> {
    const runStore = new RunStore(sql);
    const newest = runStore.newest;
    if (newest) engine.runs.restore(newest.kept, newest.transcript);
    const runs = new Runs({
      roomId: this.name,
      env: this.env,
      runs: engine.runs,
      store: runStore,
      assetOf: (hash) => assets.get(hash),
      addressOf: ({ type, id }) => (type === "connection" ? (this.#lines.get(id)?.address ?? "unknown") : undefined),
      requestOf: ({ type, id }) => (type === "connection" ? this.#lines.get(id)?.request : this.requestIds.get(id)),
      log: (level, entry, error) => log(level, { ...entry, room: this.mark }, error),
      readers: () => engine.count,
      perform: (event) => this.#room && this.perform(this.#room, { type: "run", event }),
      plan: () => this.#room && void this.planAlarm(this.#room),
    });
    return { runs, runStore, runStreams: new RunStreams(engine.runs) };
  }

  // From D1: for the first time, or again because the object's own storage is gone. A new epoch either way.
  async #reborn(store: RoomStore, visits: Visits, saved?: LoadedCheckpoint): Promise<ReturnType<RoomStore["load"]>> {
    const checkpoint = saved ?? (await loadCheckpoint(this.env.DB, this.name));
    if (!checkpoint) return undefined;
    const latest = checkpoint.snapshots.at(-1);
    if (!latest) throw new Error(`D1 has no snapshot of room ${this.name}`);
    const state = { ...decodeState(latest.body), epoch: crypto.randomUUID() };
    const through = checkpoint.chunks.at(-1)?.through ?? 0;
    if (state.version !== checkpoint.version || through !== state.version) {
      throw new Error(
        `D1 has room ${this.name} at ${checkpoint.version}, its snapshot at ${state.version}, its log at ${through}`,
      );
    }
    store.create(state, checkpoint);
    visits.told(checkpoint.visitedAt);
    return { state, checkpointed: state.version };
  }

  // --- the alarm ---

  // One, with many reasons: the earliest wins.
  protected async planAlarm({ checkpoints, runs }: Loaded): Promise<void> {
    const delay = Math.min(checkpoints.delayMs() ?? Infinity, runs.alarmMs ?? Infinity);
    if (delay === Infinity) return;
    const at = Date.now() + Math.round(delay);
    if (this.#alarmAt !== undefined && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    await this.ctx.storage.setAlarm(at);
  }

  override async onAlarm(): Promise<void> {
    const planned = this.#alarmAt !== undefined;
    this.#alarmAt = undefined;
    const room = await this.open();
    if ("refused" in room) return;
    if (room.engine.count > 0) this.visited(room);
    this.flush(room);
    // One that an earlier life planned was set because D1 lacks something; of a title this one may know nothing.
    if (!planned || room.checkpoints.behind) await room.checkpoints.save();
    await room.runs.save();
    await this.planAlarm(room);
  }

  /** How far D1 is behind, for the metrics. */
  behind(): { versions: number; since: number | undefined } {
    return this.#room?.checkpoints.lag ?? { versions: 0, since: undefined };
  }

  protected visited(room: Loaded): void {
    room.visits.visited(Date.now());
    if (room.visits.untold !== undefined) void this.planAlarm(room);
  }
}

/** What the platform reports of a close frame without a code. */
const NO_STATUS = 1005;

/** Without a commit for so long, in ms, the next is one person's key. */
const QUIET_MS = 5;

/** How long a reader may have been silent when too much was sent without a word from it, in ms. */
const UNHEARD_MS_MAX = 90_000;

const tell = (socket: Socket, message: RoomMessage) => socket.send(JSON.stringify(message));

/** Names of what begins now. */
export const beginningAt = (time: number): Beginning => ({
  run: crypto.randomUUID(),
  startedAt: new Date(time).toISOString(),
});
