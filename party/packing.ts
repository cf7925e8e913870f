// Packing much without anybody waiting for it: some in each turn of the event loop, of a long text in parts.
import { deflateRawSync } from "node:zlib";
import type { Turns } from "#party/turns";

/** Characters, or bytes of one that is longer, in a turn: some ms. */
export const TURN_LENGTH = 100_000;

export class Packing {
  readonly #turns: Turns;
  #packed = 0;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  /** As `deflateRawSync`. */
  async deflated(text: string): Promise<Uint8Array> {
    if (text.length <= TURN_LENGTH) {
      await this.#turn(text.length);
      return deflateRawSync(text);
    }
    const stream = new CompressionStream("deflate-raw");
    const whole = new Response(stream.readable).bytes();
    const writer = stream.writable.getWriter();
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += TURN_LENGTH) {
      await this.#turn(TURN_LENGTH);
      await writer.write(bytes.subarray(at, at + TURN_LENGTH));
    }
    await writer.close();
    return whole;
  }

  async #turn(length: number): Promise<void> {
    this.#packed += length;
    if (this.#packed <= TURN_LENGTH) return;
    this.#packed = length;
    await this.#turns.next();
  }
}
