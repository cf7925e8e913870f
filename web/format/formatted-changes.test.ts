import { Text } from "@codemirror/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formattedChanges } from "./formatted-changes";

const apply = (before: string, after: string) => {
  const changes = formattedChanges(before, after);
  return changes.apply(Text.of(before.split("\n"))).toString();
};
const code = fc
  .array(fc.constantFrom("a", "bc", " ", "  ", "\n", "(", ")", ",", ";", "'", '"', "---", "😀", "\ud83d", "é"), {
    maxLength: 60,
  })
  .map((parts) => parts.join(""));

test("the changes lead to the formatted text, whatever it is", () =>
  fc.assert(
    fc.property(code, code, (before, after) => {
      expect(apply(before, after)).toBe(after);
    }),
  ));

test("words that a formatter only moved stay, and so do the carets in them", () => {
  const before = "const total=sum( items.map(function(item){return item.price}), tax )\n";
  const after = `const total = sum(
  items.map(function (item) {
    return item.price;
  }),
  tax,
);
`;
  const changes = formattedChanges(before, after);
  for (const word of ["total", "items", "function", "return", "price", "tax"]) {
    const inWord = before.indexOf(word) + 1;
    expect(changes.mapPos(inWord), word).toBe(after.indexOf(word) + 1);
  }
  changes.iterChanges((from, to) => expect(before.slice(from, to)).not.toMatch(/\w/));
});

test("quotes, commas and the lines of a table change alone", () => {
  const removed = (before: string, after: string) => {
    let gone = "";
    formattedChanges(before, after).iterChanges((from, to) => (gone += before.slice(from, to)));
    return gone;
  };
  expect(removed("say('hello','you')\n", 'say("hello", "you");\n')).toBe("'".repeat(4));
  expect(removed("|a|b|\n|-|-|\n", "| a   | b   |\n| --- | --- |\n")).toBe("--");
});

test("a long line that becomes a thousand is still found word by word", () => {
  const words = Array.from({ length: 3_000 }, (_, i) => `w${i}`);
  const before = words.join(";");
  const after = `${words.join(";\n")};\n`;
  let kept = before.length;
  formattedChanges(before, after).iterChanges((from, to) => (kept -= to - from), true);
  expect(kept).toBe(before.length);
});
