// For tests in workerd: rooms made and joined through the Worker, as anybody would.
import { env, exports } from "cloudflare:workers";
import type { RoomAnswer } from "#protocol/rest";
import { type RoomMessage, roomFrame } from "#protocol/socket";

export type Init = Extract<RoomMessage, { type: "init" }>;

export async function makeRoom(body: object = {}): Promise<RoomAnswer> {
  const response = await exports.default.fetch("https://tandem/rooms", { method: "POST", body: JSON.stringify(body) });
  if (response.status !== 201) throw new Error(`POST /rooms answered ${response.status}`);
  return response.json();
}

export const objectOf = (room: RoomAnswer) => env.ROOM.getByName(room.roomId);

/** A socket in a room: what came is kept until it is asked for. */
export class TestSocket {
  readonly #socket: WebSocket;
  readonly #inbox: RoomMessage[] = [];
  #wake: () => void = () => {};
  closed: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.#inbox.push(...roomFrame.parse(JSON.parse(data as string)));
      this.#wake();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
    socket.accept();
  }

  static async join(roomId: string, query = ""): Promise<TestSocket> {
    const response = await exports.default.fetch(`https://tandem/ws/${roomId}?${query}`, {
      headers: { upgrade: "websocket" },
    });
    if (!response.webSocket) throw new Error(`the socket was refused with ${response.status}`);
    return new TestSocket(response.webSocket);
  }

  /** Waits for the next message of a type, passing over others; the test's own time limit is the limit. */
  async next<T extends RoomMessage["type"]>(type: T): Promise<Extract<RoomMessage, { type: T }>> {
    for (;;) {
      const at = this.#inbox.findIndex((message) => message.type === type);
      const [found] = at < 0 ? [] : this.#inbox.splice(at, 1);
      if (found) return found as Extract<RoomMessage, { type: T }>;
      if (this.closed) throw new Error(`closed with ${this.closed.code} while waiting for ${type}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async untilClosed(): Promise<{ code: number; reason: string }> {
    while (!this.closed) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.closed;
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Sends an edit and waits until it is durable. */
  async edit(version: number, start: number, end: number, text: string, more: object = {}): Promise<number> {
    this.send({ type: "code_update", version, diff: { start, end, text }, ...more });
    return (await this.next("ack")).version;
  }

  close(): void {
    this.#socket.close(1000, "done");
  }
}
