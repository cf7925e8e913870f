import fc from "fast-check";
import { expect, test } from "vitest";
import { lineAt, placeOf } from "./block-lines";

const blocks = [
  { line: 1, top: () => 20 },
  { line: 3, top: () => 60 },
  { line: 10, top: () => 400 },
];

test("a line stands where its block does, and in between evenly", () => {
  expect([1, 2, 3, 6.5, 10, 30].map((line) => placeOf(blocks, line))).toEqual([20, 40, 60, 230, 400, 400]);
  expect([0, 20, 40, 60, 230, 400, 999].map((place) => lineAt(blocks, place))).toEqual([1, 1, 2, 3, 6.5, 10, 10]);
});

test("a text without blocks is at its top", () => {
  expect([placeOf([], 7), lineAt([], 300)]).toEqual([0, 1]);
});

test("there and back is where one was", () =>
  fc.assert(
    fc.property(fc.double({ min: 1, max: 10, noNaN: true }), (line) => {
      expect(lineAt(blocks, placeOf(blocks, line))).toBeCloseTo(line);
    }),
  ));
