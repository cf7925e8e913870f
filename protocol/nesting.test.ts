import { expect, test } from "vitest";
import { isNestedTooDeeply } from "#protocol/nesting";

test("brackets count outside of strings alone", () => {
  expect(isNestedTooDeeply("[".repeat(33))).toBe(true);
  expect(isNestedTooDeeply('{"a":'.repeat(33))).toBe(true);
  expect(isNestedTooDeeply("[".repeat(32))).toBe(false);
  expect(isNestedTooDeeply("[]".repeat(1_000))).toBe(false);
  expect(isNestedTooDeeply(JSON.stringify({ code: '[{"\\'.repeat(1_000) }))).toBe(false);
  expect(isNestedTooDeeply(`"\\"${"[".repeat(33)}"`)).toBe(false);
  expect(isNestedTooDeeply('"never closed')).toBe(false);
});
