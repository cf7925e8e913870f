// Somebody in a room over a real socket: the client half of collab/, an editor to show it, and everything a bad line
// can do to both. Nothing here sleeps: who waits, waits for a condition that every event checks again.
import { type ChangeSet, Text } from "@codemirror/state";
import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import { apiAt } from "#client/api";
import { changesOf } from "#collab/changes";
import type { Output } from "#collab/client-output";
import type { StoredOutbox } from "#collab/outbox";
import { RoomClient } from "#collab/room-client";
import type { BodyOf } from "#protocol/api";
import { type FileId, MAIN_FILE } from "#protocol/project";
import { type ClientMessage, closeCode, roomFrame, type RoomMessage, type Splice } from "#protocol/socket";

export type MemberOptions = {
  name?: string;
  client?: string;
  inFlightMax?: number;
  /** With false the line costs both ends less. */
  compressed?: boolean;
};

/** A member comes back this long after it lost its line or found nobody there. */
const RETRY_MS = 20;
const PATIENCE_MS = 30_000;

export class RoomMember {
  /** What the room refused, and typing that could not be placed: honest members expect neither. */
  readonly errors: string[] = [];
  readonly recovered: string[] = [];
  joins = 0;
  closed: { code: number; reason: string } | undefined;
  /** Messages that have come and are not given to the client yet; undefined unless `hold` was called. */
  held: RoomMessage[] | undefined;
  /** See every message as it leaves, and as it comes, held or not, before the client gets it. */
  onSent: ((message: ClientMessage) => void) | undefined;
  onReceived: ((message: RoomMessage) => void) | undefined;
  readonly #url: string;
  readonly #options: MemberOptions;
  readonly #id: string;
  #client: RoomClient;
  // What editors would show that know the client's outputs and nothing else.
  #editors = new Map<FileId, Text>();
  #socket: WebSocket | undefined;
  #away = false;
  #waiting = new Set<() => void>();

  private constructor(url: string, options: MemberOptions) {
    this.#url = url;
    this.#options = options;
    this.#id = options.client ?? randomUUID();
    this.#client = new RoomClient(this.#id, undefined, options.inFlightMax);
  }

  static async join(appUrl: string, roomId: string, options: MemberOptions = {}): Promise<RoomMember> {
    const member = new RoomMember(`${appUrl.replace(/^http/, "ws")}/ws/${roomId}`, options);
    member.#connect();
    await member.until(() => member.#client.joined, "the first init");
    return member;
  }

  /** The main file's, as `slice` and `length`. */
  get text(): string {
    return this.textOf();
  }
  slice(from: number, to: number): string {
    return this.#shown().sliceString(from, to);
  }
  get length(): number {
    return this.#shown().length;
  }
  textOf(file?: FileId): string {
    return this.#shown(file).toString();
  }
  #shown(file: FileId = MAIN_FILE): Text {
    return this.#editors.get(file) ?? Text.empty;
  }
  get version(): number {
    return this.#client.version;
  }
  get unsent(): number {
    return this.#client.unsent;
  }
  get room(): RoomClient {
    return this.#client;
  }
  get user(): number {
    return this.#client.me?.user ?? 0;
  }

  // --- typing ---

  edit(changes: ChangeSet, time = 0, file: FileId = MAIN_FILE): void {
    this.#editors.set(file, changes.apply(this.#shown(file)));
    this.#perform(this.#client.edited(changes, time, file));
  }
  splice(...diff: Splice[]): void {
    this.#splice(diff, MAIN_FILE);
  }
  type(at: number, text: string, file: FileId = MAIN_FILE): void {
    this.#splice([{ start: at, end: at, text }], file);
  }
  #splice(diff: Splice[], file: FileId): void {
    const { length } = this.#shown(file);
    const changes = changesOf(diff, length);
    if (!changes) throw new Error(`No edit of ${length} units: ${JSON.stringify(diff)}`);
    this.edit(changes, 0, file);
  }
  /** Opens a file in an editor of its own. */
  async open(file: FileId): Promise<void> {
    this.say((client) => client.openFile(file));
    await this.until(() => this.#editors.has(file), `the text of file ${file}`);
  }
  /** What the client says besides edits. */
  say(speak: (client: RoomClient) => Output[]): void {
    this.#perform(speak(this.#client));
  }

  // --- waiting ---

  /** Resolves once `holds`, looking again after every event of this member's line. */
  until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        clearTimeout(timeout);
        this.#waiting.delete(look);
        resolve();
      };
      const timeout = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`Waited ${PATIENCE_MS} ms for ${what}; ${this.#state()}`));
      }, PATIENCE_MS);
      this.#waiting.add(look);
    });
  }

  /** Everything typed here is in the room, and the editors show what the client has. */
  async quiet(): Promise<void> {
    await this.until(() => this.#client.joined && this.unsent === 0 && !this.held?.length, "everything to be saved");
    for (const [file, shown] of this.#editors)
      if (!this.#client.textOf(file)?.eq(shown)) throw new Error("An editor was not told of everything");
  }

  #state(): string {
    const { joined, version, unsent } = this.#client;
    return JSON.stringify({
      joined,
      version,
      unsent,
      held: this.held?.length,
      closed: this.closed,
      errors: this.errors,
    });
  }

  #happened(): void {
    for (const look of this.#waiting) look();
  }

  // --- the line, and what befalls it ---

  /** From now on what comes is held until `deliver` or `release`. */
  hold(): void {
    this.held = [];
  }
  /** Gives the client the oldest held message. */
  deliver(): void {
    const message = this.held?.shift();
    if (message) this.#receive(message);
  }
  release(): void {
    while (this.held?.length) this.deliver();
    this.held = undefined;
  }

  /** The line breaks: what is under way in either direction is lost or not, as it happens. The member comes back by itself. */
  drop(): void {
    this.#socket?.terminate();
    this.#lost(this.#socket);
  }
  /** As `drop`, but it stays away, and may go on typing, until `back`. */
  leave(): void {
    this.#away = true;
    this.drop();
  }
  back(): void {
    this.#away = false;
    this.#connect();
  }
  /** The tab dies with everything but its outbox, which was kept as JSON, and is opened again. */
  reopen(): void {
    const kept = JSON.stringify(this.#client.outbox());
    this.drop();
    this.#client = new RoomClient(
      this.#id,
      kept === undefined ? undefined : (JSON.parse(kept) as StoredOutbox),
      this.#options.inFlightMax,
    );
    this.#editors.clear();
  }

  #connect(): void {
    if (this.#away || this.#socket) return;
    const query = {
      ...this.#client.joinQuery(),
      ...(this.#options.name !== undefined && { name: this.#options.name }),
    };
    const socket = new WebSocket(`${this.#url}?${new URLSearchParams(query)}`, {
      perMessageDeflate: this.#options.compressed ?? true,
    });
    this.#socket = socket;
    socket.on("message", (frame: Buffer) => this.#framed(socket, frame.toString()));
    socket.on("error", () => {}); // its close follows
    socket.on("close", (code, reason) => {
      if (socket !== this.#socket) return;
      this.closed = { code, reason: reason.toString() };
      if (code === closeCode.superseded || code === closeCode.unknownRoom) this.#away = true;
      this.#lost(socket);
    });
  }

  #lost(socket: WebSocket | undefined): void {
    if (!socket || socket !== this.#socket) return;
    this.#socket = undefined;
    this.held &&= [];
    this.#client.disconnected();
    if (!this.#away) setTimeout(() => this.#connect(), RETRY_MS);
    this.#happened();
  }

  #framed(socket: WebSocket, frame: string): void {
    for (const message of roomFrame.parse(JSON.parse(frame))) {
      if (socket !== this.#socket) return; // it broke while its last frame was read
      this.onReceived?.(message);
      // The first init is never held: who waits for the rest of it could not type.
      if (this.held && message.type !== "init") this.held.push(message);
      else this.#receive(message);
    }
    this.#happened();
  }

  #receive(message: RoomMessage): void {
    if (message.type === "init") this.joins++;
    if (message.type === "error") this.errors.push(`${message.code}: ${message.message}`);
    this.#perform(this.#client.received(message));
  }

  #perform(outputs: readonly Output[]): void {
    for (const output of outputs) {
      switch (output.type) {
        case "send":
          this.onSent?.(output.message);
          this.#socket?.send(JSON.stringify(output.message));
          break;
        case "reset":
          this.#editors.set(output.file, output.text);
          break;
        case "apply":
          this.#editors.set(output.file, output.changes.apply(this.#shown(output.file)));
          break;
        case "recovered":
          this.recovered.push(output.text);
          break;
        case "answered":
          break; // who wishes sees the files
        case "diverged":
          throw new Error(`The text at ${output.version} is not the room's`);
        case "rejoin":
          this.drop();
      }
    }
  }
}

/** Waits until nobody has anything unsent and all are at the same version; answers the text that all of them show. */
export async function settled(members: readonly RoomMember[]): Promise<string> {
  for (const member of members) await member.quiet();
  const version = Math.max(...members.map((member) => member.version));
  for (const member of members) await member.until(() => member.version === version, `version ${version}`);
  const [text = "", ...others] = new Set(members.map((member) => member.text));
  if (others.length > 0) throw new Error(`The texts differ at version ${version}`);
  return text;
}

export async function newRoom(appUrl: string, body: BodyOf<"POST /rooms"> = {}): Promise<string> {
  return (await apiAt(appUrl)("POST /rooms", { body })).roomId;
}

export async function roomText(appUrl: string, roomId: string): Promise<string> {
  return (await apiAt(appUrl)("GET /rooms/{roomId}", { params: { roomId } })).code;
}
