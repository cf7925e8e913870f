import { ChangeSet, Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { formattedChanges } from "./formatted-changes";
import { placedFormatting } from "./placed-formatting";

const text = (code: string) => Text.of(code.split("\n"));
const before = "let a=1\n\nlet b = 2\n";
const formatting = formattedChanges(before, "let a = 1;\n\nlet b = 2;\n");

const after = (now: string) => placedFormatting(formatting, text(before), text(now))?.apply(text(now)).toString();

test("what others wrote elsewhere meanwhile stays, and the rest is formatted", () => {
  expect(after(before)).toBe("let a = 1;\n\nlet b = 2;\n");
  expect(after("let a=1\n// more\nlet b = 2\n")).toBe("let a = 1;\n// more\nlet b = 2;\n");
  expect(after("let a=1\n\nlet better = 2\n")).toBe("let a = 1;\n\nlet better = 2;\n");
});

test("what others wrote where it formats is not guessed at", () => {
  expect(after("let a=10\n\nlet b = 2\n")).toBeUndefined();
  expect(after("let a+=1\n\nlet b = 2\n")).toBeUndefined();
  expect(after("")).toBeUndefined();
});

test("without formatting nothing meets", () => {
  const none = placedFormatting(ChangeSet.empty(before.length), text(before), text("all new"));
  expect(none?.empty).toBe(true);
});
