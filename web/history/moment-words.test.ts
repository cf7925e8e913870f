import { expect, test } from "vitest";
import { countWords, momentWords, namedWords } from "./moment-words";

const now = new Date(2026, 2, 2, 9, 0).getTime();

test.for([
  [new Date(2026, 2, 2, 0, 1), "today 00:01"],
  [new Date(2026, 2, 1, 23, 59), "yesterday 23:59"],
  [new Date(2026, 1, 28, 14, 3), "28 February 14:03"],
  [new Date(2024, 6, 3, 9, 15), "3 July 2024, 09:15"],
] as const)("%s is told as %s", ([then, words]) => expect(momentWords(then.getTime(), now)).toBe(words));

test("counts agree with their nouns", () =>
  expect([countWords(1, "edit"), countWords(259_778, "edit")]).toEqual(["1 edit", "259,778 edits"]));

test("a named version was when it was made, however late it was named", () => {
  const noon = new Date(2026, 10, 21, 12).getTime();
  const time = new Date(2026, 10, 21, 11, 5).getTime();
  const mark = { id: 1, version: 181, kind: "name", time, user: 1, by: "Ann", name: "It works" } as const;
  const made = new Date(2026, 10, 20, 9, 30).getTime();
  expect(namedWords(mark, made, noon)).toEqual({
    when: "v181 · yesterday 09:30 · named by Ann",
    named: "named today 11:05 by Ann",
  });
  expect(namedWords(mark, undefined, noon).when).toBe("v181 · named today 11:05 by Ann");
});
