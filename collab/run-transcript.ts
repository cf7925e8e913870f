// What a run wrote and what was typed into it, in order. The end of it is kept; what is dropped from the front is counted.
import { RUN_KEPT_LENGTH_MAX } from "#protocol/limits";
import type { RunTranscriptEntry } from "#protocol/room-run";

/** What an entry takes beside its text, in characters: so one number bounds text and entries alike. */
const ENTRY_COST = 64;

export class RunTranscript {
  #entries: RunTranscriptEntry[] = [];
  #cost = 0;
  /** Characters that were dropped from the front. */
  skipped: number;
  readonly #max: number;

  constructor(skipped = 0, max = RUN_KEPT_LENGTH_MAX) {
    this.skipped = skipped;
    this.#max = max;
  }

  get entries(): readonly RunTranscriptEntry[] {
    return this.#entries;
  }

  add(entry: RunTranscriptEntry): void {
    this.#entries.push(entry);
    this.#cost += costOf(entry);
    if (this.#cost > this.#max) this.#dropFront();
  }

  // A tenth at once, because what leaves the front of a list moves all the rest.
  #dropFront(): void {
    let count = 0;
    while (this.#cost > this.#max * 0.9 && count < this.#entries.length - 1) {
      const entry = this.#entries[count++]!;
      this.#cost -= costOf(entry);
      this.skipped += entry.text.length;
    }
    this.#entries.splice(0, count);
  }
}

const costOf = ({ text }: RunTranscriptEntry) => text.length + ENTRY_COST;

/** Adjacent output of one stream as one entry, with the last `n` of it. */
export function joinedEntries(entries: readonly RunTranscriptEntry[]): RunTranscriptEntry[] {
  const joined: RunTranscriptEntry[] = [];
  let texts: string[] = [];
  for (const entry of entries) {
    const last = joined.at(-1);
    if (last?.type === "run_output" && entry.type === "run_output" && last.stream === entry.stream) {
      texts.push(entry.text);
      last.n = entry.n;
      continue;
    }
    if (last && texts.length > 1) last.text = texts.join("");
    joined.push({ ...entry });
    texts = [entry.text];
  }
  const last = joined.at(-1);
  if (last && texts.length > 1) last.text = texts.join("");
  return joined;
}

/** The first `length` characters, without half of a pair at the end. */
export function headOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head;
}

/** The last `length` characters, without half of a pair at the front. */
export function tailOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = text.slice(text.length - length);
  return /^[\udc00-\udfff]/.test(tail) ? tail.slice(1) : tail;
}
