import { expect, test } from "vitest";
import { fuzzyMatch } from "./fuzzy";

const labels = [
  "Run: Stop",
  "Share This Room…",
  "Go to Line/Column…",
  "Toggle Line Comment",
  "Settings: Tab Size",
  "Find",
];
const found = (typed: string) =>
  labels
    .flatMap((label) => {
      const match = fuzzyMatch(typed, label);
      return match ? [{ label, ...match }] : [];
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ label }) => label);

test("letters are found in their order, and nothing without them", () => {
  expect(found("stop")).toEqual(["Run: Stop"]);
  expect(found("pots")).toEqual([]);
  expect(found("")).toHaveLength(labels.length);
});

test("beginnings of words, and letters in a row, come first", () => {
  expect(found("gl")[0]).toBe("Go to Line/Column…");
  expect(found("tlc")[0]).toBe("Toggle Line Comment");
  expect(found("line")[0]).toBe("Go to Line/Column…");
  expect(found("ts")[0]).toBe("Settings: Tab Size");
});

test("the places are those that count, not the first ones there are", () => {
  expect(fuzzyMatch("tab", "Settings: Tab Size")?.places).toEqual([10, 11, 12]);
  expect(fuzzyMatch("Run stop", "Run: Stop")?.places).toEqual([0, 1, 2, 5, 6, 7, 8]);
});

test("a label of one letter over and over is matched at once", () => {
  expect(fuzzyMatch("a".repeat(50), "a".repeat(100))?.places).toHaveLength(50);
});
