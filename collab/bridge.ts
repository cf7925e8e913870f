// How the room follows a client that types ahead of its acks.
import type { ChangeSet } from "@codemirror/state";
import { rebase } from "#collab/changes";

/**
 * Others' edits a client had not seen when it sent its last one, in the coordinates behind that edit: what its next
 * edit must be mapped over when it was typed ahead of the ack. `through` is the version of that last edit.
 */
export type Bridge = { through: number; others: readonly Foreign[] };
export type Foreign = { readonly version: number; readonly user: number; readonly changes: ChangeSet };

/** Changes behind others' edits, and those behind the changes. */
export type Rebased = { changes: ChangeSet; others: readonly Foreign[] };

/** Maps what a member made over edits that it had not seen, one by one. */
export function rebaseOver(user: number, given: ChangeSet, others: readonly Foreign[]): Rebased {
  let changes = given;
  const behind: Foreign[] = [];
  for (const other of others) {
    const both = rebase({ user, changes }, other);
    changes = both.ours;
    behind.push({ version: other.version, user: other.user, changes: both.theirs });
  }
  return { changes, others: behind };
}
