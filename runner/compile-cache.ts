// What compilations gave, by what went into them. Who asks for one that is under way waits for it with the others; the
// least recently used are dropped when they take too many bytes together.
import { createHash } from "node:crypto";

/** One compilation under way, as one of those who wait for it sees it. */
export interface Shared<T> {
  readonly result: Promise<T>;
  /** It no longer waits. When nobody does, the compilation is ended. */
  leave(): void;
}

export interface Compiling<T> {
  readonly result: Promise<T>;
  abort(): void;
}

type UnderWay<T> = Compiling<T> & { waiting: number };

export class CompileCache<T> {
  readonly #bytesMax: number;
  /** undefined: not worth keeping, because another time it might end otherwise. */
  readonly #bytesOf: (result: T) => number | undefined;
  /** In order of use, the oldest first. */
  readonly #kept = new Map<string, T>();
  readonly #underWay = new Map<string, UnderWay<T>>();
  #bytes = 0;
  hits = 0;
  misses = 0;

  constructor(bytesMax: number, bytesOf: (result: T) => number | undefined) {
    this.#bytesMax = bytesMax;
    this.#bytesOf = bytesOf;
  }

  get bytes(): number {
    return this.#bytes;
  }

  find(key: string): T | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.hits++;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  /** To be called when `find` found nothing. */
  compile(key: string, start: () => Compiling<T>): Shared<T> {
    let underWay = this.#underWay.get(key);
    if (underWay) this.hits++;
    else {
      this.misses++;
      const started = (underWay = { ...start(), waiting: 0 });
      this.#underWay.set(key, started);
      void started.result
        .then((result) => this.#keep(key, result))
        .catch(() => {}) // those who wait hear of it
        .finally(() => this.#forget(key, started));
    }
    return this.#join(key, underWay);
  }

  #join(key: string, underWay: UnderWay<T>): Shared<T> {
    underWay.waiting++;
    let left = false;
    return {
      result: underWay.result,
      leave: () => {
        if (left) return;
        left = true;
        if (--underWay.waiting > 0 || this.#underWay.get(key) !== underWay) return;
        this.#forget(key, underWay); // who comes now starts another
        underWay.abort();
      },
    };
  }

  #forget(key: string, underWay: UnderWay<T>): void {
    if (this.#underWay.get(key) === underWay) this.#underWay.delete(key);
  }

  #keep(key: string, result: T): void {
    const bytes = this.#bytesOf(result);
    if (bytes === undefined || bytes > this.#bytesMax || this.#kept.has(key)) return;
    this.#kept.set(key, result);
    this.#bytes += bytes;
    for (const [oldest, dropped] of this.#kept) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#kept.delete(oldest);
      this.#bytes -= this.#bytesOf(dropped)!;
    }
  }
}

/** A key of parts, none of which can run into the next. */
export function keyOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("hex");
}
