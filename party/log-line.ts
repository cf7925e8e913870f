// The open end of the op log: a line of JSON for each edit, as it is appended.
//
//   [version,user,sequence,time,changes]         of the main file, as in rooms from before there were others
//   [version,user,sequence,time,changes,file]    of another
//   [version,user,sequence,time,null,[file, …]]  of the tree
//
// A member who asked for it stands behind all that, and then the main file is named, too.
import { ChangeSet } from "@codemirror/state";
import { textOf } from "#collab/changes";
import type { LoggedEdit } from "#collab/edit-log";
import type { FileChange, StoredFile } from "#collab/project";
import { type FileId, MAIN_FILE } from "#protocol/project";

export function lineOf(edit: LoggedEdit): string {
  const { version, user, sequence, time, author } = edit;
  const what = edit.tree
    ? [null, edit.tree.map(storedChange)]
    : [edit.changes.toJSON(), ...(edit.file === MAIN_FILE && author === undefined ? [] : [edit.file])];
  const asked = author === undefined ? [] : [author];
  return `${JSON.stringify([version, user, sequence, time, ...what, ...asked])}\n`;
}

type Line = [version: number, user: number, sequence: number, time: number, ...what: TextLine | TreeLine];
type TextLine = [changes: object, file?: FileId, author?: number];
type TreeLine = [changes: null, tree: StoredFile[], author?: number];

export function editOf(line: string): LoggedEdit {
  const [version, user, sequence, time, ...what] = JSON.parse(line) as Line;
  const [, , author] = what;
  const authorship = { version, user, sequence, time, ...(author !== undefined && { author }) };
  if (isTree(what)) return { ...authorship, tree: what[1].map(changeOf) };
  return { ...authorship, file: what[1] ?? MAIN_FILE, changes: ChangeSet.fromJSON(what[0]) };
}
const isTree = (what: TextLine | TreeLine): what is TreeLine => what[0] === null;

export const storedChange = ({ text, ...entry }: FileChange): StoredFile =>
  text ? { ...entry, text: text.toString() } : entry;

export const changeOf = ({ text, ...entry }: StoredFile): FileChange =>
  text === undefined ? entry : { ...entry, text: textOf(text) };
