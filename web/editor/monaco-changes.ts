// From Monaco's change events to the algebra's changes.
import { ChangeSet } from "@codemirror/state";
import { textOf } from "#collab/changes";

/** What is needed of Monaco's `IModelContentChange`. */
export type ContentChange = { readonly rangeOffset: number; readonly rangeLength: number; readonly text: string };

/**
 * All changes of one event as one, on a text of `length` units.
 *
 * The changes of one keystroke (all its cursors) come right to left in the coordinates before it. But Monaco may
 * merge several such groups into one event, a later one in the coordinates after the earlier: sorting them all would
 * then be wrong. So each descending group becomes a change set, and the groups are composed.
 */
export function changesOfEvent(changes: readonly ContentChange[], length: number): ChangeSet {
  let all = ChangeSet.empty(length);
  let group: ContentChange[] = [];
  const close = () => {
    const splices = group.reverse().map(({ rangeOffset, rangeLength, text }) => ({
      from: rangeOffset,
      to: rangeOffset + rangeLength,
      insert: textOf(text),
    }));
    all = all.compose(ChangeSet.of(splices, all.newLength));
    group = [];
  };
  for (const change of changes) {
    const before = group.at(-1);
    if (before && change.rangeOffset + change.rangeLength > before.rangeOffset) close();
    group.push(change);
  }
  if (group.length > 0) close();
  return all;
}
