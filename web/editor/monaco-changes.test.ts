import { type ChangeSet, Text } from "@codemirror/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changesOfEvent, type ContentChange } from "./monaco-changes";

const apply = (text: string, changes: ChangeSet): string => changes.apply(Text.of(text.split("\n"))).toString();

/** What Monaco does: each change in turn, to the text that the ones before it left. */
const inTurn = (text: string, changes: readonly ContentChange[]): string =>
  changes.reduce((now, { rangeOffset, rangeLength, text: inserted }) => {
    return now.slice(0, rangeOffset) + inserted + now.slice(rangeOffset + rangeLength);
  }, text);

test("the cursors of one keystroke become one change set", () => {
  const event = [
    { rangeOffset: 8, rangeLength: 0, text: "x" },
    { rangeOffset: 4, rangeLength: 2, text: "x" },
    { rangeOffset: 0, rangeLength: 0, text: "x" },
  ];
  expect(changesOfEvent(event, 10).toJSON()).toEqual([[0, "x"], 4, [2, "x"], 2, [0, "x"], 2]);
});

test("groups that Monaco merged into one event are read one after the other", () => {
  // Enter trims the line it leaves, then breaks it: the second change counts in the text after the first.
  const event = [
    { rangeOffset: 2, rangeLength: 4, text: "" },
    { rangeOffset: 2, rangeLength: 0, text: "\n    " },
  ];
  expect(apply("ab    cd", changesOfEvent(event, 8))).toBe("ab\n    cd");
});

const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "é"), maxLength: 40 });
const step = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(5), text });

test("whatever the order and the grouping, the change set leads to Monaco's text", () => {
  fc.assert(
    fc.property(text, fc.array(step, { maxLength: 12 }), (before, steps) => {
      const event: ContentChange[] = [];
      for (const { at, length, text: inserted } of steps) {
        const now = inTurn(before, event).length;
        const rangeOffset = Math.round(at * now);
        event.push({ rangeOffset, rangeLength: Math.min(length, now - rangeOffset), text: inserted });
      }
      expect(apply(before, changesOfEvent(event, before.length))).toBe(inTurn(before, event));
    }),
  );
});
