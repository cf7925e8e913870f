import { ChangeSet } from "@codemirror/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Blame } from "#collab/blame";

const edit = fc.record({ at: fc.nat(), remove: fc.nat(5), insert: fc.nat(12), and: fc.option(fc.nat()) });

test("each unit of a text is of the version that brought it, whatever was edited", () => {
  fc.assert(
    fc.property(
      fc.nat(50),
      fc.oneof(fc.array(edit), fc.array(edit, { minLength: 3_000, maxLength: 3_000 })),
      (first, edits) => {
        const blame = new Blame(first, 0);
        let units = Array.from({ length: first }, () => 0);
        edits.forEach(({ at, remove, insert, and }, i) => {
          const from = at % (units.length + 1);
          const to = Math.min(units.length, from + remove);
          const more = and === null ? [] : [{ from: to + (and % (units.length - to + 1)), insert: "+" }];
          const changes = ChangeSet.of([{ from, to, insert: "x".repeat(insert) }, ...more], units.length);
          const version = i + 1;
          const came = Array.from({ length: insert }, () => version);
          const second = more[0]?.from;
          units = [
            ...units.slice(0, from),
            ...came,
            ...units.slice(to, second),
            ...(second === undefined ? [] : [version, ...units.slice(second)]),
          ];
          blame.edit(changes, version);
        });
        expect(blame.stretches().flatMap(({ length, version }) => Array.from({ length }, () => version))).toEqual(
          units,
        );
      },
    ),
    { numRuns: 12 },
  );
});
