import { ChangeSet } from "@codemirror/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Blame } from "#collab/blame";

const edit = fc.record({ at: fc.nat(), remove: fc.nat(5), insert: fc.nat(12), and: fc.option(fc.nat()) });
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function holds(first: number, edits: readonly Edit[]): void {
  const blame = new Blame(first, 0);
  const units = Array.from({ length: first }, () => 0);
  for (const [i, { at, remove, insert, and }] of edits.entries()) {
    const version = i + 1;
    const from = at % (units.length + 1);
    const to = Math.min(units.length, from + remove);
    const second = and === null ? undefined : to + (and % (units.length - to + 1));
    const more = second === undefined ? [] : [{ from: second, insert: "+" }];
    blame.edit(ChangeSet.of([{ from, to, insert: "x".repeat(insert) }, ...more], units.length), version);
    if (second !== undefined) units.splice(second, 0, version);
    units.splice(from, to - from, ...Array.from({ length: insert }, () => version));
  }
  expect(blame.stretches().flatMap(({ length, version }) => Array.from({ length }, () => version))).toEqual(units);
}

test("each unit of a text is of the version that brought it, whatever was edited", () => {
  fc.assert(fc.property(fc.nat(50), fc.array(edit), holds));
});

test("so it is in a long text with many stretches", () => {
  holds(10, fc.sample(edit, { numRuns: 4_000, seed: 1 }));
});
