import { expect, test } from "vitest";
import { isPressed, isTyped, keyCaps } from "./key-strokes";

const press = (key: string, code: string, held = "") => ({
  key,
  code,
  ctrlKey: held.includes("C"),
  metaKey: held.includes("M"),
  altKey: held.includes("A"),
  shiftKey: held.includes("S"),
});

test("Mod is Ctrl, on a Mac Cmd, and no other key may be held with it", () => {
  const p = (held: string) => press("P", "KeyP", held);
  expect(isPressed("Mod+Shift+P", p("CS"), false)).toBe(true);
  expect(isPressed("Mod+Shift+P", p("MS"), true)).toBe(true);
  for (const held of ["C", "S", "MS", "CAS", "CMS", ""])
    expect(isPressed("Mod+Shift+P", p(held), false), held).toBe(false);
});

test("letters are those of the person's keyboard, and of the usual one where it has none", () => {
  expect(isPressed("Mod+Z", press("z", "KeyY", "C"), false)).toBe(true); // German
  expect(isPressed("Mod+Y", press("z", "KeyY", "C"), false)).toBe(false);
  expect(isPressed("Mod+P", press("з", "KeyP", "C"), false)).toBe(true); // Russian
});

test("a sign counts wherever a keyboard has it", () => {
  expect(isPressed("?", press("?", "Slash", "S"), false)).toBe(true);
  expect(isPressed("?", press("?", "Minus", "S"), false)).toBe(true); // German
  expect(isPressed("?", press("/", "Slash"), false)).toBe(false);
  expect(isPressed("?", press("?", "Slash", "CS"), false)).toBe(false);
});

test("a key that types is told from one that does not", () => {
  expect(["?", "A", "Shift+A"].map(isTyped)).toEqual([true, true, true]);
  expect(["F1", "Mod+A", "Alt+A", "Enter"].map(isTyped)).toEqual([false, false, false, false]);
});

test("keys are written as they are on the keyboard", () => {
  expect(keyCaps("Mod+Shift+P", false)).toEqual([["Ctrl", "Shift", "P"]]);
  expect(keyCaps("Mod+Shift+P", true)).toEqual([["⌘", "⇧", "P"]]);
  expect(keyCaps("Mod+K Mod++", false)).toEqual([
    ["Ctrl", "K"],
    ["Ctrl", "+"],
  ]);
  expect(keyCaps("Mod+Backquote", false)).toEqual([["Ctrl", "`"]]);
});
