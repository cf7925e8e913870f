// The moment after a composition, in which nothing may be dispatched: what is asked for meanwhile is done behind it.

/** After its end browsers still hand in what belongs to it, iOS within a frame or two. */
export const SETTLE_MS = 50;

export class Settling {
  #endedAt = -Infinity;
  // In the order in which they were asked for: of two showings the later one is to stay.
  #waiting: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  begin(): void {
    this.#endedAt = performance.now();
  }
  get isOn(): boolean {
    return this.#left > 0;
  }
  /** At once when there is nothing to wait for. */
  whenOver(act: () => void): void {
    if (!this.isOn && this.#waiting.length === 0) return act();
    this.#waiting.push(act);
    this.#wait();
  }
  /** What waits is not done any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  get #left(): number {
    return Math.max(0, this.#endedAt + SETTLE_MS - performance.now());
  }
  #wait(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.isOn) return this.#wait();
      for (let act = this.#waiting.shift(); act; act = this.#waiting.shift()) act();
    }, this.#left);
  }
}
