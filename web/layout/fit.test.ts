import fc from "fast-check";
import { expect, test } from "vitest";
import { fit, fitMax } from "./fit";

const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);
const panel = fc
  .record({ least: fc.integer({ min: 1, max: 400 }), more: fc.integer({ min: 0, max: 900 }) })
  .map(({ least, more }) => ({ least, wish: least + more }));
const rows = fc.tuple(
  fc.integer({ min: 0, max: 3_000 }),
  fc.integer({ min: 0, max: 500 }),
  fc.array(panel, { maxLength: 5 }),
);

test("the editor keeps its own, and a panel stands within its limits or not at all", () =>
  fc.assert(
    fc.property(rows, ([available, keep, panels]) => {
      const sizes = fit(available, keep, panels);
      expect(sum(sizes)).toBeLessThanOrEqual(Math.max(0, available - keep));
      sizes.forEach((size, index) => {
        const { least, wish } = panels[index]!;
        expect(size === 0 || (size >= least && size <= wish)).toBe(true);
      });
    }),
  ));

test("wishes are met where all of them can be", () =>
  fc.assert(
    fc.property(rows, ([keep, more, panels]) => {
      const wishes = panels.map(({ wish }) => wish);
      expect(fit(keep + sum(wishes) + more, keep, panels)).toEqual(wishes);
    }),
  ));

test("no place is left free while a panel that stands has less than its wish", () =>
  fc.assert(
    fc.property(rows, ([available, keep, panels]) => {
      const sizes = fit(available, keep, panels);
      const isWanting = sizes.some((size, index) => size > 0 && size < panels[index]!.wish);
      expect(isWanting && sum(sizes) < available - keep).toBe(false);
    }),
  ));

test("the important panel is the last to yield", () => {
  const panels = [
    { least: 200, wish: 400 },
    { least: 200, wish: 400 },
  ];
  expect(fit(1_200, 300, panels)).toEqual([400, 400]);
  expect(fit(950, 300, panels)).toEqual([400, 250]);
  expect(fit(800, 300, panels)).toEqual([300, 200]);
  expect(fit(600, 300, panels)).toEqual([300, 0]);
  expect(fit(400, 300, panels)).toEqual([0, 0]);
});

test("one panel grows until the editor has what it keeps, whatever the others wish", () => {
  expect(fitMax(1_200, 300, [250, 0], 200)).toBe(650);
  expect(fitMax(500, 300, [250], 200)).toBe(200);
});
