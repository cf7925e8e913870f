import { expect, test } from "vitest";
import { textOf } from "#collab/changes";
import { indentationOf } from "./indentation";

test("a text shows by its lines how it is indented, and an unindented one is indented as the person set", () => {
  const unitOf = (text: string) => indentationOf(textOf(text), "    ");
  expect(unitOf("")).toBe("    ");
  expect(unitOf("a\nb")).toBe("    ");
  expect(unitOf("if a:\n  if b:\n    c\n\n  d")).toBe("  ");
  expect(unitOf("if a {\n\tb\n\tif c {\n\t\td\n")).toBe("\t");
  // One line that is aligned with something does not make it the rule.
  expect(unitOf("f(a,\n       b)\nif a:\n    b\nif c:\n    d")).toBe("    ");
});
