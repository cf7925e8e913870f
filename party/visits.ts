// When somebody last came to the room, as far as the library must know it: to the day, so that a join costs it nothing.

/** A visit so soon after the one that D1 knows of is not told, in ms. */
const TOLD_EVERY_MS = 86_400_000;
const KEY = "visited";
/** One that D1 must know of and may not know of yet: the room may leave memory before its next checkpoint. */
const UNTOLD_KEY = "came";

export class Visits {
  readonly #kv: SyncKvStorage;
  #at: number;
  #told: number;

  constructor({ kv }: DurableObjectStorage) {
    this.#kv = kv;
    this.#told = kv.get<number>(KEY) ?? 0; // 0: of a time before this was noted
    this.#at = Math.max(this.#told, kv.get<number>(UNTOLD_KEY) ?? 0);
  }

  /** The last one that is known; 0 for none. */
  get at(): number {
    return this.#at;
  }
  /** The last one, when D1 must know of it. */
  get untold(): number | undefined {
    return this.#at - this.#told > TOLD_EVERY_MS ? this.#at : undefined;
  }

  visited(now: number): void {
    const known = this.untold !== undefined;
    this.#at = Math.max(this.#at, now);
    if (!known && this.untold !== undefined) this.#kv.put(UNTOLD_KEY, this.#at);
  }

  /** D1 has it. */
  told(at: number): void {
    this.#told = at;
    this.#at = Math.max(this.#at, at);
    this.#kv.put(KEY, at);
  }
}
