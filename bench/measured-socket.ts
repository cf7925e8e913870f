// The socket of every client: counts what travels, can lengthen the line, and notes when a message came before anybody
// spends time on it.
import type { Socket } from "node:net";
import WebSocket from "ws";
import type { ClientSocket, Traffic } from "./peers/peer.ts";

type Queued = { socket: MeasuredSocket; event: unknown[]; arrivedAt: number };

const queue: Queued[] = [];
let draining = false;

/** When the message that is being worked on came in. Fifty clients share this process: what the first ones do with a
 * message is not the time the last one waited for the server. */
export let arrivedAt = 0;

export class MeasuredSocket extends WebSocket {
  /** Each way, in ms. */
  static delayMs = 0;
  static deflate = false;
  sink = false;
  readonly #traffic: Traffic = { up: 0, down: 0, framesUp: 0, framesDown: 0, wireUp: 0, wireDown: 0 };
  #line: Socket | undefined;
  #before = { read: 0, written: 0 };

  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols ?? [], {
      perMessageDeflate: MeasuredSocket.deflate && { threshold: 0 }, // as browsers do: everything, however short
      maxPayload: 512 * 1024 * 1024,
    });
    this.setMaxListeners(0);
    this.once("upgrade", ({ socket }) => {
      this.#line = socket;
      this.#before = { read: socket.bytesRead, written: socket.bytesWritten };
    });
  }

  get traffic(): Traffic {
    const { bytesRead: read = 0, bytesWritten: written = 0 } = this.#line ?? {};
    return { ...this.#traffic, wireUp: written - this.#before.written, wireDown: read - this.#before.read };
  }

  override send(data: string | Uint8Array): void {
    this.#traffic.up += lengthOf(data);
    this.#traffic.framesUp++;
    if (MeasuredSocket.delayMs === 0) return super.send(data);
    const copy = typeof data === "string" ? data : Buffer.from(data); // encoders use their buffers again
    setTimeout(() => this.readyState === WebSocket.OPEN && super.send(copy), MeasuredSocket.delayMs);
  }

  override emit(name: string | symbol, ...event: unknown[]): boolean {
    if (name !== "message") return super.emit(name, ...event);
    this.#traffic.down += lengthOf(event[0] as Uint8Array);
    this.#traffic.framesDown++;
    if (this.sink) return true;
    const message = { socket: this, event, arrivedAt: performance.now() + MeasuredSocket.delayMs };
    if (MeasuredSocket.delayMs > 0) setTimeout(() => dispatch(message), MeasuredSocket.delayMs);
    else {
      queue.push(message);
      if (!draining) setImmediate(drain); // after every socket that has something was read
      draining = true;
    }
    return true;
  }

  deliver(event: unknown[]): void {
    super.emit("message", ...event);
  }
}

// Between two slices sockets are read: what comes while fifty clients are at work is noted when it comes.
function drain(): void {
  const end = performance.now() + SLICE_MS;
  let count = 0;
  while (count < queue.length && performance.now() < end) dispatch(queue[count++]!);
  queue.splice(0, count);
  draining = queue.length > 0;
  if (draining) setImmediate(drain);
}
const SLICE_MS = 0.2;

function dispatch(message: Queued): void {
  ({ arrivedAt } = message);
  message.socket.deliver(message.event);
}

const lengthOf = (data: string | Uint8Array) => Buffer.byteLength(data);

export function trafficOf(sockets: readonly ClientSocket[]): Traffic {
  const sum: Traffic = { up: 0, down: 0, framesUp: 0, framesDown: 0, wireUp: 0, wireDown: 0 };
  for (const { traffic } of sockets) for (const key of keys) sum[key] += traffic[key];
  return sum;
}

export function trafficSince(before: Traffic, now: Traffic): Traffic {
  const difference = { ...now };
  for (const key of keys) difference[key] -= before[key];
  return difference;
}
const keys = ["up", "down", "framesUp", "framesDown", "wireUp", "wireDown"] as const;
