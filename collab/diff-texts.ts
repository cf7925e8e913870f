// The edit behind two whole texts, for clients that know nothing smaller.
import { ChangeSet } from "@codemirror/state";
import { diffArrays } from "diff";
import { textOf } from "#collab/changes";
import { splitsPair } from "#protocol/text";

// Myers' search costs (length × difference); past this many differing parts the middle is replaced as one piece.
const DIFFERENCES_MAX = 400;
// A room does nothing else meanwhile. So one difference holds this many parts against each other, and looks for none in more
// parts than that: what is left is replaced as one piece. Only where very many lines are alike it comes to that.
export const COMPARED_MAX = 500_000;
const PARTS_MAX = 100_000;

/** What a difference took so far. */
export type Effort = { compared: number };

/** Changes from `before` to `after`: small where the texts are alike, never cutting a surrogate pair. */
export function diffTexts(before: string, after: string, effort: Effort = { compared: 0 }): ChangeSet {
  const prefix = commonPrefix(before, after);
  const suffix = commonSuffix(before, after, prefix);
  const middleBefore = before.slice(prefix, before.length - suffix);
  const middleAfter = after.slice(prefix, after.length - suffix);
  return ChangeSet.of(spansBetween(middleBefore, middleAfter, prefix, effort), before.length);
}

type Span = { from: number; to: number; insert: ReturnType<typeof textOf> };

// Whole lines first, so that a moved function stays one; characters where few of them differ.
function spansBetween(before: string, after: string, offset: number, effort: Effort): Span[] {
  const whole = [{ from: offset, to: offset + before.length, insert: textOf(after) }];
  if (before === after) return [];
  if (before === "" || after === "" || effort.compared >= COMPARED_MAX) return whole;
  const byLine = before.includes("\n") || after.includes("\n");
  const partsOf = byLine ? linesOf : charactersOf;
  const [partsBefore, partsAfter] = [partsOf(before), partsOf(after)];
  if (!partsBefore || !partsAfter) return whole;
  // When it has been enough all parts differ, which ends the search soon.
  const comparator = (a: string, b: string) => effort.compared++ < COMPARED_MAX && a === b;
  const runs = diffArrays(partsBefore, partsAfter, { maxEditLength: DIFFERENCES_MAX, comparator });
  if (!runs) return whole;
  const spans: Span[] = [];
  let at = offset;
  let removed = "";
  let added = "";
  const flush = () => {
    if (byLine) spans.push(...spansInside(removed, added, at, effort));
    else if (removed || added) spans.push({ from: at, to: at + removed.length, insert: textOf(added) });
    at += removed.length;
    removed = added = "";
  };
  for (const run of runs) {
    const text = run.value.join("");
    if (run.removed) removed += text;
    else if (run.added) added += text;
    else {
      flush();
      at += text.length;
    }
  }
  flush();
  return spans;
}

// A changed stretch of lines: trim what its two sides share before replacing it.
function spansInside(before: string, after: string, offset: number, effort: Effort): Span[] {
  const prefix = commonPrefix(before, after);
  const suffix = commonSuffix(before, after, prefix);
  const from = offset + prefix;
  const middleBefore = before.slice(prefix, before.length - suffix);
  const middleAfter = after.slice(prefix, after.length - suffix);
  if (!middleBefore.includes("\n") && !middleAfter.includes("\n"))
    return spansBetween(middleBefore, middleAfter, from, effort);
  return [{ from, to: from + middleBefore.length, insert: textOf(middleAfter) }];
}

// Undefined where they are too many.
function linesOf(text: string): string[] | undefined {
  const lines: string[] = [];
  for (let from = 0; from < text.length;) {
    const end = text.indexOf("\n", from) + 1 || text.length;
    lines.push(text.slice(from, end));
    if (lines.length > PARTS_MAX) return undefined;
    from = end;
  }
  return lines;
}
const charactersOf = (text: string) => (text.length > PARTS_MAX ? undefined : [...text]);

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return splitsPair(a, length) || splitsPair(b, length) ? length - 1 : length;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return splitsPair(a, a.length - length) || splitsPair(b, b.length - length) ? length - 1 : length;
}
