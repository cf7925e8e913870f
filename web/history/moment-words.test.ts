import { expect, test } from "vitest";
import { countWords, momentWords } from "./moment-words";

const now = new Date(2026, 2, 2, 9, 0).getTime();

test.for([
  [new Date(2026, 2, 2, 0, 1), "today 00:01"],
  [new Date(2026, 2, 1, 23, 59), "yesterday 23:59"],
  [new Date(2026, 1, 28, 14, 3), "28 February 14:03"],
  [new Date(2024, 6, 3, 9, 15), "3 July 2024, 09:15"],
] as const)("%s is told as %s", ([then, words]) => expect(momentWords(then.getTime(), now)).toBe(words));

test("counts agree with their nouns", () =>
  expect([countWords(1, "edit"), countWords(259_778, "edit")]).toEqual(["1 edit", "259,778 edits"]));
