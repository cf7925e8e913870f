// How the room follows a client that types ahead of its acks.
import type { ChangeSet } from "@codemirror/state";
import { rebase } from "#collab/changes";
import type { TextEdit } from "#collab/edit-log";

/**
 * Others' edits a client had not seen when it sent its last one, in the coordinates behind that edit: what its next
 * edit must be mapped over when it was typed ahead of the ack. `through` is the version of that last edit.
 */
export type Bridge = { through: number; others: readonly Foreign[] };
export type Foreign = TextEdit & { readonly version: number; readonly user: number };

/** Changes behind others' edits, and those behind the changes. */
export type Rebased = { changes: ChangeSet; others: readonly Foreign[] };

/** Maps what a member made of a file over edits that it had not seen, one by one. Those of other files stay as they are. */
export function rebaseOver(user: number, { file, changes: given }: TextEdit, others: readonly Foreign[]): Rebased {
  let changes = given;
  const behind = others.map((other) => {
    if (other.file !== file) return other;
    const both = rebase({ user, changes }, other);
    changes = both.ours;
    return { version: other.version, user: other.user, file, changes: both.theirs };
  });
  return { changes, others: behind };
}
