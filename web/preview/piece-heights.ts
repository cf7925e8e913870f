// How high each piece of a text is: measured of those that have been seen, likely of the others.
import type { Block } from "./block-lines";
import type { Outline, Range } from "./preview-messages";

export class PieceHeights {
  #outline: Outline = [];
  #measured: (number | undefined)[] = [];

  /** What has been seen of the former text is much like what there is now. */
  outlineIs(outline: Outline): void {
    if (outline === this.#outline) return;
    this.#measured = outline.map(({ height }, at) => {
      const [measured, before] = [this.#measured[at], this.#outline[at]?.height];
      return measured && before ? (measured / before) * height : undefined;
    });
    this.#outline = outline;
  }
  measured(at: number, height: number): void {
    if (at < this.#outline.length) this.#measured[at] = height;
  }
  get count(): number {
    return this.#outline.length;
  }
  of(at: number): number {
    return this.#measured[at] ?? this.#outline[at]?.height ?? 0;
  }
  /** Of all from one to before another. */
  between(from: number, to: number): number {
    let sum = 0;
    for (let at = from; at < to; at++) sum += this.of(at);
    return sum;
  }

  /** The pieces that lie between two places, in px from the first one's top. */
  window(top: number, bottom: number): Range {
    const last = Math.max(0, this.#outline.length - 1);
    let at = 0;
    let end = this.of(0);
    while (at < last && end < top) end += this.of(++at);
    const from = at;
    while (at < last && end < bottom) end += this.of(++at);
    return { from, to: at };
  }

  /** Those that do not stand there, for places in the text: `top` is where the first of them begins. */
  blocks(from: number, to: number, top: number): Block[] {
    let next = top;
    return this.#outline.slice(from, to).map(({ line }, index) => {
      const own = next;
      next += this.of(from + index);
      return { line, top: () => own };
    });
  }
}
