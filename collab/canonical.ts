// How a room's history is written down for its hash chain: one line of JSON for how it began, one for each edit. Whoever has
// the lines can compute the chain and replay the room, in any language: nothing in them depends on how we store the log.
//
//   how it began   [entry, …]
//   edit of text   [version,user,sequence,time,file,[[start,end,text],…]]   splices in the text before it, ascending
//   edit of tree   [version,user,sequence,time,null,[entry,…]]
//
// Of an edit that is signed 0 and that a member asked for, the member's number stands behind all that.
//
// An entry is a file: {"file","path","kind","language","eol","asset":{"hash","size"},"deleted","text"}, its keys in this order
// and only those that it has. JSON as ECMAScript's JSON.stringify writes it, without spaces.
import { diffOf } from "#collab/changes";
import type { LoggedEdit } from "#collab/edit-log";
import type { FileChange, Project } from "#collab/project";

export function canonicalLine(edit: LoggedEdit): string {
  const { version, user, sequence, time, author } = edit;
  const what = edit.tree
    ? [null, edit.tree.map(canonicalEntry)]
    : [edit.file, diffOf(edit.changes).map(({ start, end, text }) => [start, end, text])];
  return JSON.stringify([version, user, sequence, time, ...what, ...(author === undefined ? [] : [author])]);
}

/** The files as a room begins with them. */
export function canonicalFiles(project: Project): string {
  return JSON.stringify(
    [...project.files()].map(({ entry, text }) => canonicalEntry(entry.kind === "text" ? { ...entry, text } : entry)),
  );
}

// Of properties that are undefined JSON tells nothing.
const canonicalEntry = ({ file, path, kind, language, eol, asset, deleted, text }: FileChange) => ({
  file,
  path,
  kind,
  language,
  eol,
  asset: asset && { hash: asset.hash, size: asset.size },
  deleted,
  text: text?.toString(),
});
