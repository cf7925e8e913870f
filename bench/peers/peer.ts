// What a server and its client offer to be measured. No adapter converts, batches or delays more than the product's own
// client does: what is measured is the product.

export type Change = { pos: number; deleted: number; inserted: string };

/** Bytes of messages as the client hands them to its socket, and bytes on the TCP connection. */
export type Traffic = {
  up: number;
  down: number;
  framesUp: number;
  framesDown: number;
  wireUp: number;
  wireDown: number;
};

/** One person's copy of the text. Positions are UTF-16 units; `changes` are in the order in which they apply. */
export interface Client {
  text(): string;
  readonly length: number;
  insert(pos: number, text: string): void;
  remove(pos: number, length: number): void;
  /** Others' changes. */
  onChanges(tell: (changes: Change[]) => void): void;
  /** Resolves when the next edit would leave alone instead of being merged with others; for loading edit by edit. */
  calm?(): Promise<void> | undefined;
  /** The line is lost, the copy stays. */
  pause(): void;
  /** Joins again; resolves when it is caught up. */
  resume(): Promise<void>;
  close(): void;
  /** Every socket it has opened. */
  readonly sockets: readonly ClientSocket[];
}

/** The one thing all clients share: a `ws` socket that counts. Set by the bench. */
export interface ClientSocket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly traffic: Traffic;
  /** Counts what comes and passes nothing on: a reader without a client behind it. */
  sink: boolean;
  send(data: string): void;
  close(): void;
  /** The line is cut; nobody says goodbye. */
  terminate(): void;
}
export type SocketClass = new (url: string, protocols?: string | string[], options?: object) => ClientSocket;

export type JoinOptions = {
  Socket: SocketClass;
  /** Edits must stay apart: the product's client does not merge what it sends. */
  apart?: boolean;
};

export type RunningServer = { url: string; stop(): Promise<void>; inspector?: string };

/** How to run a Worker with one Durable Object class beside ours: same Miniflare, same options. */
export type WorkerSource = { entry: string; className: string; binding: string; bindings?: Record<string, string> };
export type StartOptions = {
  dataDir: string;
  port: number;
  /** Counts rows written and opens the inspector; never while time is measured. */
  metered: boolean;
  startWorker(source: WorkerSource): Promise<RunningServer>;
};

export interface Peer {
  start(options: StartOptions): Promise<RunningServer>;
  /** Answers the id of a new room; without it a room begins when somebody joins it. */
  createRoom?(url: string): Promise<string>;
  connect(url: string, room: string, options: JoinOptions): Promise<Client>;
}

/** Resolves when `happens` has called back; fails after a while that is long even for a cold join. */
export function within<T>(what: string, happens: (done: (value: T) => void) => void, timeoutMs = 60_000): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} took too long`)), timeoutMs);
    happens((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
