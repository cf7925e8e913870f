import { expect, test, vi } from "vitest";

vi.mock("./preview.worker?worker", () => ({ default: class {} }));
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe(): void {}
    disconnect(): void {}
  },
);

// Only the web's own types know what Vite makes of a worker.
type Shown = {
  readonly reader: { readonly reading: { value: unknown }; readonly found: { value: unknown } };
  readonly range: { value: { from: number; to: number } };
  standsIn(outer: { scrollTop: number }, inner: { querySelectorAll(): [] }): void;
  stands(): void;
};
const { PreviewWindow } = await vi.importActual<{ PreviewWindow: new () => Shown }>("./preview-window");

function lookingFor(piece: number) {
  const shown = new PreviewWindow();
  const outer = { scrollTop: 0 };
  const outline = [1, 2, 3].map((line) => ({ line, height: 100 }));
  shown.standsIn(outer, { querySelectorAll: () => [] });
  shown.reader.reading.value = { id: 1, outline, pieces: new Map([[0, {}]]) };
  shown.reader.found.value = { slug: "heading", piece };
  shown.stands();
  return { shown, outer, outline };
}

test("a heading is looked for until its piece stands there, and then no more", () => {
  const { shown, outer, outline } = lookingFor(2);
  expect(outer.scrollTop).toBe(200);
  shown.range.value = { from: 1, to: 2 };
  shown.stands();
  expect(shown.reader.found.value).toBeDefined();
  shown.reader.reading.value = { id: 1, outline, pieces: new Map([[2, {}]]) };
  shown.stands();
  expect(shown.reader.found.value).toBeUndefined();
  outer.scrollTop = 7;
  shown.stands();
  expect(outer.scrollTop).toBe(7);
});

test("a piece that a shorter text no longer has is not looked for", () => {
  expect(lookingFor(3).shown.reader.found.value).toBeUndefined();
});
