// Texts and edits for properties. Positions are fractions, so that a case stays one while it shrinks.
import { ChangeSet, type Text } from "@codemirror/state";
import fc from "fast-check";
import { splitsPair, textOf } from "#collab/changes";

// Line ends and surrogate pairs are near every place. 😀 and 😁 share their first half, 😀 and 🨀 their second.
const letter = fc.constantFrom("a", "b", "\n", "é", "😀", "😁", "🨀");
export const aText = (maxLength = 12): fc.Arbitrary<string> => fc.string({ unit: letter, maxLength });
export const aFraction = fc.double({ min: 0, max: 0.999, noNaN: true });
export type Cut = { at: number; length: number; insert: string };
export const aCut: fc.Arbitrary<Cut> = fc.record({ at: aFraction, length: aFraction, insert: aText(3) });
export const anEdit = fc.array(aCut, { maxLength: 4 });
/** The numbers of two members, either way round. */
export const twoUsers = fc.constantFrom<[number, number]>([1, 2], [2, 1]);

export function placeIn(text: Text, fraction: number): number {
  const position = Math.floor(fraction * (text.length + 1));
  return splitsPair(text, position) ? position - 1 : position;
}

/** The cuts as changes of `text`; no position splits a pair. */
export function changesOn(text: Text, cuts: readonly Cut[]): ChangeSet {
  let end = 0;
  const specs = cuts
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, length, insert }) => {
      const from = Math.max(placeIn(text, at), end);
      const to = from + Math.floor(length * Math.min(6, text.length - from + 1));
      end = Math.max(splitsPair(text, to) ? to - 1 : to, from);
      return { from, to: end, insert: textOf(insert) };
    });
  return ChangeSet.of(specs, text.length);
}
