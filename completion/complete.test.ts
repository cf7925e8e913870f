import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languageIds } from "#protocol/languages";
import { isWord } from "./characters.ts";
import { complete, ranked } from "./complete.ts";
import { SUGGESTION_LENGTH_MAX, SUGGESTION_LINES_MAX } from "./fitting.ts";

// Lines that come again and again teach the most; pieces in any order, and any characters, are what nobody thought of.
const lines = [
  "def area(self, width):",
  "    return width * self.height",
  "    self.width = width",
  "if (value === 1) {",
  "  each((one) => {",
  "    total += one;",
  "  });",
  "  each((one) => {\n    total += one;\n    count++;\n  });",
  "}",
  "",
  "  </div>",
  'print("😀 done", width)',
  "smile\uD83D = first(\uDE00smile)",
  "one\rtwo = three\rfour",
  'console.log("width", width);',
];
const pieces =
  'def |class A:|\n|\n\n|    |  |\t|hello|self|self.|name|(|)|[|]|{|}|{\n|:|;|,| |.|=|=> |"|\'|`|${|"""|#|//|/*|*/|import |from |return |if |for |' +
  "else|function |const |console.|<div>|</|- |é|😀|\u2028|0|42|SELECT |end|->|::|@|\r|\\|while true; do|foo(bar)";
const repeated = fc
  .tuple(
    fc.shuffledSubarray(lines, { minLength: 1, maxLength: 3 }),
    fc.array(fc.nat(2), { minLength: 2, maxLength: 9 }),
  )
  .map(([few, order]) => order.map((i) => few[i % few.length]).join("\n"));
const code = fc.oneof(
  { weight: 4, arbitrary: repeated },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...pieces.split("|")), { maxLength: 60 }).map((all) => all.join("")),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 80 }) },
);
const request = fc
  .record({
    code,
    // In thousandths of the text: as a double it would nearly always be next to nothing.
    at: fc.nat(1_000),
    // What stands right of the cursor: all of it, what an editor closes by itself, nothing up to the line's end, or nothing at all.
    right: fc.constantFrom("line", "brackets", "below", "nothing"),
    language: fc.constantFrom(...languageIds),
  })
  .map(({ code, at, right, language }) => {
    const cursor = Math.round((at / 1_000) * code.length);
    const [rest = "", ...below] = code.slice(cursor).split("\n");
    const kept = { line: rest, brackets: rest.replace(/[^\s)\]}"';]/g, ""), below: "", nothing: "" }[right];
    const following = right === "nothing" ? "" : [kept, ...below].join("\n");
    return { code: code.slice(0, cursor) + following, cursor, language };
  });
const runs = { numRuns: 1_000 };

// What would stand twice after accepting. A word's last letters are not the next word.
function overlap(text: string, following: string): string {
  for (let length = 1; length <= Math.min(text.length, following.length); length++) {
    const from = text.length - length;
    const cutsWord = isWord(text.charCodeAt(from - 1)) && isWord(text.charCodeAt(from));
    if (text.endsWith(following.slice(0, length)) && !cutsWord) return following.slice(0, length);
  }
  return "";
}

describe("for any text, cursor and language", () => {
  test("there is an answer, of bounded size, in whole characters and with one kind of line end", () =>
    fc.assert(
      fc.property(request, (asked) => {
        for (const { text, confidence } of ranked(asked)) {
          expect(text.length).toBeLessThanOrEqual(SUGGESTION_LENGTH_MAX);
          expect(text.split("\n").length).toBeLessThanOrEqual(SUGGESTION_LINES_MAX);
          expect(text).not.toContain("\r");
          expect(text.isWellFormed()).toBe(true);
          expect(text.trim()).not.toBe("");
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThan(1);
        }
      }),
      runs,
    ));

  test("nothing is suggested that stands right of the cursor already", () =>
    fc.assert(
      fc.property(request, (asked) => {
        const following = asked.code.slice(asked.cursor);
        for (const { text } of ranked(asked)) {
          expect(following.startsWith(text)).toBe(false);
          expect(overlap(text, following)).toBe("");
        }
      }),
      runs,
    ));

  test("where the line goes on behind the cursor nothing but its rest is suggested, and else no line that is the next one", () =>
    fc.assert(
      fc.property(request, (asked) => {
        const [rest = "", ...below] = asked.code.slice(asked.cursor).split("\n");
        const next = below.find((line) => line.trim() !== "") ?? "there is none";
        // The end of a block is that of another one when it is not as deep.
        const closes = /^\s*[)\]}]+[;,]?\s*$/.test(next);
        for (const { text } of ranked(asked)) {
          const added = text.split("\n").slice(1);
          expect(rest.trim() === "" || added.length === 0).toBe(true);
          expect(added.map((line) => line.trim()).includes(next.trim()) && !closes).toBe(false);
          expect(added.map((line) => line.trimEnd())).not.toContain(next.trimEnd());
        }
      }),
      runs,
    ));

  test("the same request has the same answer, whatever was asked in between", () =>
    fc.assert(
      fc.property(request, request, (asked, other) => {
        const first = complete(asked);
        complete(other);
        expect(complete({ ...asked })).toEqual(first);
      }),
      runs,
    ));

  test("nothing is suggested inside of a word or of a pair of surrogates", () =>
    fc.assert(
      fc.property(request, fc.constantFrom("x", "Z", "7", "_", "é", "😀"), ({ code, cursor, language }, next) => {
        const inside = { code: code.slice(0, cursor) + next + code.slice(cursor), cursor, language };
        expect(ranked(inside)).toEqual([]);
      }),
      runs,
    ));
});

test("a cursor outside of the text gets no suggestion", () => {
  for (const cursor of [-1, 4, 0.5, NaN]) {
    expect(complete({ code: "imp", cursor, language: "python" })).toEqual({ suggestion: "", confidence: 0 });
  }
});

test("far from the cursor of a very long text nothing is looked at, and nothing is lost near it", () => {
  const code = `${"filler = 1\n".repeat(60_000)}remembered_name = 2\nprint(remem`;
  expect(complete({ code, cursor: code.length, language: "python" }).suggestion).toBe("bered_name");
});
