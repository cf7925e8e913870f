// For tests in workerd: rooms made and joined through the Worker, as anybody would.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
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

/** Its object forgets all; D1 does not. */
export async function loseStorage(room: RoomAnswer): Promise<void> {
  await runInDurableObject(objectOf(room), async (_room, { storage }) => {
    await storage.deleteAlarm();
    await storage.deleteAll();
  });
  await evictDurableObject(objectOf(room), { webSockets: "close" });
}

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

  static async join(roomId: string, query = "", address = "10.1.1.1"): Promise<TestSocket> {
    const response = await exports.default.fetch(`https://tandem/ws/${roomId}?${query}`, {
      headers: { upgrade: "websocket", "cf-connecting-ip": address },
    });
    if (!response.webSocket) throw new Error(`the socket was refused with ${response.status}`);
    return new TestSocket(response.webSocket);
  }

  /** One that an answer brought. */
  static of(socket: WebSocket): TestSocket {
    return new TestSocket(socket);
  }

  /** Waits for the next message of a type, passing over others; the test's own time limit is the limit. */
  async next<T extends RoomMessage["type"]>(type: T): Promise<Extract<RoomMessage, { type: T }>> {
    return this.nextOf(type);
  }

  /** As `next`, for whichever of these types comes first. */
  async nextOf<T extends RoomMessage["type"]>(...types: T[]): Promise<Extract<RoomMessage, { type: T }>> {
    const message = await this.#find((message) => types.some((type) => type === message.type));
    this.#inbox.splice(this.#inbox.indexOf(message), 1);
    return message as Extract<RoomMessage, { type: T }>;
  }

  /** As `next`, and it stays to be asked for. */
  async peek<T extends RoomMessage["type"]>(type: T): Promise<Extract<RoomMessage, { type: T }>> {
    return (await this.#find((message) => message.type === type)) as Extract<RoomMessage, { type: T }>;
  }

  async #find(wanted: (message: RoomMessage) => boolean): Promise<RoomMessage> {
    for (;;) {
      const found = this.#inbox.find(wanted);
      if (found) return found;
      if (this.closed) throw new Error(`closed with ${this.closed.code} while waiting`);
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
