// Who wrote what: for each stretch of a text the version that brought it. Built by going through the log once.
//
// The stretches lie in chunks, so that an edit in the middle of a long text moves a chunk's and not all.
import type { ChangeSet } from "@codemirror/state";

export type Stretch = { length: number; version: number };

/** Stretches in a chunk before it is parted. */
const CHUNK_MAX = 512;

type Chunk = { stretches: Stretch[]; length: number };

export class Blame {
  #chunks: Chunk[];

  /** A text of `length` units that was there at `version`. */
  constructor(length: number, version: number) {
    this.#chunks = [{ stretches: length > 0 ? [{ length, version }] : [], length }];
  }

  edit(changes: ChangeSet, version: number): void {
    const splices: [number, number, number][] = [];
    changes.iterChanges((from, to, _from, _to, inserted) => splices.push([from, to, inserted.length]), true);
    // From the last to the first: what comes before keeps its place.
    for (const [from, to, length] of splices.reverse()) {
      if (to > from) this.#remove(from, to - from);
      if (length > 0) this.#insert(from, { length, version });
    }
  }

  /** In the order of the text; neighbours have different versions. */
  stretches(): Stretch[] {
    const all: Stretch[] = [];
    for (const { stretches } of this.#chunks) {
      for (const { length, version } of stretches) {
        const last = all.at(-1);
        if (last?.version === version) last.length += length;
        else all.push({ length, version });
      }
    }
    return all;
  }

  #insert(at: number, stretch: Stretch): void {
    const place = this.#cut(at);
    const { chunk } = place;
    chunk.stretches.splice(place.index, 0, stretch);
    chunk.length += stretch.length;
    if (chunk.stretches.length > CHUNK_MAX) this.#part(chunk);
  }

  #remove(at: number, length: number): void {
    let place: { chunk: Chunk; index: number } | undefined = this.#cut(at);
    let left = length;
    while (left > 0 && place) {
      const { chunk, index }: { chunk: Chunk; index: number } = place;
      let count = 0;
      for (let stretch = chunk.stretches[index]; stretch && stretch.length <= left;) {
        left -= stretch.length;
        chunk.length -= stretch.length;
        stretch = chunk.stretches[index + ++count];
      }
      chunk.stretches.splice(index, count);
      const rest = chunk.stretches[index];
      if (left > 0 && rest) {
        rest.length -= left;
        chunk.length -= left;
        left = 0;
      }
      const next: Chunk | undefined = this.#chunks[this.#chunks.indexOf(chunk) + 1];
      if (chunk.stretches.length === 0 && this.#chunks.length > 1) this.#chunks.splice(this.#chunks.indexOf(chunk), 1);
      place = next && { chunk: next, index: 0 };
    }
  }

  // Where a stretch begins at `at`; one that spans it is cut in two.
  #cut(at: number): { chunk: Chunk; index: number } {
    let before = 0;
    for (const [i, chunk] of this.#chunks.entries()) {
      if (before + chunk.length < at && i < this.#chunks.length - 1) {
        before += chunk.length;
        continue;
      }
      for (const [index, stretch] of chunk.stretches.entries()) {
        if (before >= at) return { chunk, index };
        if (before + stretch.length > at) {
          const head = at - before;
          chunk.stretches.splice(index, 1, { ...stretch, length: head }, { ...stretch, length: stretch.length - head });
          return { chunk, index: index + 1 };
        }
        before += stretch.length;
      }
      return { chunk, index: chunk.stretches.length };
    }
    throw new Error("There is always a chunk");
  }

  #part(chunk: Chunk): void {
    const stretches = chunk.stretches.splice(CHUNK_MAX >> 1);
    const length = stretches.reduce((sum, one) => sum + one.length, 0);
    chunk.length -= length;
    this.#chunks.splice(this.#chunks.indexOf(chunk) + 1, 0, { stretches, length });
  }
}
