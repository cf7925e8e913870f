// What a run has written and what was typed into it, in the room's order; the newest few million characters of it.
import type { OutputStream } from "#protocol/run";
import type { RunTranscriptEntry } from "#protocol/room-run";

export type OutputEntry = { readonly type: "output"; readonly stream: OutputStream; readonly text: string };
export type InputEntry = {
  readonly type: "input";
  readonly user: number;
  readonly name: string;
  readonly text: string;
  readonly eof: boolean;
  /** Characters of it that the room does not show. */
  readonly omitted: number;
};
export type Entry = OutputEntry | InputEntry;

export function entryOf(message: RunTranscriptEntry): Entry {
  if (message.type === "run_output") return { type: "output", stream: message.stream, text: message.text };
  const { user, name, text, eof = false, omitted = 0 } = message;
  return { type: "input", user, name, text, eof, omitted };
}

/** More than the terminal scrolls back over, little enough to keep in a page for hours. */
export const KEPT_LENGTH_MAX = 4_000_000;
/** How much more may gather before it is cut, so that a flood does not cut at every message. */
const SLACK = 1_000_000;

export class RunLog {
  #entries: Entry[] = [];
  #length = 0;
  #skipped: number;

  constructor(entries: readonly Entry[] = [], skipped = 0) {
    this.#skipped = skipped;
    for (const entry of entries) this.append(entry);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }
  /** Characters that were dropped from the front. */
  get skipped(): number {
    return this.#skipped;
  }
  get empty(): boolean {
    return this.#entries.length === 0;
  }

  append(entry: Entry): void {
    const last = this.#entries.at(-1);
    if (entry.type === "output" && last?.type === "output" && last.stream === entry.stream)
      this.#entries[this.#entries.length - 1] = { ...last, text: last.text + entry.text };
    else this.#entries.push(entry);
    this.#length += entry.text.length;
    if (this.#length > KEPT_LENGTH_MAX + SLACK) this.#cut(this.#length - KEPT_LENGTH_MAX);
  }

  /**
   * What `next` has beyond this one, when it is the same story told further. Undefined when it is another, or when
   * either has lost its beginning, which cannot be compared.
   */
  beyond(next: RunLog): Entry[] | undefined {
    if (this.#skipped > 0 || next.#skipped > 0) return undefined;
    const last = this.#entries.length - 1;
    for (const [i, entry] of this.#entries.entries()) {
      const theirs = next.#entries[i];
      const grown = i === last && entry.type === "output" && theirs?.type === "output";
      const same =
        theirs &&
        headOf(entry) === headOf(theirs) &&
        (grown ? theirs.text.startsWith(entry.text) : theirs.text === entry.text);
      if (!same) return undefined;
    }
    const [ours, theirs] = [this.#entries[last], next.#entries[last]];
    const more = next.#entries.slice(last + 1);
    if (ours?.type !== "output" || theirs?.type !== "output" || ours.text === theirs.text) return more;
    return [{ ...theirs, text: theirs.text.slice(ours.text.length) }, ...more];
  }

  #cut(surplus: number): void {
    this.#length -= surplus;
    this.#skipped += surplus;
    let left = surplus;
    while (left > 0) {
      const first = this.#entries[0];
      if (!first) return;
      if (first.text.length > left) {
        this.#entries[0] = { ...first, text: first.text.slice(left) };
        return;
      }
      left -= first.text.length;
      this.#entries.shift();
    }
  }
}

const headOf = (entry: Entry): string =>
  entry.type === "output" ? entry.stream : `${entry.user} ${entry.name} ${entry.eof} ${entry.omitted}`;
