// Between the wire's diff and the algebra's ChangeSet, and the one place where concurrent edits are ordered.
import { ChangeSet, Text } from "@codemirror/state";
import type { Splice } from "#protocol/socket";
import { splitsPair as isSplitPair } from "#protocol/text";

/** Lines end with "\n" and nothing else, whatever the splitter of the library would accept. */
export function textOf(code: string): Text {
  return Text.of(code.split("\n"));
}

/** True when `position` stands between the two halves of a surrogate pair. */
export function splitsPair(text: Text, position: number): boolean {
  return position > 0 && isSplitPair(text.sliceString(position - 1, position + 1), 1);
}

/**
 * The changes a diff describes on a text of `length` units, or undefined when it is none: a splice that ends before
 * it starts, reaches past the end, or overlaps another. Splices may come in any order.
 */
export function changesOf(diff: readonly Splice[], length: number): ChangeSet | undefined {
  const ordered = diff.length > 1 ? diff.toSorted((a, b) => a.start - b.start || a.end - b.end) : diff;
  let end = 0;
  for (const splice of ordered) {
    if (splice.start < end || splice.end < splice.start || splice.end > length) return undefined;
    end = splice.end;
  }
  return ChangeSet.of(
    ordered.map((splice) => ({ from: splice.start, to: splice.end, insert: textOf(splice.text) })),
    length,
  );
}

/**
 * The wire form of changes: splices in the coordinates before them, ascending. Splices that touch stay apart: an insert
 * before a deletion ties with others' inserts there, a replacement does not, and both ends must order them alike.
 */
export function diffOf(changes: ChangeSet): Splice[] {
  const diff: Splice[] = [];
  changes.iterChanges((start, end, _from, _to, inserted) => diff.push({ start, end, text: inserted.toString() }), true);
  return diff;
}

/**
 * Changes with the same outcome in at most `most` splices, where neighbours are joined and what stands between them is
 * written anew. `after` is the text that the changes lead to.
 */
export function coarsened(changes: ChangeSet, after: Text, most: number): ChangeSet {
  const spans: { from: number; to: number; start: number; end: number }[] = [];
  changes.iterChanges((from, to, start, end) => spans.push({ from, to, start, end }), true);
  if (spans.length <= most) return changes;
  const size = Math.ceil(spans.length / most);
  const joined: { from: number; to: number; insert: Text }[] = [];
  for (let i = 0; i < spans.length; i += size) {
    const [first, last] = [spans[i], spans[Math.min(i + size, spans.length) - 1]];
    if (first && last) joined.push({ from: first.from, to: last.to, insert: after.slice(first.start, last.end) });
  }
  return ChangeSet.of(joined, changes.length);
}

/** True when some boundary of the changes would cut a surrogate pair of the text they apply to. */
export function splitsAnyPair(changes: ChangeSet, text: Text): boolean {
  let splits = false;
  changes.iterChanges((from, to) => {
    splits ||= splitsPair(text, from) || (to !== from && splitsPair(text, to));
  });
  return splits;
}

/**
 * True when `next` only goes on with what `run` typed or deleted. Then whatever is mapped over their composition lands as
 * when it is mapped over one after the other; in general it does not: a composition has forgotten where ties were.
 */
export function goesOn(run: ChangeSet, next: ChangeSet): boolean {
  const [typed, ...moreTyped] = piecesOf(run);
  const [then, ...moreThen] = piecesOf(next);
  if (!typed || !then || moreTyped.length > 0 || moreThen.length > 0) return false;
  const { from, to, length } = typed.after;
  if (typed.removes === 0) return then.at >= from && then.at + then.removes <= to;
  return length === 0 && then.after.length === 0 && then.at <= from && then.at + then.removes >= from;
}

// Each piece on its own: where it begins and how much it takes away, and the place of what comes.
function piecesOf(
  changes: ChangeSet,
): { at: number; removes: number; after: { from: number; to: number; length: number } }[] {
  const pieces: ReturnType<typeof piecesOf> = [];
  changes.iterChanges(
    (at, end, from, to) => pieces.push({ at, removes: end - at, after: { from, to, length: to - from } }),
    true,
  );
  return pieces;
}

/** Changes and the member who made them: the member's number decides ties. */
export type Authored = { readonly user: number; readonly changes: ChangeSet };

/**
 * Both ways round one diamond: `ours` and `theirs` start from the same text.
 *
 *          text
 *    ours /    \ theirs
 *        •      •
 *  theirs'\    / ours'
 *          both
 *
 * At one place the smaller member number stands first, so that what two people type ahead of the room never interleaves.
 */
export function rebase(ours: Authored, theirs: Authored): { ours: ChangeSet; theirs: ChangeSet } {
  const oursFirst = ours.user < theirs.user;
  return { ours: ours.changes.map(theirs.changes, oursFirst), theirs: theirs.changes.map(ours.changes, !oursFirst) };
}
