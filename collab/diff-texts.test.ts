import fc from "fast-check";
import { expect, test } from "vitest";
import { diffOf, splitsAnyPair, textOf } from "#collab/changes";
import { COMPARED_MAX, diffTexts } from "#collab/diff-texts";
import { anEdit, aText, changesOn } from "#test/arbitrary-edits";

const line = aText(4).map((text) => `${text.replaceAll("\n", "")}\n`);
const lines = fc.array(line, { maxLength: 12 });
/** Two texts that share much, little or nothing. */
const twoTexts = fc.oneof(
  fc.tuple(aText(20), aText(20)),
  fc.tuple(lines, lines).map(([a, b]) => [a.join(""), b.join("")] as const),
  fc.tuple(lines, anEdit).map(([a, cuts]) => {
    const before = textOf(a.join(""));
    return [before.toString(), changesOn(before, cuts).apply(before).toString()] as const;
  }),
);

test("[W5] the difference of two texts, applied to the one, gives the other", () => {
  fc.assert(
    fc.property(twoTexts, ([before, after]) => {
      expect(diffTexts(before, after).apply(textOf(before)).toString()).toBe(after);
    }),
    { numRuns: 2_000 },
  );
});

test("[W5] the difference of two texts cuts no surrogate pair, in what goes and in what comes", () => {
  fc.assert(
    fc.property(twoTexts, ([before, after]) => {
      const changes = diffTexts(before, after);
      expect(splitsAnyPair(changes, textOf(before))).toBe(false);
      expect(diffOf(changes).every(({ text }) => text.isWellFormed())).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  // Neighbours that share a half.
  expect(diffOf(diffTexts("😀", "😁"))).toEqual([{ start: 0, end: 2, text: "😁" }]);
  expect(diffOf(diffTexts("😀", "🨀"))).toEqual([{ start: 0, end: 2, text: "🨀" }]);
  expect(diffOf(diffTexts("a😀😀b", "a😀b"))).toEqual([{ start: 3, end: 5, text: "" }]);
});

test("[W5] equal texts differ in nothing", () => {
  fc.assert(fc.property(aText(30), (text) => diffTexts(text, text).empty));
});

test("[W5] the difference is small where the texts are alike", () => {
  const page = Array.from({ length: 2_000 }, (_, i) => `line ${i}\n`);
  const moved = [...page.slice(0, 10), "one\n", ...page.slice(10, 990), ...page.slice(991), "two\n"];
  expect(diffOf(diffTexts(page.join(""), moved.join("")))).toHaveLength(3);
  const typed = page.with(500, "lin 500\n").with(1_500, "line 15oo\n");
  expect(diffOf(diffTexts(page.join(""), typed.join("")))).toEqual([
    { start: expect.any(Number), end: expect.any(Number), text: "" },
    { start: expect.any(Number), end: expect.any(Number), text: "oo" },
  ]);
});

test("[W5] texts that have nothing in common are replaced, not searched through", () => {
  const text = (of: string) => Array.from({ length: 50_000 }, (_, i) => `${of}${i}\n`).join("");
  const [before, after] = [text("a"), text("b")];
  expect(diffOf(diffTexts(before, after)).length).toBeLessThan(100);
  expect(diffTexts(before, after).apply(textOf(before)).toString()).toBe(after);
});

test("[W5] a difference takes a bounded effort, however alike the lines are", () => {
  const page = Array.from({ length: 190 }, (_, i) => `${i}\n${"ab".repeat(900)}\n`).join("");
  for (const [before, after] of [
    [page, page.replaceAll("ab", "ac-c")],
    ["\n".repeat(200_000), `x${"\n".repeat(100_000)}x${"\n".repeat(99_000)}x`],
    ["ab".repeat(90_000), `x${"ba".repeat(90_000)}x`],
  ] as const) {
    const effort = { compared: 0 };
    expect(diffTexts(before, after, effort).apply(textOf(before)).eq(textOf(after))).toBe(true);
    expect(effort.compared).toBeLessThan(COMPARED_MAX + 100_000);
  }
  const effort = { compared: 0 };
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i % 50} of a long text\n`);
  const typed = lines.with(10, "one\n").with(10_000, "two\n").with(19_990, "three\n");
  expect(diffOf(diffTexts(lines.join(""), typed.join(""), effort)).length).toBeLessThan(10);
  expect(effort.compared).toBeLessThan(COMPARED_MAX / 10);
});
