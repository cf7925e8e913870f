// Floors, not products: Durable Objects that only number and relay, the second with a row per message. What the platform
// itself costs on this machine. Their clients do not merge either, so these rooms converge only while one person types.
import { type Change, type Client, type ClientSocket, type Peer, within } from "./peers/peer.ts";

const relay = (bindings: Record<string, string>): Peer => ({
  start: ({ startWorker }) =>
    startWorker({ entry: `${import.meta.dirname}/relay.worker.ts`, className: "Relay", binding: "RELAY", bindings }),
  connect: async (url, room, { Socket }) => {
    const client = new RelayClient(new Socket(`${url}/${room}`));
    await within("the join", (done) => (client.joined = () => done(undefined)));
    return client;
  },
});

export const bare = relay({});
export const withRow = relay({ PERSIST: "1" });

class RelayClient implements Client {
  readonly sockets: ClientSocket[];
  joined: () => void = () => {};
  readonly #socket: ClientSocket;
  #text = "";
  #tell: (changes: Change[]) => void = () => {};

  constructor(socket: ClientSocket) {
    this.#socket = socket;
    this.sockets = [socket];
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as [number, number, number, string] | [number];
      if (message.length === 1) return this.joined();
      const [, pos, deleted, inserted] = message;
      const at = Math.min(pos, this.#text.length);
      this.#splice(at, deleted, inserted);
      this.#tell([{ pos: at, deleted, inserted }]);
    };
  }
  text(): string {
    return this.#text;
  }
  get length(): number {
    return this.#text.length;
  }
  insert(pos: number, text: string): void {
    this.#edit(pos, 0, text);
  }
  remove(pos: number, length: number): void {
    this.#edit(pos, length, "");
  }
  #edit(pos: number, deleted: number, inserted: string): void {
    this.#splice(pos, deleted, inserted);
    this.#socket.send(JSON.stringify([pos, deleted, inserted]));
  }
  #splice(pos: number, deleted: number, inserted: string): void {
    this.#text = this.#text.slice(0, pos) + inserted + this.#text.slice(pos + deleted);
  }
  onChanges(tell: (changes: Change[]) => void): void {
    this.#tell = tell;
  }
  pause(): void {
    throw new Error("A relay has nothing to resume from");
  }
  resume(): Promise<void> {
    throw new Error("A relay has nothing to resume from");
  }
  close(): void {
    this.#socket.close();
  }
}
