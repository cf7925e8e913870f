// Tandem itself: the app as `npm start` runs it, and the half of its web client that is not the page.
import { ChangeSet } from "@codemirror/state";
import { textOf } from "#collab/changes";
import type { Output } from "#collab/client-output";
import { RoomClient } from "#collab/room-client";
import { type ClientMessage, roomFrame } from "#protocol/socket";
import {
  type Change,
  type Client,
  type ClientSocket,
  type JoinOptions,
  type Peer,
  type SocketClass,
  within,
} from "./peers/peer.ts";

export const start: Peer["start"] = async ({ dataDir, port, metered }) => {
  if (metered) return (await import("./miniflare-server.ts")).startTandemMetered(dataDir);
  const { startApp } = await import("#test/app");
  const app = await startApp({ dataDir, port });
  return { url: app.wsUrl, stop: app.kill };
};

export const createRoom: Peer["createRoom"] = async (url) => {
  const answer = await fetch(`${url.replace("ws", "http")}/rooms`, { method: "POST" });
  const { roomId } = (await answer.json()) as { roomId: string };
  return roomId;
};

export const connect: Peer["connect"] = async (url, room, options) => {
  const client = new TandemClient(`${url}/ws/${room}`, options);
  await client.resume();
  return client;
};

/** The client has this many edits on their way and composes what comes on top. */
const IN_FLIGHT_MAX = 8;

// What web/room-line.ts and web/room-socket.ts do, without reconnecting and without the outbox on disk.
class TandemClient implements Client {
  readonly sockets: ClientSocket[] = [];
  readonly #client = new RoomClient(crypto.randomUUID());
  readonly #address: string;
  readonly #Socket: SocketClass;
  #socket: ClientSocket | undefined;
  #joined: (() => void) | undefined;
  #calm: (() => void) | undefined;
  #tell: (changes: Change[]) => void = () => {};

  constructor(address: string, { Socket }: JoinOptions) {
    this.#address = address;
    this.#Socket = Socket;
  }

  text(): string {
    return this.#client.text?.toString() ?? "";
  }
  get length(): number {
    return this.#client.text?.length ?? 0;
  }

  insert(pos: number, text: string): void {
    this.#edit({ from: pos, insert: textOf(text) }, pos + text.length);
  }
  remove(pos: number, length: number): void {
    this.#edit({ from: pos, to: pos + length }, pos);
  }
  #edit(splice: Parameters<typeof ChangeSet.of>[0], caret: number): void {
    this.#perform(this.#client.edited(ChangeSet.of(splice, this.length), Date.now()));
    // An editor tells of its caret after every key, and the client keeps to itself what the others can work out.
    this.#perform(this.#client.moved([{ anchor: caret, head: caret }]));
  }

  onChanges(tell: (changes: Change[]) => void): void {
    this.#tell = tell;
  }
  calm(): Promise<void> | undefined {
    return this.#client.unsent < IN_FLIGHT_MAX ? undefined : new Promise((resolve) => (this.#calm = resolve));
  }

  pause(): void {
    this.#client.disconnected();
    this.#socket?.terminate();
  }
  resume(): Promise<void> {
    const socket = new this.#Socket(`${this.#address}?${new URLSearchParams(this.#client.joinQuery())}`);
    this.#socket = socket;
    this.sockets.push(socket);
    socket.onmessage = ({ data }) => this.#socket === socket && this.#received(String(data));
    return within("the join", (done) => (this.#joined = () => done(undefined)));
  }
  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  #received(frame: string): void {
    for (const message of roomFrame.parse(JSON.parse(frame))) {
      if (message.type === "error") throw new Error(`The room refused: ${message.code} ${message.message}`);
      this.#perform(this.#client.received(message));
      if (message.type === "init") this.#joined?.();
    }
    if (this.#client.unsent < IN_FLIGHT_MAX) this.#calm?.();
  }

  #perform(outputs: Output[]): void {
    for (const output of outputs) {
      if (output.type === "send") this.#send(output.message);
      else if (output.type === "apply" && output.origin === "remote") this.#tell(changesOf(output.changes));
      else if (output.type === "rejoin")
        throw new Error("The client wants to join again: something went wrong between it and the room");
      else if (output.type === "recovered")
        throw new Error(`The client could not place ${output.text.length} characters`);
    }
  }
  #send(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }
}

function changesOf(changes: ChangeSet): Change[] {
  const list: Change[] = [];
  changes.iterChanges((from, to, pos, _end, text) => list.push({ pos, deleted: to - from, inserted: text.toString() }));
  return list;
}
