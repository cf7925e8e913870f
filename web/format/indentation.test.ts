import { expect, test } from "vitest";
import { indentationOf } from "./indentation";

test("a text shows how it is indented, or does not", () => {
  expect(indentationOf("a {\n  b {\n    c\n  }\n}\nd {\n  e\n}\n")).toEqual({ useTabs: false, tabWidth: 2 });
  expect(indentationOf("a {\n    b {\n        c\n    }\n}\n")).toEqual({ useTabs: false, tabWidth: 4 });
  expect(indentationOf("a {\n\tb {\n\t\tc\n\t}\n}\n  d\n")).toEqual({ useTabs: true });
  expect(indentationOf("/**\n * a\n */\nlet a;\n")).toBeUndefined();
  expect(indentationOf("")).toBeUndefined();
});
