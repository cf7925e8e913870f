// What the engine asks of the log of a room. Two real ones exist: the object's SQLite and memory (simulation, tests).
import type { ChangeSet, Text } from "@codemirror/state";

/**
 * An accepted edit. Versions are dense: the edit with version v takes the text at v - 1 to the text at v.
 * `sequence` is its author's own count of edits; 0 for authors that do not count. `time` in ms since the epoch.
 */
export type LoggedEdit = {
  readonly version: number;
  readonly user: number;
  readonly sequence: number;
  readonly time: number;
  readonly changes: ChangeSet;
};

export interface EditLog {
  /** The edits after `version`, oldest first; undefined when the log does not reach back so far. */
  since(version: number): readonly LoggedEdit[] | undefined;
  /** The text at `version`; undefined when the log does not reach back so far. */
  textAt(version: number): Text | undefined;
}
