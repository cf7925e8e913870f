// Sandboxes that were made before anybody asked, each for one run: with the interpreter already started in it, where the
// language can. They are made when the machine has nothing better to do, for what was asked for lately.
import { logFailure } from "#runner/log";
import type { Prepared, SandboxSpec } from "#runner/sandbox/sandbox";
import type { Sandboxes } from "#runner/sandboxes";

/** Nobody asked for it for so long: what waits is ended. Its memory is of more use elsewhere. */
const FORGET_MS = 900_000;
/** Sorts (language, interactive or not) that are kept ready. */
const SORTS_MAX = 12;
/** After one that could not be made, the next is tried so much later. */
const RETRY_MS = 10_000;

type Sort = {
  spec: SandboxSpec;
  waiting: Prepared[];
  making: number;
  wantedAt: number;
  failedAt: number;
  isDropped: boolean;
};

export class Warm {
  readonly #sandboxes: Sandboxes;
  readonly #count: number;
  readonly #isIdle: () => boolean;
  readonly #sorts = new Map<string, Sort>();
  readonly #forgetting: NodeJS.Timeout;
  #isToRefill = false;
  #isClosed = false;
  taken = 0;

  /** Keeps `count` of each sort. */
  constructor(sandboxes: Sandboxes, count: number, isIdle: () => boolean) {
    this.#sandboxes = sandboxes;
    this.#count = count;
    this.#isIdle = isIdle;
    this.#forgetting = setInterval(() => this.#forget(), FORGET_MS / 10).unref();
  }

  /** One that waits, if there is. It will be wanted again. */
  take(spec: SandboxSpec): Prepared | undefined {
    const waiting = this.want(spec)?.waiting.shift();
    if (waiting) this.taken++;
    return waiting;
  }

  /** Makes this sort at the next `refill`. */
  want(spec: SandboxSpec): Sort | undefined {
    if (this.#count === 0) return undefined;
    const key = JSON.stringify(spec);
    const sort = this.#sorts.get(key) ?? {
      spec,
      waiting: [],
      making: 0,
      wantedAt: 0,
      failedAt: -Infinity,
      isDropped: false,
    };
    sort.wantedAt = performance.now();
    this.#sorts.delete(key);
    this.#sorts.set(key, sort); // in order of use
    for (const [oldest] of this.#sorts) {
      if (this.#sorts.size <= SORTS_MAX) break;
      this.#drop(oldest);
    }
    return sort;
  }

  /** To be called whenever something has ended. What is to be told of that goes first: to start a process takes time. */
  refill(): void {
    if (this.#isToRefill) return;
    this.#isToRefill = true;
    setImmediate(() => this.#refill());
  }

  #refill(): void {
    this.#isToRefill = false;
    for (const sort of this.#sorts.values()) {
      while (!this.#isClosed && this.#isIdle() && sort.waiting.length + sort.making < this.#count) {
        if (performance.now() < sort.failedAt + RETRY_MS) break;
        void this.#make(sort);
      }
    }
  }

  async #make(sort: Sort): Promise<void> {
    sort.making++;
    const prepared = this.#sandboxes.prepare(sort.spec);
    try {
      await prepared.ready;
      if (sort.isDropped) prepared.dispose();
      else sort.waiting.push(prepared);
    } catch (error) {
      if (!this.#isClosed) logFailure("a sandbox could not be made ahead", error);
      sort.failedAt = performance.now();
      prepared.dispose();
    } finally {
      sort.making--;
    }
  }

  #forget(): void {
    for (const [key, sort] of this.#sorts) {
      if (performance.now() > sort.wantedAt + FORGET_MS) this.#drop(key);
    }
  }

  #drop(key: string): void {
    const sort = this.#sorts.get(key)!;
    this.#sorts.delete(key);
    sort.isDropped = true;
    for (const prepared of sort.waiting.splice(0)) prepared.dispose();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#forgetting);
    for (const key of this.#sorts.keys()) this.#drop(key);
  }
}
