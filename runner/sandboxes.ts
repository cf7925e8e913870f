// The sandboxes of this runner, each with a number that no other has meanwhile: it stands for a user of the machine.
// Numbers are not slots, because a sandbox that waits, started ahead, has a number but no slot.
import type { Prepared, SandboxSpec, Tier } from "#runner/sandbox/sandbox";

export class Sandboxes {
  readonly #tier: Tier;
  readonly #taken = new Set<number>();
  isClosed = false;

  constructor(tier: Tier) {
    this.#tier = tier;
  }

  /** Never throws: what cannot be prepared is never ready. */
  prepare(spec: SandboxSpec): Prepared {
    let number = 0;
    while (this.#taken.has(number)) number++;
    let prepared: Prepared;
    try {
      if (this.isClosed) throw new Error("The runner ends");
      prepared = this.#tier.prepare(number, spec);
    } catch (error) {
      const ready = Promise.reject(error as Error);
      ready.catch(() => {}); // whoever waits for it hears of it
      return { ready, go: () => never(error), dispose: () => {}, gone: Promise.resolve() };
    }
    this.#taken.add(number);
    // Not before: what ends a sandbox empties its folders, which in the landlock tier are the next one's, too.
    void prepared.gone.then(() => this.#taken.delete(number));
    return prepared;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.#tier.close();
  }
}

function never(error: unknown): never {
  throw error;
}
