import fc from "fast-check";
import { expect, test } from "vitest";
import { splitsPair, textOf } from "#collab/changes";
import { caretsAfterOwn, caretsOver, caretsWithin, sameCarets } from "#collab/presence";
import { aFraction, anEdit, aText, changesOn, placeIn } from "#test/arbitrary-edits";

const at = (anchor: number, head = anchor) => [{ anchor, head }];
const edit = (text: string, start: number, end: number, insert: string) =>
  changesOn(textOf(text), [
    { at: start / (text.length + 1), length: (end - start) / Math.min(6, text.length - start + 1) + 0.001, insert },
  ]);

test("[C2] a caret stays left of what others insert at its place, and moves with its text otherwise", () => {
  expect(caretsOver(at(2), edit("abcd", 2, 2, "xy"))).toEqual(at(2));
  expect(caretsOver(at(3), edit("abcd", 2, 2, "xy"))).toEqual(at(5));
  expect(caretsOver(at(1, 4), edit("abcd", 2, 3, ""))).toEqual(at(1, 3));
});

test("[C2] typing leaves one's caret behind what was typed, and one's selection closed", () => {
  expect(caretsAfterOwn(at(2), edit("abcd", 2, 2, "xy"))).toEqual(at(4));
  expect(caretsAfterOwn(at(1, 3), edit("abcd", 1, 3, "x"))).toEqual(at(2));
  expect(caretsAfterOwn(at(3, 1), edit("abcd", 1, 3, "x"))).toEqual(at(2));
});

test("[C2] wherever an edit leaves a caret, it is in the text and between whole characters", () => {
  fc.assert(
    fc.property(aText(), aFraction, aFraction, anEdit, (text, anchor, head, cuts) => {
      const before = textOf(text);
      const carets = at(placeIn(before, anchor), placeIn(before, head));
      const changes = changesOn(before, cuts);
      const after = changes.apply(before);
      for (const moved of [caretsOver(carets, changes), caretsAfterOwn(carets, changes)]) {
        for (const position of moved.flatMap((one) => [one.anchor, one.head])) {
          expect(position).toBeLessThanOrEqual(after.length);
          expect(splitsPair(after, position)).toBe(false);
        }
      }
    }),
  );
});

test("[C1] carets are brought inside a text; equal ones are known as equal", () => {
  expect(caretsWithin(at(7, 2), 4)).toEqual(at(4, 2));
  expect(sameCarets(at(1), at(1))).toBe(true);
  expect(sameCarets(at(1), at(1, 2))).toBe(false);
  expect(sameCarets(at(1), [...at(1), ...at(2)])).toBe(false);
});
