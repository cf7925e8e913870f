// What stands of a long text in the preview: the pieces on the screen and a screen more on either side; for those above and
// below a space that is as high as they are, or are likely to be.
import { effect, signal } from "@preact/signals";
import type { Viewport } from "#web/editor-port";
import type { Block } from "./block-lines";
import { MarkdownReader } from "./markdown-reader";
import { PieceHeights } from "./piece-heights";
import type { Range } from "./preview-messages";
import { blocksIn, type ScrollSync, syncScroll } from "./scroll-sync";

export class PreviewWindow {
  readonly reader = new MarkdownReader();
  readonly heights = new PieceHeights();
  /** The pieces that have a place on the page. */
  readonly range = signal<Range>({ from: 0, to: 0 });
  #outer: HTMLElement | undefined;
  #inner: HTMLElement | undefined;
  #sync: ScrollSync | undefined;
  // What was taken for likely is measured as it stands, and again when an image comes or the preview gets wider.
  readonly #measuring = new ResizeObserver(() => this.#measured());
  readonly #stop = effect(() => {
    const reading = this.reader.reading.value;
    if (reading) this.heights.outlineIs(reading.outline);
  });

  /** What is scrolled, and in it what holds the pieces. */
  standsIn(outer: HTMLElement, inner: HTMLElement): void {
    [this.#outer, this.#inner] = [outer, inner];
  }

  /** After each change of what stands there. */
  stands(): void {
    this.#measuring.disconnect();
    for (const piece of this.#pieces()) this.#measuring.observe(piece);
    this.#showFound();
  }

  scrolled(): void {
    if (!this.#outer || !this.#inner) return;
    const top = this.#outer.getBoundingClientRect().top - this.#inner.getBoundingClientRect().top;
    const height = this.#outer.clientHeight;
    const next = this.heights.window(top - height, top + 2 * height);
    const { from, to } = this.range.peek();
    if (next.from !== from || next.to !== to) this.range.value = next;
    this.reader.want(next);
  }

  /** Along with an editor, until it is stopped. */
  follow(viewport: Viewport): () => void {
    if (!this.#outer) return () => {};
    const sync = syncScroll(this.#outer, viewport, (origin) => this.#blocks(origin));
    this.#sync = sync;
    return () => sync.stop();
  }

  dispose(): void {
    this.#stop();
    this.#measuring.disconnect();
    this.reader.dispose();
  }

  #pieces(): HTMLElement[] {
    return [...(this.#inner?.querySelectorAll<HTMLElement>(".md-piece") ?? [])];
  }

  #measured(): void {
    for (const piece of this.#pieces())
      this.heights.measured(Number(piece.dataset["piece"]), piece.getBoundingClientRect().height);
    this.#sync?.moved();
    this.scrolled();
  }

  #blocks(origin: number): Block[] {
    const pieces = this.#pieces();
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (!this.#inner || !first || !last) return [];
    const { count } = this.heights;
    return [
      ...this.heights.blocks(0, Number(first.dataset["piece"]), this.#inner.getBoundingClientRect().top - origin),
      ...pieces.flatMap((piece) => blocksIn(piece, origin)),
      ...this.heights.blocks(Number(last.dataset["piece"]) + 1, count, last.getBoundingClientRect().bottom - origin),
    ];
  }

  // First to where its piece is likely to be, then to the heading itself.
  #showFound(): void {
    const { found } = this.reader;
    if (!found.value || !this.#outer || !this.#inner) return;
    const anchors = [...this.#inner.querySelectorAll<HTMLElement>("[data-slug]")];
    const anchor = anchors.find(({ dataset }) => dataset["slug"] === found.value?.slug);
    const { piece } = found.value;
    if (anchor) anchor.scrollIntoView({ block: "start" });
    else this.#outer.scrollTop = this.heights.between(0, piece);
    if (anchor || !this.#isComing(piece)) found.value = undefined;
  }

  // Not if it stands there, nor if the text has become too short for it: who scrolls would be led back without end.
  #isComing(piece: number): boolean {
    const { from, to } = this.range.peek();
    const stands = from <= piece && piece <= to && this.reader.reading.peek()?.pieces.has(piece);
    return piece < this.heights.count && !stands;
  }
}
