import { ChangeSet } from "@codemirror/state";
import { expect, test } from "vitest";
import { changesInside } from "./composed-word";

test("only what changes within a composed word would tear it", () => {
  const word = { from: 4, to: 8 };
  const isInside = (from: number, to: number, insert = "") =>
    changesInside(ChangeSet.of({ from, to, insert }, 12), word);
  expect([isInside(4, 4, "x"), isInside(8, 8, "x"), isInside(0, 4, "x"), isInside(8, 12)]).toEqual(
    Array(4).fill(false),
  );
  expect([isInside(5, 5, "x"), isInside(3, 5), isInside(7, 9), isInside(0, 12)]).toEqual(Array(4).fill(true));
  expect(changesInside(ChangeSet.of({ from: 3, to: 5 }, 12), { from: 4, to: 4 })).toBe(false);
});
