// A client written from the contract alone: it imports nothing of this project and holds no algebra. Its text is the
// room's at `version`; what it typed itself enters with the ack.
import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { WebSocket } from "ws";

export type Splice = { start: number; end: number; text: string };

/** Any message of the room: told apart by `type`, everything else as it comes. */
export type Message = {
  type: string;
  version?: number;
  sequence?: number;
  code?: string;
  message?: string;
  diff?: Splice | Splice[];
  edits?: { from: number; version: number; user: number; diff: Splice[]; sequence?: number }[];
  [field: string]: unknown;
};

/** `text` is that at `version`, for who joins with `since`. Without compression the line costs both ends less. */
export type ContractOptions = {
  text?: string;
  version?: number;
  compressed?: boolean;
  headers?: Record<string, string>;
};

const PATIENCE_MS = 30_000;

export class ContractClient {
  /** Everything that came, as it came. */
  readonly frames: string[] = [];
  text = "";
  version = 0;
  /** With false its text stays behind: a mere sender need not pay for it. */
  follows = true;
  closed: { code: number; reason: string } | undefined;
  readonly socket: WebSocket;
  /** What has come and nobody has asked for yet, oldest first. */
  unread: Message[] = [];
  keepsUnread = true;
  onMessage: ((message: Message) => void) | undefined;
  #sent: { sequence: number | undefined; diff?: Splice[]; code?: string }[] = [];
  #waiting = new Set<() => void>();

  /** `address` is that of the room's socket, query included; with `since` in it the client has a text to begin with. */
  constructor(address: string, { text = "", version = 0, compressed = true, headers }: ContractOptions = {}) {
    this.text = text;
    this.version = version;
    this.socket = new WebSocket(address.replace(/^http/, "ws"), { perMessageDeflate: compressed, headers });
    this.socket.on("message", (frame: Buffer) => this.#framed(frame.toString()));
    this.socket.on("error", () => {}); // its close follows
    const end = (code: number, reason: Buffer) => {
      this.closed ??= { code, reason: reason.toString() };
      this.#happened();
    };
    this.socket.on("close", end);
    // The room's close frame is here; that the line itself ends may take the runtime seconds more.
    this.socket.on("open", () => this.#receiver.on("conclude", end));
  }

  static async join(address: string, options?: ContractOptions): Promise<ContractClient> {
    const client = new ContractClient(address, options);
    await client.until(() => client.unread.length > 0, "init");
    return client;
  }

  get #receiver(): EventEmitter {
    return (this.socket as unknown as { _receiver: EventEmitter })._receiver;
  }
  /** The line below the frames. */
  get raw(): Socket {
    return (this.socket as unknown as { _socket: Socket })._socket;
  }

  send(message: object | string | Uint8Array): void {
    this.socket.send(typeof message === "string" || message instanceof Uint8Array ? message : JSON.stringify(message));
  }

  /** One edit of the text at `version` (the one this client has) with its own unacknowledged edits. */
  edit(
    diff: Splice | Splice[],
    { version = this.version, ...rest }: { version?: number; sequence?: number } = {},
  ): void {
    this.#sent.push({ sequence: rest.sequence, diff: [diff].flat() });
    this.send({ type: "code_update", version, diff, ...rest });
  }
  insert(at: number, text: string, rest?: { version?: number; sequence?: number }): void {
    this.edit({ start: at, end: at, text }, rest);
  }

  /** The whole text, for a client that knows nothing smaller. */
  replace(code: string, rest: { version?: number; sequence?: number; language?: string } = {}): void {
    this.#sent.push({ sequence: rest.sequence, code });
    this.send({ type: "code_update", code, ...rest });
  }

  /** The next message, or the next of that type: those before it stay unread. */
  async next(type?: string): Promise<Message> {
    const index = () => (type === undefined ? 0 : this.unread.findIndex((message) => message.type === type));
    await this.until(() => this.unread[index()] !== undefined, type ?? "a message");
    return this.unread.splice(index(), 1)[0]!;
  }

  /** What the room has said by the time it answers this: an odd ping is answered in its turn. */
  async rest(): Promise<Message[]> {
    this.send('{ "type": "ping" }');
    await this.until(() => this.unread.some(({ type }) => type === "pong"), "pong");
    const messages = this.unread.filter(({ type }) => type !== "pong");
    this.unread = [];
    return messages;
  }

  until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = () => {
        const held = holds();
        if (!held && !this.closed) return;
        clearTimeout(timeout);
        this.#waiting.delete(look);
        if (held) resolve();
        else reject(new Error(`Closed with ${JSON.stringify(this.closed)} while waiting for ${what}`));
      };
      const timeout = setTimeout(() => {
        this.#waiting.delete(look);
        reject(
          new Error(
            `Waited ${PATIENCE_MS} ms for ${what} at version ${this.version}; unread: ${JSON.stringify(this.unread).slice(0, 500)}`,
          ),
        );
      }, PATIENCE_MS);
      this.#waiting.add(look);
    });
  }

  async isClosed(): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closed !== undefined, "the end");
    return this.closed!;
  }

  async leave(): Promise<void> {
    this.socket.close();
    await this.isClosed();
  }

  #framed(frame: string): void {
    if (this.keepsUnread) this.frames.push(frame);
    const parsed = JSON.parse(frame) as Message | Message[];
    for (const message of [parsed].flat()) {
      this.#follow(message);
      if (this.keepsUnread) this.unread.push(message);
      this.onMessage?.(message);
    }
    this.#happened();
  }

  #happened(): void {
    for (const look of this.#waiting) look();
  }

  // Versions are applied in order and each once; a gap would be the room's mistake.
  #follow({ type, version, sequence, code, diff, edits = [] }: Message): void {
    if (version === undefined || !["init", "ack", "code_update", "files_update"].includes(type)) return;
    const own = type === "ack" ? this.#acknowledged(sequence) : undefined;
    if (type !== "init" && version <= this.version) return;
    if (code !== undefined || (own?.code !== undefined && !diff)) this.text = code ?? own!.code!;
    else if (type === "init") for (const missed of edits) this.text = spliced(this.text, missed.diff);
    else if (version !== this.version + 1) throw new Error(`Version ${version} came after ${this.version}`);
    else if (this.follows) this.text = spliced(this.text, [diff ?? own?.diff ?? []].flat());
    this.version = version;
  }

  #acknowledged(sequence: number | undefined): { diff?: Splice[]; code?: string } | undefined {
    const index = this.#sent.findIndex((edit) => edit.sequence === sequence);
    return index < 0 ? undefined : this.#sent.splice(index, 1)[0];
  }
}

/** All coordinates are those before the splices. */
export function spliced(text: string, diff: readonly Splice[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, text: inserted } of diff.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, start) + inserted;
    at = end;
  }
  return result + text.slice(at);
}
