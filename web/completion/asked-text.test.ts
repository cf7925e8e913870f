import fc from "fast-check";
import { expect, test } from "vitest";
import { textOf } from "#collab/changes";
import { isInsertable, leftOf, textAround } from "./asked-text";

const language = "python";
const asked = { before: "x\nim", after: "\ny", language };
const suggestion = "port os";

test("a suggestion stands while the text is the one that was asked about", () => {
  expect(leftOf(suggestion, asked, { ...asked })).toBe(suggestion);
});

test("typing its beginning leaves the rest, down to the last character", () => {
  const typed = (text: string) => leftOf(suggestion, asked, { ...asked, before: asked.before + text });
  expect(typed("po")).toBe("rt os");
  expect(typed("port o")).toBe("s");
  expect(typed("port os")).toBeUndefined(); // nothing is left: what comes next is another question
  expect(typed("pa")).toBeUndefined();
});

test("with another text behind the caret nothing is shown, nor asked for until something is typed", () => {
  expect(leftOf(suggestion, asked, { ...asked, after: "\nz" })).toBe("");
  expect(leftOf(suggestion, asked, { before: `${asked.before}p`, after: "\nz", language })).toBeUndefined();
});

test("another text before the caret, or another language, is another question", () => {
  expect(leftOf(suggestion, asked, { ...asked, before: "y\nim" })).toBeUndefined();
  expect(leftOf(suggestion, asked, { ...asked, before: "x\ni" })).toBeUndefined();
  expect(leftOf(suggestion, asked, { ...asked, language: "go" })).toBeUndefined();
});

test("a dismissed suggestion stays away until the text is another one", () => {
  expect(leftOf("", asked, { ...asked })).toBe("");
  expect(leftOf("", asked, { ...asked, before: `${asked.before}p` })).toBeUndefined();
});

test("a small text is sent whole; of a large one whole lines around the caret, whatever it holds", () => {
  const small = textOf("one\ntwo\nthree");
  expect(textAround(small, 5, language)).toEqual({ before: "one\nt", after: "wo\nthree", language });
  const line = fc.string({ unit: "grapheme", maxLength: 300 }).map((text) => text.replace(/[\r\n]/g, ""));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), fc.nat(), (lines, place) => {
      const whole = `${lines.join("\n")}\n`.repeat(Math.ceil(100_000 / (lines.join("").length + 1))).slice(0, 100_000);
      const text = whole.toWellFormed();
      let offset = place % (text.length + 1);
      if (/^[\uDC00-\uDFFF]/.test(text.slice(offset))) offset--;
      const { before, after } = textAround(textOf(text), offset, language);
      expect(before.length).toBeLessThanOrEqual(32_000);
      expect(after.length).toBeLessThanOrEqual(8_000);
      expect(text.slice(offset - before.length, offset)).toBe(before);
      expect(text.slice(offset, offset + after.length)).toBe(after);
      expect([before.isWellFormed(), after.isWellFormed()]).toEqual([true, true]);
    }),
    { numRuns: 30 },
  );
});

test("what could not stand in a room's text is not suggested", () => {
  expect(["ok", "a\rb", "\uD83D", "x".repeat(3_000)].map(isInsertable)).toEqual([true, false, false, false]);
});
