// The room's process: parses, lets the engine decide, writes, then tells; and can lose its memory. It does what
// party/ does, on a disk that the test holds.
import type { Text } from "@codemirror/state";
import { Commit, framesOf } from "#collab/commit";
import type { LoggedEdit } from "#collab/edit-log";
import { RoomEngine } from "#collab/room-engine";
import type { Attachment, ConnectionId, Effect, RoomEvent, RoomState } from "#collab/room-events";
import { checkBacked } from "#collab/simulation/backed";
import { check, same } from "#collab/simulation/check";
import { Disk, type MemoryLog } from "#collab/simulation/disk";
import type { Line } from "#collab/simulation/line";
import type { Role } from "#protocol/role";
import { clientMessage, joinQuery, type Presence, type RefusalCode, type RoomMessage } from "#protocol/socket";

type Socket = { line: Line; attachment: string | undefined; batch: boolean };
type Reply = Extract<Effect, { type: "reply" }>["answer"];

export class Host {
  disk: Disk;
  log!: MemoryLog;
  /** How often something worth seeing happened. */
  readonly counts = new Map<string, number>();
  /** Every edit of this life of the room. */
  accepted: LoggedEdit[] = [];
  onReply: (request: string, reply: Reply) => void = () => {};
  onRefusal: (line: Line, refused: { code: RefusalCode; message: string }) => void = () => {};
  #engine!: RoomEngine;
  #commit = new Commit();
  #time = 0;
  // The texts by version of each life of the room.
  readonly #texts = new Map<string, Map<number, Text>>();
  // What each member's count was when this life began.
  #firstSequences = new Map<number, number>();
  readonly #sockets = new Map<ConnectionId, Socket>();

  constructor(state: RoomState) {
    this.disk = Disk.of(state);
    this.#rebuild();
  }

  get state(): Readonly<RoomState> {
    return this.#engine.state;
  }
  textAt(epoch: string, version: number): Text | undefined {
    return this.#texts.get(epoch)?.get(version);
  }
  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  // --- what comes up ---

  /** Takes the next thing that came up a line. */
  receive(line: Line, role: Role): boolean {
    const item = line.up.shift();
    if (!item) return false;
    switch (item.type) {
      case "join": {
        const { client, sync, text, settled, batch, project, ...rest } = joinQuery.parse(item.query);
        this.#sockets.set(line.id, { line, attachment: undefined, batch: batch === "1" });
        const join = {
          ...rest,
          role,
          name: rest.name,
          key: client,
          since: rest.since,
          epoch: rest.epoch,
          wholeTexts: sync === "full",
          withText: text === "1",
          settled: settled === "1",
          project: project === "1",
        };
        this.perform({ type: "joined", from: line.id, join });
        return true;
      }
      case "frame": {
        if (!line.held) this.count("late");
        const message = clientMessage.parse(JSON.parse(item.frame));
        this.perform({ type: "message", from: line.id, message, time: ++this.#time });
        return true;
      }
      case "left":
        this.#sockets.delete(line.id);
        this.perform({ type: "left", from: line.id });
        return true;
    }
  }

  perform(event: RoomEvent): void {
    const before = this.state.version;
    const effects = this.#engine.receive(event);
    for (const effect of effects) if (effect.type === "append") this.#accepted(effect.edit);
    this.#commit.add(effects);
    const { version, project, epoch } = this.state;
    const text = project.main;
    check(
      version === before + effects.filter(({ type }) => type === "append").length,
      "the version counts the appended edits",
    );
    if (version === before) return;
    check(text.toString().isWellFormed(), "the text is well-formed");
    this.#remember(epoch, version, text);
  }

  #accepted(edit: LoggedEdit): void {
    this.count("accepted");
    this.log.accepted(edit);
    if (edit.sequence > 0) {
      const last = this.accepted.findLast(({ user, sequence }) => user === edit.user && sequence > 0)?.sequence;
      const next = (last ?? this.#firstSequences.get(edit.user) ?? 0) + 1;
      check(
        edit.sequence === next,
        "a member's edits come once each, in their order",
        () => `${edit.user} had ${next} next, not ${edit.sequence}`,
      );
    }
    this.accepted.push(edit);
  }

  /** Hears a message that no honest client sends: the sender gets an error, and nothing else happens. */
  refuses(line: Line, content: object): boolean {
    if (!this.#engine.has(line.id)) return false;
    const parsed = clientMessage.safeParse(content);
    if (!parsed.success) return true;
    const before = memorable(this.state);
    const [answer, more] = this.#engine.receive({
      type: "message",
      from: line.id,
      message: parsed.data,
      time: this.#time,
    });
    const refused = answer?.type === "send" && answer.to === line.id && answer.message.type === "error" && !more;
    check(refused, "what is impossible is refused", () => JSON.stringify(content));
    same(memorable(this.state), before, "what is refused changes nothing");
    return true;
  }

  // --- writing, then telling ---

  /** Group commit: all that was accepted since the last one. */
  flush(): void {
    const commit = this.#write();
    this.#publish(commit);
  }

  #write(): Commit {
    const commit = this.#commit;
    this.#commit = new Commit();
    if (commit.edits.length > 1) this.count("group commit");
    this.disk.write(commit);
    return commit;
  }

  #publish(commit: Commit): void {
    const { state } = this;
    const stored = this.disk.load();
    for (const [id, attachment] of commit.attachments) {
      const socket = this.#sockets.get(id);
      if (socket) socket.attachment = JSON.stringify(attachment);
    }
    for (const { to, messages, close } of commit.deliveries(state)) {
      const socket = this.#sockets.get(to);
      if (!socket) continue;
      for (const message of messages) this.#told(JSON.parse(message) as RoomMessage, socket.line, stored);
      const frames = framesOf(messages, socket.batch).map((frame) => ({ type: "frame", frame }) as const);
      if (socket.line.held) socket.line.down.push(...frames, ...(close ? [{ type: "closed" } as const] : []));
      if (close) this.#sockets.delete(to);
    }
    same(memorable(stored.state), memorable(state), "the disk alone rebuilds the room");
    for (const [request, reply] of commit.replies) this.onReply(request, reply);
    this.#engine.receive({ type: "published", version: state.version });
  }

  #told(message: RoomMessage, line: Line, stored: ReturnType<Disk["load"]>): void {
    checkBacked(message, stored);
    if (message.type === "error") {
      this.count(message.code);
      this.onRefusal(line, message);
    }
    if (message.type === "init" && message.edits) {
      this.count(
        message.edits.some(({ sequence }) => sequence !== undefined) ? "own edit in the catch-up" : "catch-up",
      );
    }
  }

  // --- losing memory ---

  /** The sockets stay, memory does not. Only a room that has nothing left to write sleeps. */
  hibernate(): void {
    this.flush();
    const before = presencesIn(this.#engine);
    this.#wake();
    same(presencesIn(this.#engine), before, "hibernation keeps everybody and their carets");
    this.#wake();
  }

  /** What was not written is lost, and every line. `written`: the end came between writing and telling. */
  crash(lines: readonly Line[], kept: number, written: boolean): void {
    if (written) this.#write();
    for (const line of lines) line.cut(kept);
    this.#sockets.clear();
    this.#rebuild();
  }

  /** The disk is gone too; an older checkpoint takes its place, in another epoch. */
  rebirth(lines: readonly Line[], kept: number, snapshot: string): void {
    this.disk = new Disk(snapshot);
    this.accepted = [];
    this.crash(lines, kept, false);
  }

  /** The log is cut as far as no caret of a sleeping room needs it. */
  forget(): void {
    this.flush();
    const needed = [...this.#sockets.values()].flatMap(
      ({ attachment }) => (JSON.parse(attachment ?? "{}") as Attachment).caretsVersion ?? [],
    );
    this.disk.cut(Math.max(this.log.start, Math.min(this.state.version, ...needed)));
    this.#wake();
  }

  /** Who is here and where their carets are, as somebody is told who comes now; the room is of no use afterwards. */
  presences(): Presence[] {
    return presencesIn(this.#engine);
  }

  #rebuild(): void {
    const { state, log } = this.disk.load();
    this.#commit = new Commit();
    this.log = log;
    this.#engine = new RoomEngine(state, log);
    this.accepted = this.accepted.filter(({ version }) => version <= state.version);
    if (this.accepted.length === 0)
      this.#firstSequences = new Map(state.members.map(({ user, sequence }) => [user, sequence]));
    this.#remember(state.epoch, state.version, state.project.main);
  }

  #wake(): void {
    this.#rebuild();
    for (const [id, { line, attachment }] of this.#sockets) {
      line.hibernated = true;
      if (attachment !== undefined)
        this.#engine.receive({ type: "resumed", from: id, attachment: JSON.parse(attachment) as Attachment });
    }
  }

  #remember(epoch: string, version: number, text: Text): void {
    let texts = this.#texts.get(epoch);
    if (!texts) this.#texts.set(epoch, (texts = new Map()));
    texts.set(version, text);
  }
}

function presencesIn(engine: RoomEngine): Presence[] {
  const stranger = { role: "viewer", name: undefined, key: undefined, since: undefined, epoch: undefined } as const;
  const effects = engine.receive({
    type: "joined",
    from: "stranger",
    join: { ...stranger, wholeTexts: false, withText: false, settled: false, project: true },
  });
  const init = effects.flatMap((effect) =>
    effect.type === "send" && effect.message.type === "init" ? [effect.message] : [],
  )[0];
  check(init !== undefined, "a stranger may come in");
  return init.users.filter(({ user }) => user !== init.user.user);
}

// Strangers who never wrote are numbered but not remembered.
const memorable = ({ project, nextUser: _, members, talk, ...rest }: RoomState) =>
  JSON.stringify({ ...rest, talk, files: project.stored(), members: members.toSorted((a, b) => a.user - b.user) });
