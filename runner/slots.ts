// Who may run now: as many at once as there are slots, in order of arrival. The rest wait in a bounded line and hear
// their place in it whenever it changes.

/** A place in the line, and then a slot. */
export interface Ticket {
  /** Resolves to true when it has its slot, to false when it left the line before. */
  readonly served: Promise<boolean>;
  /** Gives the slot back, or leaves the line. */
  leave(): void;
}

type Waiting = { tell: (position: number) => void; serve: (served: boolean) => void };

export class Slots {
  readonly count: number;
  readonly #waitingMax: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(count: number, waitingMax: number) {
    this.count = count;
    this.#waitingMax = waitingMax;
  }

  get running(): number {
    return this.#running;
  }
  get queued(): number {
    return this.#waiting.length;
  }

  /** undefined: the line is full. `tell` hears the place in the line, 1 is next; never, if there was a slot at once. */
  enter(tell: (position: number) => void): Ticket | undefined {
    let left = false;
    if (this.#running < this.count) {
      this.#running++;
      return { served: Promise.resolve(true), leave: () => left || ((left = true), this.#release()) };
    }
    if (this.#waiting.length >= this.#waitingMax) return undefined;
    const { promise: served, resolve: serve } = Promise.withResolvers<boolean>();
    const waiting: Waiting = { tell, serve };
    this.#waiting.push(waiting);
    tell(this.#waiting.length);
    return {
      served,
      leave: () => {
        if (left) return;
        left = true;
        const place = this.#waiting.indexOf(waiting);
        if (place < 0) return this.#release();
        this.#waiting.splice(place, 1);
        serve(false);
        this.#tellFrom(place);
      },
    };
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (!next) {
      this.#running--;
      return;
    }
    next.serve(true); // the slot goes over from hand to hand
    this.#tellFrom(0);
  }

  #tellFrom(place: number): void {
    for (let i = place; i < this.#waiting.length; i++) this.#waiting[i]!.tell(i + 1);
  }
}
