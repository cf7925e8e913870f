import { expect, test } from "vitest";
import { keptSettings, readSettings, standardSettings } from "./settings-table";

test("what was set is read as it was kept, and only what differs from the standard is kept", () => {
  const chosen = { ...standardSettings, theme: "contrast-dark", fontSize: 18, wordWrap: true, keyMap: "vim" } as const;
  expect(readSettings(keptSettings(chosen))).toEqual(chosen);
  expect(JSON.parse(keptSettings(chosen))).toEqual({
    theme: "contrast-dark",
    fontSize: 18,
    wordWrap: true,
    keyMap: "vim",
  });
  expect(keptSettings(standardSettings)).toBe("{}");
});

test("a value that its setting does not take counts as never set, and spoils no other", () => {
  const kept = {
    theme: "mauve",
    fontSize: 400,
    tabSize: 3,
    wordWrap: "yes",
    lineNumbers: null,
    keyMap: ["vim"],
    toString: 1,
    unknown: true,
    font: "system",
  };
  expect(readSettings(JSON.stringify(kept))).toEqual({ ...standardSettings, font: "system" });
  for (const size of [9, 25, 12.5, "14"])
    expect(readSettings(JSON.stringify({ fontSize: size })).fontSize).toBe(standardSettings.fontSize);
});

test("what is no settings at all is read as none", () => {
  for (const kept of [null, "", "{", "null", "7", "[]", '"vim"', '{"__proto__":{"font":"system"}}'])
    expect(readSettings(kept), String(kept)).toEqual(standardSettings);
});
