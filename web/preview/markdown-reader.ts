// What the preview knows of a text: its outline, and the pieces that are near what is shown. Outlives each reading.
import { signal } from "@preact/signals";
import type { Piece } from "./pieces";
// oxlint-disable import/default -- Vite makes this module
import PreviewWorker from "./preview.worker?worker";
import type { Outline, PreviewAnswer, PreviewRequest, Range } from "./preview-messages";

/** The longest text takes some seconds; on a machine that is busy, ten times that. */
const PATIENCE_MS = 60_000;
/** Enough before anything is known. */
const BEGINNING: Range = { from: 1, to: 1 };

export type Reading = {
  readonly id: number;
  readonly outline: Outline;
  readonly pieces: ReadonlyMap<number, Piece>;
};

export class MarkdownReader {
  readonly reading = signal<Reading | undefined>(undefined);
  /** The last text could not be read, or not in time. */
  readonly hasFailed = signal(false);
  /** Where a heading is that was asked for. */
  readonly found = signal<{ slug: string; piece: number } | undefined>(undefined);
  #worker: Worker | undefined;
  #id = 0;
  /** What was asked to be read last, and what is shown. */
  #asked = "";
  #shown = "";
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** What has been written while another text is read. */
  #next: string | undefined;
  #wanted: Range = { from: 0, to: 0 };

  /** One at a time: who types without end sees it go along as fast as it is read. */
  read(text: string): void {
    if (this.#patience !== undefined) return void (this.#next = text);
    this.#next = undefined;
    this.#asked = text;
    this.#patience = setTimeout(() => this.#failed(), PATIENCE_MS);
    const outline = this.reading.peek()?.outline;
    const { from, to } = this.#wanted;
    const lines = { from: outline?.[from]?.line ?? 1, to: (outline?.[to + 1]?.line ?? Infinity) - 1 };
    this.#ask({ type: "read", id: ++this.#id, text, lines: outline ? lines : BEGINNING });
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
      this.#worker.onerror = () => this.#broke();
    }
    this.#worker.postMessage(request);
  }

  #answered(answer: PreviewAnswer): void {
    const now = this.reading.peek();
    if (answer.type === "read") {
      // Only the worker has that read again.
      if (answer.id !== this.#id) return;
      clearTimeout(this.#patience);
      this.#patience = undefined;
      this.hasFailed.value = false;
      this.#shown = this.#asked;
      this.reading.value = { id: answer.id, outline: answer.outline, pieces: new Map(answer.pieces) };
      if (this.#next !== undefined) this.read(this.#next);
    } else if (answer.id !== now?.id) return;
    else if (answer.type === "found") this.found.value = answer;
    else {
      const near = [...now.pieces].filter(([at]) => at >= this.#wanted.from && at <= this.#wanted.to);
      this.reading.value = { ...now, pieces: new Map([...near, ...answer.pieces]) };
    }
  }

  // It threw, or could not be loaded: there is no answer to wait for.
  #broke(): void {
    if (this.#patience !== undefined) return this.#failed();
    this.dispose();
    this.#worker = undefined;
  }

  // A new worker knows nothing of what goes on being shown, so it reads that first: it was read in time before.
  #failed(): void {
    this.dispose();
    this.#worker = this.#patience = undefined;
    this.hasFailed.value = true;
    const now = this.reading.peek();
    if (now) this.#ask({ type: "read", id: now.id, text: this.#shown, lines: BEGINNING });
    this.want(this.#wanted);
    if (this.#next !== undefined) this.read(this.#next);
  }
}
