// The events of one run, numbered, and the one who reads them. The reader takes what it can; who was cut off comes again
// and goes on after the number it saw last. All events stay until the run is forgotten: what was written to a line may
// never have arrived.
import type { RunEvent } from "#protocol/run";

/** Output that waits for the reader: above this the program is not read any more, and so stops by itself. */
export const BEHIND_BYTES_MAX = 262_144;
/** A lost line may be taken up again for so long. */
const GRACE_MS = 10_000;
const BEAT_MS = 2_000;
/** Lines are handed over in pieces of about this size. */
const PIECE_LENGTH = 65_536;

type WithoutNumber<T> = T extends unknown ? Omit<T, "n"> : never;
/** An event that has no number yet. */
export type News = WithoutNumber<RunEvent>;

export interface LogListener {
  /** The reader fell behind, or caught up. */
  onBehind(isBehind: boolean): void;
  /** Nobody has read for the time of grace. */
  onAbandoned(): void;
}

type Reader = { next: number; wake: () => void; close: () => void };

export class EventLog {
  readonly #listener: LogListener;
  readonly #graceMs: number;
  readonly #lines: string[] = [];
  /** Invariant: #lengthBefore[i] is the length of lines 0 … i-1. */
  readonly #lengthBefore: number[] = [0];
  #reader: Reader | undefined;
  /** Lines that the last reader has taken. */
  #taken = 0;
  #isBehind = false;
  #isEnded = false;
  #grace: NodeJS.Timeout | undefined;

  constructor(listener: LogListener, graceMs: number = GRACE_MS) {
    this.#listener = listener;
    this.#graceMs = graceMs;
  }

  get length(): number {
    return this.#lengthBefore.at(-1)!;
  }
  get isEnded(): boolean {
    return this.#isEnded;
  }

  append(news: News): void {
    const line = `${JSON.stringify({ n: this.#lines.length + 1, ...news })}\n`;
    this.#lines.push(line);
    this.#lengthBefore.push(this.length + line.length);
    if (news.type === "ended") this.#isEnded = true;
    this.#reader?.wake();
    this.#measure();
  }

  /** JSON lines from event `after` + 1 on, to the last event. Who read before is shown out. */
  read(after: number): ReadableStream<Uint8Array> {
    clearTimeout(this.#grace);
    this.#reader?.close();
    const encoder = new TextEncoder();
    let beat: NodeJS.Timeout | undefined;
    let isOver = false;
    let wake = (_reason: "news" | "beat" | "over"): void => {};
    const reader: Reader = {
      next: Math.min(after, this.#lines.length),
      wake: () => wake("news"),
      close: () => {
        isOver = true;
        wake("over");
      },
    };
    this.#reader = reader;
    this.#taken = reader.next;
    this.#measure();
    const isWaiting = (): boolean => !isOver && !this.#isEnded && reader.next === this.#lines.length;
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          if (isWaiting()) {
            const { promise, resolve } = Promise.withResolvers<"news" | "beat" | "over">();
            wake = resolve;
            beat = setTimeout(() => resolve("beat"), BEAT_MS);
            const reason = await promise;
            clearTimeout(beat);
            if (reason === "beat") return controller.enqueue(encoder.encode('{"type":"beat"}\n'));
          }
          if (isOver) return controller.close();
          if (reader.next < this.#lines.length) controller.enqueue(encoder.encode(this.#piece(reader)));
          this.#taken = reader.next;
          this.#measure();
          if (!this.#isEnded || reader.next < this.#lines.length) return;
          isOver = true;
          this.#reader = undefined;
          controller.close();
        },
        cancel: () => {
          clearTimeout(beat);
          if (isOver) return;
          isOver = true;
          this.#reader = undefined;
          if (!this.#isEnded) this.#grace = setTimeout(() => this.#listener.onAbandoned(), this.#graceMs);
        },
      },
      { highWaterMark: 0 }, // nothing is taken before somebody wants it
    );
  }

  #piece(reader: Reader): string {
    const from = reader.next;
    let length = 0;
    while (reader.next < this.#lines.length && length < PIECE_LENGTH) length += this.#lines[reader.next++]!.length;
    return this.#lines.slice(from, reader.next).join("");
  }

  #measure(): void {
    const isBehind = this.length - this.#lengthBefore[this.#taken]! > BEHIND_BYTES_MAX;
    if (isBehind === this.#isBehind) return;
    this.#isBehind = isBehind;
    this.#listener.onBehind(isBehind);
  }

  /** The run is forgotten. */
  dispose(): void {
    clearTimeout(this.#grace);
    this.#reader?.close();
  }
}
