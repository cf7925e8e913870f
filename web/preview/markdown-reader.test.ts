import { beforeEach, expect, test, vi } from "vitest";
import type { PreviewAnswer, PreviewRequest, Range } from "./preview-messages";

class FakeWorker {
  onmessage: ((event: { data: PreviewAnswer }) => void) | undefined;
  onerror: (() => void) | undefined;
  readonly asked: PreviewRequest[] = [];
  constructor() {
    workers.push(this);
  }
  postMessage(request: PreviewRequest): void {
    this.asked.push(request);
  }
  terminate(): void {}
  /** It has read a text of three pieces, and says the first one. */
  reads(id: number): void {
    const outline = [1, 2, 3].map((line) => ({ line, height: 10 }));
    const first = { line: 1, height: 10 } as Extract<PreviewAnswer, { type: "read" }>["pieces"][number][1];
    this.onmessage?.({ data: { type: "read", id, outline, pieces: [[0, first]] } });
  }
}
const workers: FakeWorker[] = [];
vi.mock("./preview.worker?worker", () => ({ default: FakeWorker }));

// Only the web's own types know what Vite makes of a worker.
type Reader = {
  read(text: string): void;
  want(range: Range): void;
  readonly hasFailed: { readonly value: boolean };
  readonly reading: { readonly value: { id: number } | undefined };
};
const { MarkdownReader } = await vi.importActual<{ MarkdownReader: new () => Reader }>("./markdown-reader");

beforeEach(() => void workers.splice(0));

/** A reader that shows a text, and is on the way to read another one. */
function reading() {
  const reader = new MarkdownReader();
  reader.read("before");
  workers[0]?.reads(1);
  reader.read("after");
  return reader;
}

test("a worker that throws ends the waiting at once, and what is written next is read", () => {
  const reader = reading();
  reader.read("later");
  workers[0]?.onerror?.();
  expect(reader.hasFailed.value).toBe(true);
  expect(workers[1]?.asked.at(-1)).toMatchObject({ type: "read", text: "later", id: 3 });
  workers[1]?.reads(3);
  expect([reader.hasFailed.value, reader.reading.value?.id]).toEqual([false, 3]);
});

test("what goes on being shown has all of its pieces from the worker that stands in", () => {
  const reader = reading();
  workers[0]?.onerror?.();
  expect(workers[1]?.asked).toMatchObject([{ type: "read", text: "before", id: 1 }]);
  workers[1]?.reads(1);
  expect([reader.hasFailed.value, reader.reading.value?.id]).toEqual([true, 1]);
  reader.want({ from: 1, to: 2 });
  expect(workers[1]?.asked.at(-1)).toEqual({ type: "pieces", id: 1, wanted: { from: 1, to: 2 } });
});

test("a worker that could not be loaded to stand in is not asked again", () => {
  const reader = reading();
  workers[0]?.onerror?.();
  workers[1]?.onerror?.();
  reader.read("later");
  expect(workers[2]?.asked).toMatchObject([{ type: "read", text: "later" }]);
});
