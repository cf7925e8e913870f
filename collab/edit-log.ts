// What the engine asks of the log of a room. Two real ones exist: the object's SQLite and memory (simulation, tests).
import type { ChangeSet } from "@codemirror/state";
import type { FileChange, Project } from "#collab/project";
import type { FileId } from "#protocol/project";

/** An edit of one file's text. */
export type TextEdit = { readonly file: FileId; readonly changes: ChangeSet; readonly tree?: undefined };
/** An edit of what files there are. */
export type TreeEdit = {
  readonly tree: readonly FileChange[];
  readonly file?: undefined;
  readonly changes?: undefined;
};

/**
 * An accepted edit. Versions are dense: the edit with version v takes the project at v - 1 to the project at v.
 * `sequence` is its author's own count of edits; 0 for authors that do not count, and for edits of the tree. `time` in ms
 * since the epoch.
 *
 * `author` is the member who asked for an edit that is signed 0, where that is known. It tells people whose the edit is and
 * decides nothing: ties, bases and acks go by `user`, for the member may have edits in flight that know nothing of this one.
 */
export type LoggedEdit = Authorship & (TextEdit | TreeEdit);
export type Authorship = {
  readonly version: number;
  readonly user: number;
  readonly sequence: number;
  readonly time: number;
  readonly author?: number;
};
export type LoggedTextEdit = Authorship & TextEdit;

export interface EditLog {
  /** The edits after `version`, oldest first; undefined when the log does not reach back so far. */
  since(version: number): readonly LoggedEdit[] | undefined;
  /** The files at `version`, the caller's own copy; undefined when the log does not reach back so far. */
  projectAt(version: number): Project | undefined;
}

/** Whose an edit is, for people. */
export const authorOf = ({ user, author = user }: Pick<Authorship, "user" | "author">): number => author;

export function applyEdit(project: Project, edit: TextEdit | TreeEdit): void {
  if (edit.tree) for (const change of edit.tree) project.put(change);
  else project.edit(edit.file, edit.changes);
}

/** Those that are of one file's text. */
export function editsOf(edits: readonly LoggedEdit[], file: FileId): LoggedTextEdit[] {
  return edits.filter((edit): edit is LoggedTextEdit => edit.file === file);
}
