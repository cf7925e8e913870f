import { expect, test } from "vitest";
import { HeldTexts } from "./held-texts";

test("a text that stays needed is neither let go of nor fetched again", () => {
  const said: string[] = [];
  const held = new HeldTexts({
    textWhenHere: (file) => (said.push(`need ${file}`), Promise.resolve(undefined)),
    letGo: (file) => void said.push(`let go ${file}`),
  });
  held.hold([1, 2]);
  held.hold([2, 3]);
  expect(said.splice(0)).toEqual(["need 1", "need 2", "need 3", "let go 1"]);
  held.hold([]);
  expect(said).toEqual(["let go 2", "let go 3"]);
});
