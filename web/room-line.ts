// A client in a room over its socket, with its outbox: everything but the page. One per tab; further ones for a moment,
// to deliver what dead tabs left behind.
import type { Output } from "#collab/client-output";
import { RoomClient } from "#collab/room-client";
import type { RoomMessage } from "#protocol/socket";
import type { Identity } from "./client-identity";
import { LastMessages } from "./divergence";
import { Outbox } from "./outbox";
import { socketAddress } from "./room-address";
import { RoomSocket } from "./room-socket";

export type LocalOutput = Exclude<Output, { type: "send" } | { type: "rejoin" }>;

export type RoomLineEvents = {
  /** What the editor, or the person, must be told. */
  output(output: LocalOutput): void;
  received(message: RoomMessage): void;
  lost(code: number, final: boolean): void;
  /** Anything of `client` may have changed. */
  changed(): void;
  /** Whether what is unsent is on the disk; undefined while that is not known yet. */
  kept(kept: boolean | undefined): void;
};

/** A pause in typing. */
const CLEAR_AFTER_MS = 400;

export class RoomLine {
  readonly client: RoomClient;
  readonly lastMessages = new LastMessages();
  readonly #events: RoomLineEvents;
  readonly #outbox: Outbox;
  readonly #socket: RoomSocket;
  readonly #identity: Identity;
  readonly #stop = new AbortController();
  #outputs: Output[] = [];
  #performing = false;
  #keptState = "";
  #clearing: ReturnType<typeof setTimeout> | undefined;

  private constructor(room: string, name: () => string, identity: Identity, outbox: Outbox, events: RoomLineEvents) {
    this.#identity = identity;
    this.#outbox = outbox;
    this.#events = events;
    this.client = new RoomClient(identity.client, identity.outbox);
    this.#socket = new RoomSocket(
      {
        address: () => socketAddress(location.origin, room, { ...this.client.joinQuery(), name: name() }),
        received: (messages) => this.#received(messages),
        lost: (code, final) => {
          this.client.disconnected();
          events.lost(code, final);
          events.changed();
        },
      },
      () => this.client.unsent > 0,
    );
    addEventListener("pagehide", () => outbox.flush(), { signal: this.#stop.signal });
  }

  static async open(room: string, name: () => string, identity: Identity, events: RoomLineEvents): Promise<RoomLine> {
    const outbox = await Outbox.open(identity.client, room, events.kept);
    return new RoomLine(room, name, identity, outbox, events);
  }

  /** Carries out what the client answered to something that the person did. */
  perform(outputs: Output[]): void {
    this.#outputs.push(...outputs);
    // What the editor does with an output may come back as new ones: they wait their turn, or messages would overtake.
    if (this.#performing) return;
    this.#performing = true;
    try {
      for (let output = this.#outputs.shift(); output; output = this.#outputs.shift()) this.#performOne(output);
    } finally {
      this.#performing = false;
      this.#outputs = [];
    }
    this.#keep();
    this.#events.changed();
  }

  reconnect(): void {
    this.#socket.reconnect();
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#clearing);
    this.#outbox.keep(this.client.outbox());
    this.#outbox.flush();
    this.#socket.dispose();
    this.#identity.release();
  }

  #received(messages: RoomMessage[]): void {
    for (const message of messages) {
      this.lastMessages.add("room", message);
      this.perform(this.client.received(message));
      this.#events.received(message);
    }
  }

  #performOne(output: Output): void {
    switch (output.type) {
      case "send":
        this.lastMessages.add("page", output.message);
        return this.#socket.send(output.message);
      case "rejoin":
        return this.#socket.reconnect();
      case "apply":
      case "reset":
      case "recovered":
      case "answered":
      case "diverged":
        return this.#events.output(output);
    }
  }

  #keep(): void {
    // Every change of the pending edits changes one of the two numbers.
    const state = `${this.client.version}.${this.client.unsent}`;
    if (state === this.#keptState) return;
    this.#keptState = state;
    const outbox = this.client.outbox();
    clearTimeout(this.#clearing);
    if (outbox) this.#outbox.keep(outbox);
    // A record that outlives its ack does no harm, as a resend counts once; so a key that is acked at once costs one write.
    else this.#clearing = setTimeout(() => this.#outbox.keep(undefined), CLEAR_AFTER_MS);
  }
}
