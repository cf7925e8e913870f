// The line to a room: PartySocket, which comes back by itself, and a watch that notices when a line has died silently.
import ReconnectingSocket from "partysocket/ws";
import { closeCode, roomFrame, type ClientMessage, type RoomMessage } from "#protocol/socket";

type RoomSocketEvents = {
  /** Asked before every connect: what to resume from changes in between. */
  address(): string;
  received(messages: RoomMessage[]): void;
  /** The line is gone; `final` when coming back would not help. */
  lost(code: number, final: boolean): void;
};

const finalCodes: readonly number[] = [closeCode.unknownRoom, closeCode.refused, closeCode.superseded];

/** How often the watch looks. */
const WATCH_MS = 2_500;
/** Silence after which an idle line is asked whether it lives. Proxies close lines at 30 s and more. */
const SILENCE_MS = 20_000;
/** The same while somebody waits for an answer. */
const SILENCE_WAITING_MS = 5_000;
/** A line that does not answer a ping within this is dead. */
const ANSWER_MS = 6_000;

export class RoomSocket {
  readonly #events: RoomSocketEvents;
  readonly #socket: ReconnectingSocket;
  readonly #watch: ReturnType<typeof setInterval>;
  readonly #isWaiting: () => boolean;
  readonly #stop = new AbortController();
  #heardAt = Date.now();
  #askedAt: number | undefined;
  #final = false;

  /** `isWaiting` tells whether an answer is owed. */
  constructor(events: RoomSocketEvents, isWaiting: () => boolean) {
    this.#events = events;
    this.#isWaiting = isWaiting;
    this.#socket = new ReconnectingSocket(() => events.address(), [], {
      // What to send again after a break the room client knows better than a queue.
      maxEnqueuedMessages: 0,
      minReconnectionDelay: 250,
      maxReconnectionDelay: 4_000,
      reconnectionDelayGrowFactor: 1.6,
      connectionTimeout: 6_000,
    });
    this.#socket.addEventListener("open", () => this.#heard());
    this.#socket.addEventListener("message", (event) => this.#onMessage(event.data));
    this.#socket.addEventListener("close", (event) => this.#onClose(event.code));
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    const { signal } = this.#stop;
    addEventListener("online", () => this.#final || this.reconnect(), { signal });
    // Nothing tells a socket that its network is gone; waiting for the timeout would promise a line that is not there.
    addEventListener("offline", () => this.#final || this.reconnect(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#ask(), {
      signal,
    });
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(message: ClientMessage): void {
    if (this.open) this.#socket.send(JSON.stringify(message));
  }

  /** Hangs up and joins anew, also after a final loss if the person wants so. */
  reconnect(): void {
    if (this.#stop.signal.aborted) return;
    this.#final = false;
    this.#socket.reconnect();
  }

  dispose(): void {
    this.#stop.abort();
    clearInterval(this.#watch);
    this.#socket.close();
  }

  #heard(): void {
    this.#heardAt = Date.now();
    this.#askedAt = undefined;
  }

  #onMessage(data: unknown): void {
    this.#heard();
    this.#events.received(roomFrame.parse(JSON.parse(String(data))));
  }

  #onClose(code: number): void {
    this.#askedAt = undefined;
    this.#final = finalCodes.includes(code);
    if (this.#final) this.#socket.close();
    this.#events.lost(code, this.#final);
  }

  #look(): void {
    if (!this.open) return;
    const now = Date.now();
    if (this.#askedAt !== undefined && now - this.#askedAt > ANSWER_MS) {
      this.reconnect();
      return;
    }
    // A hidden page is left to sleep: the room costs nothing while nobody looks.
    const silence = this.#isWaiting() ? SILENCE_WAITING_MS : SILENCE_MS;
    if (now - this.#heardAt > silence && (document.visibilityState === "visible" || this.#isWaiting())) this.#ask();
  }

  #ask(): void {
    if (!this.open || this.#askedAt !== undefined) return;
    this.#askedAt = Date.now();
    this.send({ type: "ping" });
  }
}
