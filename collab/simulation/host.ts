// The room's process: parses, lets the engine decide, writes, then tells; and can lose its memory. It does what
// party/ does, on a disk that the test holds.
import type { ChangeSet, Text } from "@codemirror/state";
import { Commit, framesOf } from "#collab/commit";
import type { Authorship, LoggedEdit, TreeEdit } from "#collab/edit-log";
import { RoomEngine } from "#collab/room-engine";
import type { Attachment, ConnectionId, Effect, RoomEvent, RoomState } from "#collab/room-events";
import { Anchors } from "#collab/simulation/anchors";
import { memorable, presencesIn, refusedBy, type Stored, storedOn } from "#collab/simulation/at-rest";
import { checkBacked } from "#collab/simulation/backed";
import { check, same } from "#collab/simulation/check";
import { Disk, type MemoryLog } from "#collab/simulation/disk";
import { type Files, FilesSeen, liveFiles } from "#collab/simulation/files-seen";
import type { Line } from "#collab/simulation/line";
import { type FileId, MAIN_FILE } from "#protocol/project";
import { checkWanted, wantedBy } from "#collab/simulation/wanted";
import type { Role } from "#protocol/role";
import { clientMessage, joinQuery, type Presence, type RefusalCode, type RoomMessage } from "#protocol/socket";

type Socket = { line: Line; attachment: string | undefined; batch: boolean };
type Reply = Extract<Effect, { type: "reply" }>["answer"];
export type Refused = { code: RefusalCode; message: string; request?: string | undefined };

export class Host {
  disk: Disk;
  log!: MemoryLog;
  /** How often something worth seeing happened. */
  readonly counts = new Map<string, number>();
  /** Every edit of this life of the room. */
  accepted: LoggedEdit[] = [];
  onReply: (request: string, reply: Reply) => void = () => {};
  onRefusal: (line: Line, refused: Refused) => void = () => {};
  /** An edit of the files counts, before the room has it; and what a new text began with is written and told. */
  onTree: (edit: Authorship & TreeEdit) => void = () => {};
  onNewText: (text: string) => void = () => {};
  /** What a restore did to a text. */
  onRestored: (changes: ChangeSet, before: Text) => void = () => {};
  #engine!: RoomEngine;
  #commit = new Commit();
  #time = 0;
  // The files by version of each life of the room.
  readonly #seen = new Map<string, FilesSeen>();
  // What the disk would make a room of, as long as nothing else is written.
  #stored: Stored | undefined;
  #anchors!: Anchors;
  // What each member's count was when this life began.
  #firstSequences = new Map<number, number>();
  readonly #sockets = new Map<ConnectionId, Socket>();

  constructor(state: RoomState) {
    this.disk = Disk.of(state);
    this.#rebuild();
    this.#anchors = new Anchors(this.state);
  }

  get state(): Readonly<RoomState> {
    return this.#engine.state;
  }
  /** What messages cost the room so far. */
  get mapped(): number {
    return this.#engine.mapped;
  }
  textAt(epoch: string, version: number, file: FileId = MAIN_FILE): Text | undefined {
    return this.filesAt(epoch, version)?.text(file);
  }
  filesAt(epoch: string, version: number): Files | undefined {
    return this.#seen.get(epoch)?.at(version);
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
        this.perform({ type: "message", from: line.id, message, time: (this.#time += 700) });
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
    const wanted = wantedBy(this.state.project, event);
    const effects = this.#engine.receive(event);
    for (const effect of effects) if (effect.type === "append") this.#accepted(effect.edit, event);
    this.#commit.add(effects);
    const { version, project, epoch } = this.state;
    check(
      version === before + effects.filter(({ type }) => type === "append").length,
      "the version counts the appended edits",
    );
    this.#seen.get(epoch)?.hold(version, project);
    if (wanted && effects.length > 0) {
      const outcome = { refused: refusedBy(effects), changed: version > before };
      this.count(checkWanted(wanted, project, outcome) ? "wishes refused" : "wishes granted");
    }
    if (event.type === "restored" && version > before) {
      this.count("restored");
      const then = this.filesAt(epoch, event.version);
      same(liveFiles(project), then && liveFiles(then), "after a restore the files are what they were");
    }
  }

  #accepted(edit: LoggedEdit, event: RoomEvent): void {
    this.count("accepted");
    this.#checkAuthor(edit, event);
    if (edit.tree) this.onTree(edit);
    else if (event.type === "restored") {
      const before = this.textAt(this.state.epoch, edit.version - 1, edit.file);
      if (before) this.onRestored(edit.changes, before);
    }
    this.log.accepted(edit);
    this.#seen.get(this.state.epoch)?.add(edit);
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

  // What comes from outside bears no number in its order but 0, and tells which member asked for it.
  #checkAuthor({ author }: LoggedEdit, event: RoomEvent): void {
    const key = "request" in event && "key" in event ? event.key : undefined;
    const member = key === undefined ? undefined : this.state.members.find((one) => one.key === key);
    same(author, member?.user, "an edit tells which member asked for it from outside");
    if (member) this.count("asked for by a member");
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
    this.#anchors.keep(commit.threads.values());
    if (commit.writes) this.#stored = undefined;
    return commit;
  }

  #publish(commit: Commit): void {
    const { state } = this;
    const stored = (this.#stored ??= storedOn(this.disk));
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
    same(stored.memorable, memorable(state), "the disk alone rebuilds the room");
    for (const { tree = [] } of commit.edits) for (const { text } of tree) if (text) this.onNewText(text.toString());
    for (const [request, reply] of commit.replies) this.onReply(request, reply);
    this.#engine.receive({ type: "published", version: state.version });
  }

  #told(message: RoomMessage, line: Line, stored: Stored): void {
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
    this.#anchors = new Anchors(this.state);
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

  /** Every version that the log reaches gives the files that there were. */
  verifyLog(): void {
    const { log } = this.disk.load();
    for (let version = log.start; version <= this.state.version; version++) {
      const files = this.filesAt(this.state.epoch, version);
      same(log.projectAt(version)?.stored(), files?.stored(), `the log leads to version ${version}`);
    }
  }

  /** Every thread is where all edits since it was written down have moved it. */
  verifyThreads(): void {
    for (const _ of this.#anchors.verify(this.state, this.accepted)) this.count("thread in place");
  }

  /** Who is here and where their carets are, as somebody is told who comes now; the room is of no use afterwards. */
  presences(): Presence[] {
    return presencesIn(this.#engine);
  }

  #rebuild(): void {
    const { state, log } = this.disk.load();
    this.#stored = undefined;
    this.#commit = new Commit();
    this.log = log;
    this.#engine = new RoomEngine(state, log);
    this.accepted = this.accepted.filter(({ version }) => version <= state.version);
    if (this.accepted.length === 0)
      this.#firstSequences = new Map(state.members.map(({ user, sequence }) => [user, sequence]));
    let seen = this.#seen.get(state.epoch);
    if (!seen) this.#seen.set(state.epoch, (seen = new FilesSeen()));
    seen.begin(state.version, state.project);
  }

  #wake(): void {
    this.#rebuild();
    for (const [id, { line, attachment }] of this.#sockets) {
      line.hibernated = true;
      if (attachment !== undefined)
        this.#engine.receive({ type: "resumed", from: id, attachment: JSON.parse(attachment) as Attachment });
    }
  }
}
