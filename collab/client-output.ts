// What a client wants done: by its line, by the editors of its files, or by whoever keeps what could not be placed.
import type { ChangeSet, Text } from "@codemirror/state";
import type { FileEntry, FileId } from "#protocol/project";
import type { ClientMessage, RefusalCode } from "#protocol/socket";

export type Output =
  | { type: "send"; message: ClientMessage }
  /** The file's editor shows this text now, whatever it showed before. */
  | { type: "reset"; file: FileId; text: Text }
  /** The file's text changes in its editor, which must not report these changes back. */
  | { type: "apply"; file: FileId; changes: ChangeSet; origin: "remote" | "undo" | "redo" | "refused" }
  /** Close the socket and join again with a fresh `joinQuery()`. */
  | { type: "rejoin" }
  /** Typing that could not be placed in the room; keep it where the person can get at it. */
  | {
      type: "recovered";
      file: FileId;
      text: string;
      because: "restored" | "refused" | "unplaced";
      code?: RefusalCode;
    }
  /** The text here was not the room's at `version`; it is made so. For a report of what happened. */
  | { type: "diverged"; file: FileId; version: number; text: string }
  /** What became of a wish: the files that are otherwise by it, or why it cannot be. */
  | {
      type: "answered";
      request: string;
      files: readonly FileEntry[];
      refused?: { code: RefusalCode; message: string };
    };
