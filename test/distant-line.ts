// A line to somebody far away: a TCP proxy that brings every byte, in order and late, and now and then stands still.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Random } from "#collab/simulation/random";

/** Each way, in ms: from the least to the most. */
const DELAY_MS = [100, 200] as const;
/** One piece in a hundred, not left to chance, waits so much longer, and all behind it: the first of them soon. */
const STALL_EVERY = 100;
const FIRST_STALL = 20;
const STALL_MS = 1_000;

export class DistantLine {
  readonly #server: Server;
  readonly #random: Random;
  readonly #sockets = new Set<Socket>();
  #far = false;
  #isCut = false;
  #held: Promise<void> | undefined;
  #release = () => {};
  #pieces = 0;
  stalls = 0;

  private constructor(server: Server, random: Random) {
    this.#server = server;
    this.#random = random;
  }

  /** To an address of ours; near until it is said to be far. */
  static async to(url: string, random: Random): Promise<DistantLine> {
    const { hostname, port } = new URL(url);
    const server = createServer((near) => {
      if (line.#isCut) return void near.destroy();
      const far = connect(Number(port), hostname);
      line.#join(near, far);
      line.#join(far, near);
    });
    const line = new DistantLine(server, random);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return line;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  goFar(): void {
    this.#far = true;
  }

  /** From now on nothing arrives at either end, until `release`. */
  hold(): void {
    this.#held = new Promise((resolve) => (this.#release = resolve));
  }
  release(): void {
    this.#release();
    this.#held = undefined;
  }

  /** Who is on the line falls off it, and nobody is answered, until `mend`: as if nothing ran at the other end. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }
  mend(): void {
    this.#isCut = false;
  }

  close(): void {
    this.release();
    this.cut();
    this.#server.close();
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.setNoDelay();
    let last = Promise.resolve();
    const behind = (act: () => void): void => {
      const due = this.#far ? performance.now() + this.#lateMs() : 0;
      last = last
        .then(() => pause(due - performance.now()))
        .then(() => this.#held)
        .then(act);
    };
    from.on("data", (piece) => behind(() => to.write(piece)));
    from.on("end", () => behind(() => to.end()));
    from.on("error", () => to.destroy());
    from.on("close", () => this.#sockets.delete(from));
  }

  #lateMs(): number {
    const [least, most] = DELAY_MS;
    const stalls = ++this.#pieces % STALL_EVERY === FIRST_STALL;
    if (stalls) this.stalls++;
    return least + this.#random.int(most - least) + (stalls ? STALL_MS : 0);
  }
}

const pause = (ms: number): Promise<void> | undefined =>
  ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined;
