// One file as a client has it: the room's text, and its own ahead of the room's answers.
import type { ChangeSet, Text } from "@codemirror/state";
import { coarsened } from "#collab/changes";
import { UndoStack } from "#collab/undo-stack";
import { SPLICES_MAX } from "#protocol/limits";
import type { FileId } from "#protocol/project";

export type Pending = { changes: ChangeSet; edits: number };
export type InFlight = Pending & { file: FileId; sequence: number };

/** Splices in one edit. Others' typing inside of them may cut them in two, and the room must take them then, too. */
const SPLICES_SENT_MAX = SPLICES_MAX / 2;

export class ClientFile {
  /** The room's text at the client's version. */
  confirmed: Text;
  /** `confirmed` with all that is pending. */
  text: Text;
  readonly undo = new UndoStack();
  /** What was typed and is not in flight yet. */
  buffer: Pending | undefined;

  constructor(text: Text) {
    this.confirmed = text;
    this.text = text;
  }

  /** Takes in what was typed, or undone, here. */
  edited(changes: ChangeSet): void {
    this.text = changes.apply(this.text);
    const { buffer } = this;
    const all = buffer?.changes.compose(changes) ?? changes;
    this.buffer = { changes: coarsened(all, this.text, SPLICES_SENT_MAX), edits: (buffer?.edits ?? 0) + 1 };
  }
}
