// What is composed at the moment, against what others write.
import type { ChangeSet } from "@codemirror/state";

/** What comes at an edge leaves the word whole, and is frequent: keyboards of phones rest in a composition. */
export function changesInside(changes: ChangeSet, word: { from: number; to: number }): boolean {
  let isInside = false;
  changes.iterChangedRanges((from, to) => (isInside ||= from < word.to && to > word.from));
  return isInside && word.from < word.to;
}
