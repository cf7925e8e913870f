// Chunks of the log as edits: those around the places that somebody looks at are not decoded for every step.
import type { LoggedEdit } from "#collab/edit-log";

/** What they take, in bytes, roughly. */
const BYTES_MAX = 12_000_000;
/** What an edit takes beside its text (measured). */
const EDIT_BYTES = 400;

type Decoded = { through: number; edits: readonly LoggedEdit[]; bytes: number };

export class DecodedChunks {
  // By their starts, the one that was asked for last at the end.
  readonly #chunks = new Map<number, Decoded>();
  #bytes = 0;

  chunk(start: number, through: number, decode: () => readonly LoggedEdit[]): readonly LoggedEdit[] {
    const known = this.#chunks.get(start);
    if (known) {
      this.#chunks.delete(start);
      this.#bytes -= known.bytes;
    }
    // One that was short may have gone on since.
    const chunk = known?.through === through ? known : sized(through, decode());
    this.#chunks.set(start, chunk);
    this.#bytes += chunk.bytes;
    for (const [oldest, { bytes }] of this.#chunks) {
      if (this.#bytes <= BYTES_MAX) break;
      this.#chunks.delete(oldest);
      this.#bytes -= bytes;
    }
    return chunk.edits;
  }

  clear(): void {
    this.#chunks.clear();
    this.#bytes = 0;
  }
}

function sized(through: number, edits: readonly LoggedEdit[]): Decoded {
  let bytes = edits.length * EDIT_BYTES;
  for (const { tree, changes } of edits) {
    if (changes) bytes += 2 * Math.max(0, changes.newLength - changes.length);
    else for (const { text } of tree) bytes += 2 * (text?.length ?? 0);
  }
  return { through, edits, bytes };
}
