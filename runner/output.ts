// What a program writes, on its way to being told: text, in pieces of a sensible size, up to a limit in bytes.
import type { OutputStream } from "#protocol/run";

/** A piece is told at once after a silence; a program that chatters is told in pieces of this time or length. */
const PIECE_MS = 4;
const PIECE_LENGTH = 16_384;

export class Output {
  readonly #bytesMax: number;
  readonly #tell: (stream: OutputStream, text: string) => void;
  readonly #decoders = new Map<OutputStream, TextDecoder>();
  #bytes = 0;
  /** Invariant: all that is gathered is of one stream, so that the order in which pieces came is kept. */
  #gathered = "";
  #gatheredOf: OutputStream = "stdout";
  #timer: NodeJS.Timeout | undefined;
  #toldAt = -Infinity;

  constructor(bytesMax: number, tell: (stream: OutputStream, text: string) => void) {
    this.#bytesMax = bytesMax;
    this.#tell = tell;
  }

  /** False from the piece on that goes over the limit; what fits of it is told. */
  take(stream: OutputStream, chunk: Buffer): boolean {
    const room = this.#bytesMax - this.#bytes;
    const fitting = chunk.length > room ? chunk.subarray(0, Math.max(room, 0)) : chunk;
    this.#bytes += chunk.length;
    this.#gather(stream, this.#decoder(stream).decode(fitting, { stream: true }));
    if (this.#bytes <= this.#bytesMax) return true;
    this.#decoders.clear(); // a character that the limit cut is left out
    return false;
  }

  /** No more comes: tells what is left. */
  end(): void {
    for (const [stream, decoder] of this.#decoders) this.#gather(stream, decoder.decode());
    this.#decoders.clear();
    this.#flush();
  }

  #decoder(stream: OutputStream): TextDecoder {
    let decoder = this.#decoders.get(stream);
    // Bytes that are no UTF-8 become U+FFFD; a byte order mark is a character like others.
    if (!decoder) this.#decoders.set(stream, (decoder = new TextDecoder("utf-8", { ignoreBOM: true })));
    return decoder;
  }

  #gather(stream: OutputStream, text: string): void {
    if (text === "") return;
    if (stream !== this.#gatheredOf) this.#flush();
    this.#gatheredOf = stream;
    this.#gathered += text;
    const wait = this.#toldAt + PIECE_MS - performance.now();
    if (wait <= 0 || this.#gathered.length >= PIECE_LENGTH) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#gathered;
    if (text === "") return;
    this.#gathered = "";
    this.#toldAt = performance.now();
    this.#tell(this.#gatheredOf, text);
  }
}
