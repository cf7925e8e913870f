import { describe, expect, test } from "vitest";
import { globsOf } from "./globs";
import { matchesIn, patternOf, replacementsIn, type SearchQuery } from "./search-query";

const plain = { isRegex: false, matchCase: false, wholeWord: false };
const regex = { ...plain, isRegex: true };

function pattern(query: SearchQuery): RegExp {
  const found = patternOf(query);
  if (!(found instanceof RegExp)) throw new Error(found.fault);
  return found;
}
const hits = (text: string, query: SearchQuery) => matchesIn(text, pattern(query), 100).map(({ hit }) => hit);
const replaced = (text: string, query: SearchQuery, template: string) =>
  replacementsIn(text, pattern(query), template, query.isRegex)
    .toReversed()
    .reduce((all, { from, to, insert }) => all.slice(0, from) + insert + all.slice(to), text);

describe("a search", () => {
  test("means what is typed, whatever it is in patterns", () => {
    expect(hits("a.b axb a.B (x)", { ...plain, text: "a.b" })).toEqual(["a.b", "a.B"]);
    expect(hits("f(x) - [y]{2}/\\", { ...plain, text: "(x) - [y]{2}/\\" })).toHaveLength(1);
  });

  test("heeds case and whole words, of any alphabet", () => {
    expect(hits("Über über", { ...plain, text: "über" })).toHaveLength(2);
    expect(hits("Über über", { ...plain, matchCase: true, text: "über" })).toEqual(["über"]);
    expect(hits("word words sword über_word ñword word", { ...plain, wholeWord: true, text: "word" })).toHaveLength(2);
  });

  test("takes patterns, with the escapes of older rules, and says what is wrong with others", () => {
    expect(hits("a1 b22 c", { ...regex, text: String.raw`\w\d+` })).toEqual(["a1", "b22"]);
    expect(hits("a-b", { ...regex, text: String.raw`a\-b` })).toEqual(["a-b"]);
    expect(hits("one\n two", { ...regex, text: "^ ?t?" })).toEqual([" t"]);
    expect(patternOf({ ...regex, text: "(" })).toEqual({ fault: "Unterminated group" });
  });

  test("finds no places without a length, and ends", () => {
    expect(hits("abc", { ...regex, text: "x*" })).toEqual([]);
    expect(hits("👍x", { ...regex, text: "x*" })).toEqual(["x"]);
  });

  test("tells the line, and as much of it as one reads", () => {
    const text = `first\n\tif ${"a".repeat(40)} needle ${"b".repeat(300)}\nneedle`;
    const [one, two] = matchesIn(text, pattern({ ...plain, text: "needle" }), 100);
    expect(one).toMatchObject({ line: 1, hit: "needle", before: `…${"a".repeat(15)} ` });
    expect(one?.after).toHaveLength(120);
    expect(two).toMatchObject({ line: 2, before: "", hit: "needle", after: "" });
    expect(matchesIn("a\nb", pattern({ ...regex, text: String.raw`a\nb` }), 1)).toMatchObject([{ line: 0, hit: "a⏎" }]);
    expect(matchesIn("aaaa", pattern({ ...plain, text: "a" }), 3)).toHaveLength(3);
  });
});

describe("a replacement", () => {
  test("is meant as it is typed, unless the search is a pattern", () => {
    expect(replaced("a b a", { ...plain, text: "a" }, "$&\\n")).toBe("$&\\n b $&\\n");
    expect(replaced("a=1, b=2", { ...regex, text: String.raw`(\w)=(?<value>\d)` }, "$<value>=$1$$$3\\t")).toBe(
      "1=a$$3\t, 2=b$$3\t",
    );
  });

  test("of one place leaves all others, and one that changes nothing is none", () => {
    const a = pattern({ ...plain, text: "a" });
    expect(replacementsIn("a a a", a, "b", false, { from: 2, to: 3 })).toEqual([{ from: 2, to: 3, insert: "b" }]);
    expect(replacementsIn("a a a", a, "b", false, { from: 1, to: 3 })).toEqual([]);
    expect(replacementsIn("a A", a, "a", false)).toEqual([{ from: 2, to: 3, insert: "a" }]);
  });
});

describe("which files", () => {
  test.each([
    ["src", ["src/a.ts", "lib/src/b.ts"], ["srcs/a.ts", "a.ts"]],
    ["*.py", ["a.py", "x/y/b.py"], ["a.pyc", "py"]],
    ["src/*.ts", ["src/a.ts"], ["src/x/a.ts", "lib/src/a.ts"]],
    ["src/**/*.ts", ["src/a.ts", "src/x/y/a.ts"], ["a.ts"]],
    ["*.{js,ts}, docs/", ["a.js", "b.ts", "docs/c.md"], ["a.css"]],
    ["f?le(1).txt", ["file(1).txt"], ["file1.txt"]],
    ["{a", [], ["a", "{a"]],
  ])("%s", (words, inside, outside) => {
    const isIn = globsOf(words);
    for (const path of inside) expect(isIn?.(path), path).toBe(true);
    for (const path of outside) expect(isIn?.(path), path).toBe(false);
  });

  test("no words mean all of them", () => expect(globsOf(" , ")).toBeUndefined());
});
