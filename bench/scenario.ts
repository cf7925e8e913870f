// What a scenario's client side is given, and what it gives back.
import type { MeasuredSocket } from "./measured-socket.ts";
import type { ServerWatch } from "./machine.ts";
import type { Client, Peer, SocketClass } from "./peers/peer.ts";

/** One number per figure, so that runs can be compared figure by figure. */
export type Figures = Record<string, number>;

export type ScenarioOptions = {
  /** How long people type. */
  seconds: number;
  delayMs: number;
  deflate: boolean;
  /** Clients in the room, where it is not part of the scenario's name. */
  clients: number;
  /** Rates to climb, in keystrokes per second. */
  rates: number[];
  /** Of the recorded session. */
  edits: number;
  /** An existing room. */
  room: string;
};

export class Stage {
  readonly peer: Peer;
  readonly url: string;
  readonly server: ServerWatch;
  readonly options: ScenarioOptions;
  /** Of Durable Objects that are metered: Chromium's debugging protocol. */
  readonly inspector: string | undefined;
  readonly #Socket: typeof MeasuredSocket;

  constructor(
    peer: Peer,
    url: string,
    server: ServerWatch,
    options: ScenarioOptions,
    Socket: typeof MeasuredSocket,
    inspector: string | undefined,
  ) {
    this.peer = peer;
    this.url = url;
    this.server = server;
    this.options = options;
    this.inspector = inspector;
    this.#Socket = Socket;
  }

  newRoom(): Promise<string> | string {
    return this.peer.createRoom?.(this.url) ?? `room-${Math.random().toString(36).slice(2, 11)}`;
  }

  join(room: string, apart = false): Promise<Client> {
    return this.peer.connect(this.url, room, { Socket: this.#Socket as unknown as SocketClass, apart });
  }

  /** Some at a time, as people come. */
  async joinAll(rooms: readonly string[], atOnce = 8): Promise<Client[]> {
    const clients: Client[] = [];
    for (let i = 0; i < rooms.length; i += atOnce) {
      clients.push(...(await Promise.all(rooms.slice(i, i + atOnce).map((room) => this.join(room)))));
    }
    return clients;
  }
}
