// What the preview knows of a text: its outline, and the pieces that are near what is shown. Outlives each reading.
import { signal } from "@preact/signals";
import type { Piece } from "./pieces";
// oxlint-disable import/default -- Vite makes this module
import PreviewWorker from "./preview.worker?worker";
import type { Outline, PreviewAnswer, PreviewRequest, Range } from "./preview-messages";

/** The longest text takes some seconds; on a machine that is busy, ten times that. */
const PATIENCE_MS = 60_000;

export type Reading = {
  readonly id: number;
  readonly outline: Outline;
  readonly pieces: ReadonlyMap<number, Piece>;
};

export class MarkdownReader {
  readonly reading = signal<Reading | undefined>(undefined);
  /** The last text could not be read in time. */
  readonly isLate = signal(false);
  /** Where a heading is that was asked for. */
  readonly found = signal<{ slug: string; piece: number } | undefined>(undefined);
  #worker: Worker | undefined;
  #id = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** What has been written while another text is read. */
  #next: string | undefined;
  #wanted: Range = { from: 0, to: 0 };

  /** One at a time: who types without end sees it go along as fast as it is read. */
  read(text: string): void {
    if (this.#patience !== undefined) return void (this.#next = text);
    this.#next = undefined;
    this.#patience = setTimeout(() => this.#late(), PATIENCE_MS);
    const outline = this.reading.peek()?.outline;
    const { from, to } = this.#wanted;
    const lines = { from: outline?.[from]?.line ?? 1, to: (outline?.[to + 1]?.line ?? Infinity) - 1 };
    // Before anything is known the beginning is enough.
    this.#ask({ type: "read", id: ++this.#id, text, lines: outline ? lines : { from: 1, to: 1 } });
  }

  /** The numbers of the pieces that are to be there. */
  want(wanted: Range): void {
    this.#wanted = wanted;
    const now = this.reading.peek();
    if (!now) return;
    for (let at = wanted.from; at <= wanted.to; at++)
      if (!now.pieces.has(at)) return this.#ask({ type: "pieces", id: now.id, wanted });
  }

  find(slug: string): void {
    const now = this.reading.peek();
    if (now) this.#ask({ type: "find", id: now.id, slug });
  }

  dispose(): void {
    clearTimeout(this.#patience);
    this.#worker?.terminate();
  }

  #ask(request: PreviewRequest): void {
    if (!this.#worker) {
      this.#worker = new PreviewWorker();
      this.#worker.onmessage = ({ data }: MessageEvent<PreviewAnswer>) => this.#answered(data);
    }
    this.#worker.postMessage(request);
  }

  #answered(answer: PreviewAnswer): void {
    const now = this.reading.peek();
    if (answer.type === "read") {
      clearTimeout(this.#patience);
      this.#patience = undefined;
      this.isLate.value = false;
      this.reading.value = { id: answer.id, outline: answer.outline, pieces: new Map(answer.pieces) };
      if (this.#next !== undefined) this.read(this.#next);
    } else if (answer.id !== now?.id) return;
    else if (answer.type === "found") this.found.value = answer;
    else {
      const near = [...now.pieces].filter(([at]) => at >= this.#wanted.from && at <= this.#wanted.to);
      this.reading.value = { ...now, pieces: new Map([...near, ...answer.pieces]) };
    }
  }

  #late(): void {
    this.dispose();
    this.#worker = this.#patience = undefined;
    this.isLate.value = true;
    if (this.#next !== undefined) this.read(this.#next);
  }
}
