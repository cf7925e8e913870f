// A room as a Durable Object: what the worker asks of it. What it does for its sockets stands in live-room.ts.
import { textOf } from "#collab/changes";
import { changesFor } from "#collab/file-wishes";
import { Project, type ProjectFile } from "#collab/project";
import type { FilesReply, Refusal, Reply, RoomEvent, RoomState } from "#collab/room-events";
import type { TalkReply } from "#collab/room-talk";
import type { RunReply } from "#collab/run-events";
import { type Incoming, takingIn } from "#collab/taking-in";
import { type RoomArchive, saveArchive } from "#db/archives";
import type { MessageRow } from "#db/messages";
import { createRoom, deleteRoom } from "#db/rooms";
import type { RunRow } from "#db/runs";
import { log } from "#operation/log";
import { faultOf } from "#party/archived-room";
import { sha256 } from "#party/chain";
import { beginningAt, LiveRoom, type Loaded } from "#party/live-room";
import type { Verification } from "#party/log-proof";
import { projectAt } from "#party/moment";
import { partsOfProject } from "#party/project-parts";
import {
  blameOf,
  editsAfter,
  exported,
  forked,
  historyOf,
  nameVersion,
  type NewFork,
  noFile,
  noMark,
  noVersion,
  renameMark,
  type RoomHistory,
  verified,
} from "#party/room-history";
import { encodeState } from "#party/room-state";
import type { NewRoom } from "#protocol/door";
import type { FilesAnswer, Moment } from "#protocol/file-rest";
import type { BlameAnswer } from "#protocol/history-rest";
import { type LanguageId, mainPath } from "#protocol/languages";
import type { Mark } from "#protocol/mark";
import { type FileEntry, type FileId, type FileWish, MAIN_FILE, type TextContent } from "#protocol/project";
import { REBORN, UNCHANGED } from "#protocol/reborn";
import type { Replace } from "#protocol/room-archive";
import type { RunPlace } from "#protocol/run-events";
import type { RunSoFar } from "#protocol/room-run";
import type { MessagesAnswer, ThreadsAnswer } from "#protocol/talk";

/** A file from outside; bytes are no text. */
export type SentFile =
  | Exclude<Incoming, { asset: unknown }>
  /** `asText`: what a text that is there takes in place of the bytes. */
  | { path: string; bytes: Uint8Array; asText?: TextContent };
export type FileContent = { entry: FileEntry } & ({ text: string } | { bytes: Uint8Array });
export type FileReading = FileContent & { version: number };

type RoomReading = {
  code: string;
  language: LanguageId;
  title: string;
  version: number;
  userCount: number;
  files: FileEntry[];
};

/** Text goes from Worker to object with two bytes a character when one of them needs two, so what may be long goes as bytes. */
type SentArchive = Omit<RoomArchive, "runs" | "messages"> & { runs: Uint8Array; messages: Uint8Array };

export class Room extends LiveRoom {
  // --- REST, through the worker. `key` stands for the client id that a request says ---

  /** Makes this object the room. D1 comes first: of what it has the object is born, as it would be reborn. */
  async create({ createdAt, code, ...room }: NewRoom): Promise<void> {
    const project = Project.of(textOf(code), mainPath(room.language));
    const state: RoomState = { ...room, epoch: "", version: 0, project, nextUser: 1, members: [] };
    const row = {
      id: room.roomId,
      viewId: room.viewId,
      title: room.title,
      language: room.language,
      version: 0,
      createdAt,
      updatedAt: createdAt,
      visitedAt: createdAt,
    };
    const body = encodeState(state);
    await createRoom(this.env.DB, row, body);
    const nothing = { chunks: [], marks: [], messages: [], assets: [] };
    await this.open({ version: 0, visitedAt: createdAt, snapshots: [{ version: 0, body }], ...nothing });
  }

  /** The room as it is now, or as it was then; title and people are of now. */
  async read(moment?: Moment): Promise<RoomReading | Refusal> {
    const found = await this.#then(moment);
    if ("refused" in found) return found;
    const { room, project, language, title, version } = found;
    const files = [...project.files()].flatMap(({ entry }) => (entry.deleted ? [] : [entry]));
    return { code: project.main.toString(), language, title, version, userCount: room.engine.count, files };
  }

  /** Merges the change from the text of a file at `version` to `code`; answers the text it led to. */
  async replaceText(
    code: string,
    version?: number,
    language?: LanguageId,
    file?: FileId,
    key?: string,
  ): Promise<Reply> {
    const answer = await this.#ask((request) => ({
      type: "text_replaced",
      request,
      key,
      code,
      time: Date.now(),
      ...(version !== undefined && { version }),
      ...(language && { language }),
      ...(file !== undefined && { file }),
    }));
    if ("files" in answer) throw new Error("A text was answered by files");
    return answer;
  }

  /** New files, and what of others is to be otherwise: all of it or nothing. */
  async wishFiles(wishes: FileWish[], key?: string): Promise<FilesReply> {
    return this.#askFiles((request) => ({ type: "files_wished", request, key, wishes, time: Date.now() }));
  }

  /** Makes the files again what they were at `version`, by edits that are made now. */
  async restoreVersion(version: number, key?: string): Promise<FilesReply> {
    return this.#askFiles((request) => ({ type: "restored", request, key, version, time: Date.now() }));
  }

  async #askFiles(eventOf: (request: string) => RoomEvent): Promise<FilesReply> {
    const answer = await this.#ask(eventOf);
    if ("code" in answer) throw new Error("Files were answered by a text");
    return answer;
  }

  async #ask(eventOf: (request: string) => RoomEvent): Promise<Reply | FilesReply> {
    const room = await this.open();
    if ("refused" in room) return room;
    this.visited(room);
    const request = crypto.randomUUID();
    return new Promise((resolve) => {
      this.awaiting.set(request, resolve);
      this.perform(room, eventOf(request));
    });
  }

  // --- files ---

  /** The files that are there, or were. */
  async files(moment: Moment | undefined, texts: boolean): Promise<FilesAnswer | Refusal> {
    const found = await this.#then(moment);
    if ("refused" in found) return found;
    const live = [...found.project.files()].filter(({ entry }) => !entry.deleted);
    const files = live.map(({ entry, text }) =>
      texts && entry.kind === "text" ? { ...entry, text: text.toString() } : entry,
    );
    return { version: found.version, files };
  }

  /** A file's text, or bytes. */
  async readFile(path: string, moment: Moment | undefined): Promise<FileReading | Refusal> {
    const found = await this.#then(moment);
    if ("refused" in found) return found;
    const file = found.project.at(path);
    if (!file || file.entry.kind === "folder") return noFile;
    return { version: found.version, ...(await this.#contentOf(found.room, file)) };
  }

  /** All files, folders among them as they are: each call of `next` tells some, the last one none. */
  async readFiles(
    moment: Moment | undefined,
  ): Promise<{ version: number; next: () => Promise<FileContent[]> } | Refusal> {
    const found = await this.#then(moment);
    if ("refused" in found) return found;
    const parts = partsOfProject(found.project, (file) => this.#contentOf(found.room, file));
    return { version: found.version, next: async () => (await parts.next()).value ?? [] };
  }

  async #contentOf({ assets }: Loaded, { entry, text }: ProjectFile): Promise<FileContent> {
    if (entry.kind === "text") return { entry, text: text.toString() };
    if (entry.kind === "folder") return { entry, bytes: new Uint8Array() };
    const bytes = entry.asset && (await assets.get(entry.asset.hash));
    if (!bytes) throw new Error("The room does not have the bytes of one of its files");
    return { entry, bytes };
  }

  async #then(
    moment: Moment | undefined,
  ): Promise<{ room: Loaded; version: number; project: Project; title: string; language: LanguageId } | Refusal> {
    const room = await this.open();
    if ("refused" in room) return room;
    this.visited(room);
    this.flush(room); // what is told must be durable; the output gate holds the answer until it is
    const { title, language } = room.engine.state;
    const found = projectAt(room.store, room.engine.state, moment);
    return found ? { room, title, language, ...found } : noVersion;
  }

  /** Writes files from outside: new ones, or other texts and bytes of those that are there, as edits. */
  async writeFiles(files: readonly SentFile[], version?: number, key?: string): Promise<FilesReply> {
    const room = await this.open();
    if ("refused" in room) return room;
    const { project } = room.engine.state;
    if (version !== undefined && version > room.engine.state.version) return noVersion; // of new files, too
    const sent = files.map((file) => {
      const { path } = file;
      const asText = "bytes" in file && project.at(path)?.entry.kind === "text" ? file.asText : undefined;
      return asText ? { path, ...asText } : file;
    });
    const asset = (body: Uint8Array) => ({ hash: sha256(body), size: body.length });
    const taken = takingIn(
      project,
      sent.map((file) => ("bytes" in file ? { path: file.path, asset: asset(file.bytes) } : file)),
    );
    // What is refused must not take the place of bytes that the room could have: none is ever given back.
    const changes = changesFor(project, taken.wishes);
    if ("refused" in changes) return changes;
    const refused = room.assets.put(sent.flatMap((file) => ("bytes" in file ? [file.bytes] : [])));
    if (refused) return refused;
    return this.#askFiles((request) => ({
      type: "files_wished",
      request,
      key,
      ...taken,
      time: Date.now(),
      ...(version !== undefined && { version }),
    }));
  }

  // --- history ---

  async history(): Promise<RoomHistory | Refusal> {
    return this.#asked(historyOf);
  }

  /** Lines of JSON; the last page is the one with none. */
  async editsAfter(after: number, limit: number): Promise<{ lines: string[] } | Refusal> {
    return this.#asked((room) => {
      const lines = editsAfter(room, after, limit);
      return "refused" in lines ? lines : { lines };
    });
  }

  async verify(): Promise<Verification | Refusal> {
    return this.#asked(verified);
  }

  async exportLog(): Promise<{ log: ReadableStream<Uint8Array> } | Refusal> {
    return this.#asked((room) => ({ log: exported(room) }));
  }

  async blame(path: string, moment: Moment | undefined): Promise<BlameAnswer | Refusal> {
    return this.#asked((room) => blameOf(room, path, moment));
  }

  async nameVersion(name: string, version: number | undefined, key?: string): Promise<Mark | Refusal> {
    const time = Date.now();
    return this.#marked((room) => nameVersion(room, { name, time, key, ...(version !== undefined && { version }) }));
  }

  async renameMark(id: number, name: string, key?: string): Promise<Mark | Refusal> {
    return this.#marked((room) => renameMark(room, id, name, key));
  }

  async deleteMark(id: number): Promise<{ deleted: true } | Refusal> {
    return this.#marked(({ marks }) => (marks.delete(id) ? { deleted: true } : noMark));
  }

  async fork(version: number | undefined, title: string | undefined, key?: string): Promise<NewFork | Refusal> {
    return this.#marked((room) => forked(room, this.env.DB, { version, title, time: Date.now(), key }));
  }

  // Marks are no edits: nothing else would bring them to D1.
  async #marked<T>(act: (room: Loaded) => T | Promise<T>): Promise<T | Refusal> {
    return this.#asked(async (room) => {
      const done = await act(room);
      await this.planAlarm(room);
      return done;
    });
  }

  async #asked<T>(act: (room: Loaded) => T | Promise<T>): Promise<T | Refusal> {
    const room = await this.open();
    if ("refused" in room) return room;
    this.visited(room);
    this.flush(room);
    return act(room);
  }

  /** Runs the text as it is now, for somebody outside. */
  async startRun(stdin: string, file?: FileId | string, id?: string): Promise<RunReply> {
    const time = Date.now();
    return this.#askRuns((request) => {
      if (id !== undefined) this.requestIds.set(request, id);
      const named = file === undefined ? {} : { file };
      return { type: "run_requested", request, stdin, time, beginning: beginningAt(time), ...named };
    });
  }

  async typeIntoRun(run: string, text: string, eof: boolean): Promise<RunReply> {
    return this.#askRuns((request) => ({ type: "run_typed", request, run, text, eof, time: Date.now() }));
  }

  async stopRun(run: string): Promise<RunReply> {
    return this.#askRuns((request) => ({ type: "run_stopped", request, run, time: Date.now() }));
  }

  async #askRuns(eventOf: (request: string) => RoomEvent): Promise<RunReply> {
    const room = await this.open();
    if ("refused" in room) return room;
    this.visited(room);
    const request = crypto.randomUUID();
    return new Promise((resolve) => {
      this.awaitingRuns.set(request, resolve);
      this.perform(room, eventOf(request));
    });
  }

  // --- talk ---

  /** Says something for somebody outside. */
  async say(text: string, thread?: number, name?: string): Promise<TalkReply> {
    const room = await this.open();
    if ("refused" in room) return room;
    this.visited(room);
    const request = crypto.randomUUID();
    const named = { ...(thread !== undefined && { thread }), ...(name !== undefined && { name }) };
    return new Promise((resolve) => {
      this.awaitingTalk.set(request, resolve);
      this.perform(room, { type: "said", request, text, time: Date.now(), ...named });
    });
  }

  /** The newest messages before a number; with `thread` those of one thread. */
  async messages(limit: number, before?: number, thread?: number): Promise<MessagesAnswer | Refusal> {
    const room = await this.open();
    if ("refused" in room) return room;
    this.visited(room);
    this.flush(room);
    return { messages: room.talk.messages(limit, before, thread), last: room.engine.state.talk?.last ?? 0 };
  }

  async threads(): Promise<ThreadsAnswer | Refusal> {
    const room = await this.open();
    if ("refused" in room) return room;
    this.visited(room);
    this.flush(room);
    const { version, talk } = room.engine.state;
    return { version, threads: room.talk.withMessages(talk?.threads ?? []) };
  }

  // --- runs ---

  /** The newest run, which the library may not have yet; and where in the library's history the ones before it are. */
  async newestRun(): Promise<
    { newest: { run: RunSoFar; input: string } | undefined; bookmark: string | null } | Refusal
  > {
    const room = await this.open();
    if ("refused" in room) return room;
    this.visited(room);
    this.flush(room);
    const { soFar, newest } = room.engine.runs;
    return { newest: soFar && newest && { run: soFar, input: newest.input }, bookmark: room.runs.bookmark };
  }

  /** The text that a run ran, as far as the log tells it. */
  async textOfRun(version: number, startedAt: string, file: FileId = MAIN_FILE): Promise<string | null> {
    const room = await this.open();
    if ("refused" in room) return null;
    this.flush(room);
    return room.store.projectThen(version, Date.parse(startedAt))?.text(file)?.toString() ?? null;
  }

  /** The events of a run behind a place, as they come; undefined when it is not the newest. */
  async runEvents(run: string, place: RunPlace): Promise<ReadableStream<Uint8Array> | Refusal | undefined> {
    const room = await this.open();
    if ("refused" in room || room.engine.runs.newest?.head.id !== run) return undefined;
    const detail = "Too many read this room's run at once; try again later, or join the room";
    return room.runStreams.read(place) ?? { refused: "rate_limited", detail };
  }

  // --- for whoever runs the deployment ---

  /** Brings D1 up to this moment. */
  async checkpointNow(): Promise<{ version: number } | Refusal> {
    const room = await this.open();
    if ("refused" in room) return room;
    this.flush(room);
    await room.runs.save();
    return (await room.checkpoints.catchUp()) ? { version: room.engine.state.version } : notTaken;
  }

  /**
   * Becomes the room of an archive. What cannot be has no effect. What succeeds ends this life of the object with REBORN and
   * the name of the call, and with it whatever it knew: the next one is born from D1.
   */
  async restore(archive: SentArchive, replace: Replace, call: string): Promise<Refusal & { there?: true }> {
    const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
    const [runs, messages] = [decode(archive.runs) as RunRow[], decode(archive.messages) as MessageRow[]];
    const sent: RoomArchive = { ...archive, runs, messages };
    const fault = faultOf(sent);
    if (fault !== undefined) return { refused: "bad_message", detail: `The archive is no room: ${fault}` };
    const whyNot = (room: Loaded | Refusal): (Refusal & { there?: true }) | undefined => {
      if ("refused" in room) return room.refused === "unknown_room" || replace === "any" ? undefined : room;
      const { version, viewId } = room.engine.state;
      if (viewId !== sent.room.viewId) return { refused: "bad_message", detail: "This id is another room's here" };
      if (replace === "no" || (replace === "newer" && sent.room.version <= version))
        return { refused: "unavailable", detail: `The room is here, at version ${version}`, there: true };
      if (room.engine.runs.active)
        return {
          refused: "unavailable",
          detail: "A program runs in the room; stop it, or try again when it has ended",
        };
      return undefined;
    };
    return this.#beginAnew(call, whyNot, () => saveArchive(this.env.DB, sent));
  }

  /** Deletes the room, unless somebody is in it or was in it since; then it tells so. Ends as `restore` does. */
  async forget(since: number, call: string): Promise<{ kept: string }> {
    const whyNot = (room: Loaded | Refusal): { kept: string } | undefined => {
      if ("refused" in room) return room.refused === "unknown_room" ? undefined : { kept: room.detail };
      if ([...this.getConnections()].length > 0) return { kept: "somebody is in it" };
      if (room.visits.at >= since) return { kept: "somebody was in it" };
      if (room.engine.runs.active) return { kept: "a program runs in it" };
      return undefined;
    };
    const answer = await this.#beginAnew(call, whyNot, () => deleteRoom(this.env.DB, this.name));
    return "kept" in answer ? answer : { kept: answer.detail };
  }

  // The storage goes first, when D1 has all of it: what is interrupted between the two is born again from what D1 has.
  // Nothing else happens in the object meanwhile; what happened just before is looked at again.
  async #beginAnew<T>(
    call: string,
    whyNot: (room: Loaded | Refusal) => T | undefined,
    changeD1: () => Promise<void>,
  ): Promise<T | Refusal> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const room = await this.open();
      const refusal = whyNot(room);
      if (refusal) return refusal;
      if (!("refused" in room) && !(await this.#settled(room))) return notTaken;
      this.hangUp();
      await this.ctx.storage.sync(); // what was told leaves before the end
      const end = await this.ctx.blockConcurrencyWhile(async () => {
        if (!("refused" in room)) {
          // The answer to what is on its way would not be let in here.
          if (room.checkpoints.saving || room.runs.saving || whyNot(room) || !(await this.#settled(room)))
            return undefined;
        }
        await this.ctx.storage.deleteAlarm();
        await this.ctx.storage.deleteAll();
        await this.ctx.storage.sync();
        try {
          await changeD1();
          return REBORN;
        } catch (error) {
          log("error", { event: "D1 would not change a room, which stays as D1 has it", room: this.mark }, error);
          return UNCHANGED;
        }
      });
      if (end === undefined) continue;
      const reason = `${end}: ${call}`;
      this.endLife(reason);
      throw new Error(reason); // the object ends before this is told
    }
    return { refused: "unavailable", detail: "Too much happens in the room just now; try again" };
  }

  // True when D1 has everything: of an ended run, too, there is nothing but what waits here.
  async #settled(room: Loaded): Promise<boolean> {
    this.flush(room);
    await room.runs.save();
    return (await room.checkpoints.catchUp()) && room.runStore.waiting.length === 0;
  }
}

const notTaken: Refusal = { refused: "unavailable", detail: "D1 does not take what the room has; try again" };

/** How often a room that is to begin anew is looked at, when something is on its way to D1 again and again. */
const ATTEMPTS_MAX = 10;
