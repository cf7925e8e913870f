// Formatting takes its time, and the text goes on meanwhile.
import type { ChangeSet, Text } from "@codemirror/state";
import { diffTexts } from "#collab/diff-texts";

/**
 * The formatting of `before`, as it is to be applied to the text that has come of it. Undefined where somebody has written
 * what the formatting changes, too: its rules would no longer hold for what came of both.
 */
export function placedFormatting(formatting: ChangeSet, before: Text, now: Text): ChangeSet | undefined {
  if (before.eq(now)) return formatting;
  const meanwhile = diffTexts(before.toString(), now.toString());
  let meet = false;
  meanwhile.iterChangedRanges((from, to) => (meet ||= formatting.touchesRange(from, to) !== false));
  return meet ? undefined : formatting.map(meanwhile);
}
