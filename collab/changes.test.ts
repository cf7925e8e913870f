import { type ChangeSet } from "@codemirror/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesOf, diffOf, goesOn, rebase, splitsAnyPair, splitsPair, textOf } from "#collab/changes";
import { aCut, aFraction, anEdit, aText, changesOn, type Cut, placeIn, twoUsers } from "#test/arbitrary-edits";
import type { Splice } from "#protocol/socket";

const applied = (changes: ChangeSet, text: string) => changes.apply(textOf(text)).toString();

/** What a diff says, done by hand on a string. */
const spliced = (text: string, diff: readonly Splice[]) =>
  diff
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((after, { start, end, text: inserted }) => after.slice(0, start) + inserted + after.slice(end), text);

describe("two edits of one text", () => {
  test("[T1] both orders meet", () => {
    fc.assert(
      fc.property(aText(), anEdit, anEdit, twoUsers, (text, a, b, [ours, theirs]) => {
        const [x, y] = [changesOn(textOf(text), a), changesOn(textOf(text), b)];
        const both = rebase({ user: ours, changes: x }, { user: theirs, changes: y });
        expect(applied(x.compose(both.theirs), text)).toBe(applied(y.compose(both.ours), text));
      }),
      { numRuns: 1_000 },
    );
  });

  test("[T1] it does not matter from whose side the diamond is drawn", () => {
    fc.assert(
      fc.property(aText(), anEdit, anEdit, twoUsers, (text, a, b, [ours, theirs]) => {
        const x = { user: ours, changes: changesOn(textOf(text), a) };
        const y = { user: theirs, changes: changesOn(textOf(text), b) };
        const [here, there] = [rebase(x, y), rebase(y, x)];
        expect([here.ours.toJSON(), here.theirs.toJSON()]).toEqual([there.theirs.toJSON(), there.ours.toJSON()]);
      }),
    );
  });

  test("[T2] of two inserts at one place the one of the smaller number stands first", () => {
    fc.assert(
      fc.property(aText(), aFraction, twoUsers, (text, at, [ours, theirs]) => {
        const insert = (word: string) => changesOn(textOf(text), [{ at, length: 0, insert: word }]);
        const both = rebase({ user: ours, changes: insert("<1>") }, { user: theirs, changes: insert("<2>") });
        expect(applied(insert("<1>").compose(both.theirs), text)).toContain(ours < theirs ? "<1><2>" : "<2><1>");
      }),
    );
  });

  test("[T3] what one types is never taken away by what the other deletes", () => {
    const marked = (cuts: readonly Cut[], marks: string) => cuts.map((cut, i) => ({ ...cut, insert: marks[i] ?? "" }));
    const marksIn = (text: string) => [...text].filter((letter) => /\d/.test(letter)).toSorted();
    fc.assert(
      fc.property(aText(), anEdit, anEdit, twoUsers, (text, a, b, [ours, theirs]) => {
        const x = changesOn(textOf(text), marked(a, "1234"));
        const y = changesOn(textOf(text), marked(b, "5678"));
        const both = rebase({ user: ours, changes: x }, { user: theirs, changes: y });
        const typed = [...diffOf(x), ...diffOf(y)].map((splice) => splice.text).join("");
        expect(marksIn(applied(x.compose(both.theirs), text))).toEqual(marksIn(typed));
      }),
    );
  });
});

describe("a run of one member's edits", () => {
  test("[J4] over typing in one go an edit lands as over each of its edits", () => {
    let joined = 0;
    const steps = fc.array(aCut, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(aText(), anEdit, steps, twoUsers, (text, a, [first, ...rest], [ours, theirs]) => {
        const before = textOf(text);
        const mine = { user: ours, changes: changesOn(before, a) };
        let run = changesOn(before, first ? [first] : []);
        let overEach = rebase(mine, { user: theirs, changes: run }).ours;
        for (const step of rest) {
          const next = changesOn(run.apply(before), [step]);
          if (!goesOn(run, next)) continue;
          overEach = rebase({ user: ours, changes: overEach }, { user: theirs, changes: next }).ours;
          run = run.compose(next);
          joined++;
        }
        expect(diffOf(rebase(mine, { user: theirs, changes: run }).ours)).toEqual(diffOf(overEach));
      }),
      { numRuns: 5_000 },
    );
    expect(joined).toBeGreaterThan(1_000);
  }, 60_000);

  test("[J4] typing on, and deleting on either way, are one run; what comes in a deletion's place is another", () => {
    const edit = (length: number, start: number, end: number, text: string) =>
      changesOf([{ start, end, text }], length)!;
    expect(goesOn(edit(4, 2, 2, "ab"), edit(6, 4, 4, "c"))).toBe(true);
    expect(goesOn(edit(4, 2, 2, "ab"), edit(6, 3, 4, ""))).toBe(true);
    expect(goesOn(edit(4, 2, 3, ""), edit(3, 1, 2, ""))).toBe(true);
    expect(goesOn(edit(4, 2, 3, ""), edit(3, 2, 3, ""))).toBe(true);
    expect(goesOn(edit(4, 2, 3, ""), edit(3, 2, 2, "a"))).toBe(false);
    expect(goesOn(edit(4, 2, 2, "ab"), edit(6, 5, 5, "c"))).toBe(false);
    expect(goesOn(edit(4, 2, 2, "ab"), edit(6, 4, 5, ""))).toBe(false);
  });
});

describe("changes on the wire", () => {
  test("[E2] a diff does what it says", () => {
    fc.assert(
      fc.property(aText(), anEdit, (text, cuts) => {
        const changes = changesOn(textOf(text), cuts);
        expect(applied(changes, text)).toBe(spliced(text, diffOf(changes)));
      }),
    );
  });

  test("[E2] changes come back from the wire as they were, after composing and mapping too", () => {
    fc.assert(
      fc.property(aText(), anEdit, anEdit, anEdit, twoUsers, (text, a, b, c, [ours, theirs]) => {
        const before = textOf(text);
        const first = changesOn(before, a);
        const both = first.compose(changesOn(first.apply(before), b));
        const mapped = rebase({ user: ours, changes: both }, { user: theirs, changes: changesOn(before, c) });
        for (const changes of [first, both, mapped.ours, mapped.theirs]) {
          expect(changesOf(diffOf(changes), changes.length)?.toJSON()).toEqual(changes.toJSON());
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("[E2] the room's splices ascend; from a client they may come in any order", () => {
    fc.assert(
      fc.property(aText(), anEdit, (text, cuts) => {
        const diff = diffOf(changesOn(textOf(text), cuts));
        expect(diff).toEqual(diff.toSorted((a, b) => a.start - b.start || a.end - b.end));
        expect(changesOf(diff.toReversed(), text.length)?.toJSON()).toEqual(changesOf(diff, text.length)?.toJSON());
      }),
    );
  });

  test("[E2] exactly the impossible diffs are refused: backwards, past the end, overlapping", () => {
    const position = fc.integer({ min: 0, max: 9 });
    const splices = fc.array(fc.record({ start: position, end: position, text: aText(2) }), { maxLength: 3 });
    fc.assert(
      fc.property(splices, fc.integer({ min: 0, max: 9 }), (diff, length) => {
        const impossible =
          diff.some(({ start, end }) => start > end || end > length) ||
          diff.some((a, i) => diff.some((b, j) => i < j && a.start < b.end && b.start < a.end) || isInside(a, diff));
        expect(changesOf(diff, length) === undefined).toBe(impossible);
      }),
      { numRuns: 5_000 },
    );
    // An insert strictly inside what another splice replaces overlaps it.
    function isInside(a: Splice, diff: readonly Splice[]): boolean {
      return a.start === a.end && diff.some((b) => b.start < a.start && a.start < b.end);
    }
  });
});

describe("surrogate pairs", () => {
  test("[F4] a position splits a pair when cutting there leaves two lone halves", () => {
    fc.assert(
      fc.property(aText(), (text) => {
        for (let at = 0; at <= text.length; at++) {
          const halves = !text.slice(0, at).isWellFormed() || !text.slice(at).isWellFormed();
          expect(splitsPair(textOf(text), at)).toBe(halves);
        }
      }),
    );
  });

  test("[F4] changes that split no pair leave a well-formed text, mapped ones too", () => {
    fc.assert(
      fc.property(aText(), anEdit, anEdit, twoUsers, (text, a, b, [ours, theirs]) => {
        const before = textOf(text);
        const [x, y] = [changesOn(before, a), changesOn(before, b)];
        const mapped = rebase({ user: ours, changes: x }, { user: theirs, changes: y }).ours;
        expect(splitsAnyPair(x, before)).toBe(false);
        expect(splitsAnyPair(mapped, y.apply(before))).toBe(false);
        expect(applied(y.compose(mapped), text).isWellFormed()).toBe(true);
      }),
    );
  });

  test("[F4] changes that split a pair are seen, wherever they do", () => {
    const halves: [number, number][] = [
      [2, 2],
      [1, 2],
      [2, 3],
      [0, 2],
      [2, 4],
    ];
    for (const [start, end] of halves) {
      expect(splitsAnyPair(changesOf([{ start, end, text: "x" }], 4)!, textOf("a😀b"))).toBe(true);
    }
    expect(splitsAnyPair(changesOf([{ start: 1, end: 3, text: "x" }], 4)!, textOf("a😀b"))).toBe(false);
  });
});

test("[F3] a text's lines end with \\n alone, whatever else could end a line", () => {
  const text = "a\u2028b\u0085c\n\nd\f";
  expect(textOf(text).toString()).toBe(text);
  expect(textOf(text).length).toBe(text.length);
  expect(textOf(text).lines).toBe(3);
});

test("[E3] a position agrees with the text around it before and after an edit elsewhere", () => {
  fc.assert(
    fc.property(aText(), aFraction, anEdit, (text, fraction, cuts) => {
      const before = textOf(text);
      const changes = changesOn(before, cuts);
      const at = placeIn(before, fraction);
      const touched = diffOf(changes).some(({ start, end }) => start <= at && at <= end);
      if (touched) return;
      const after = changes.mapPos(at, -1);
      const unit = before.sliceString(at, at + 1);
      expect(changes.apply(before).sliceString(after, after + 1)).toBe(unit);
    }),
  );
});
