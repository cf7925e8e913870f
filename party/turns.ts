// Long work of a room, such as going through its whole log, in parts: between two of them its people come first. Whoever
// types waits for some turns of the event loop; however many read the log at once, each of these has one part in it.

/** Edits in a part: some ms. */
export const PART_EDITS = 1_024;

export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when the next part may be done. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => new Promise((resolve) => setTimeout(resolve, 0)));
    return this.#last;
  }
}
