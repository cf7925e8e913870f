// What is wrong with a path that somebody types, in words for them, before the room is asked.
import { FILE_PATH_LENGTH_MAX } from "#protocol/limits";
import { foldersOf, isPlainPath } from "#protocol/path";
import type { FileEntry, FileId } from "#protocol/project";
import { isWithin } from "./file-tree";

type Entries = Iterable<FileEntry>;

/** Undefined where a file can be called so. `self` are the files that are to move there. */
export function faultOfPath(
  typed: string,
  entries: Entries,
  self: ReadonlySet<FileId> = new Set(),
): string | undefined {
  const path = typed.normalize("NFC");
  return faultOfNames(path) ?? faultOfPlace(path, entries, self);
}

function faultOfNames(path: string): string | undefined {
  if (path.trim() === "") return "A name is needed.";
  if (path.length > FILE_PATH_LENGTH_MAX)
    return `Too long: with its folders it may have ${FILE_PATH_LENGTH_MAX} characters.`;
  const names = path.split("/");
  if (names.includes("")) return path.endsWith("/") ? "A name is needed after the slash." : "A folder needs a name.";
  if (names.includes(".") || names.includes("..")) return "“.” and “..” are no names.";
  const dashed = names.find((name) => name.startsWith("-"));
  if (dashed !== undefined) return "A name cannot begin with “-”: programs would take it for an option.";
  if (path.includes("\\")) return "A name cannot have a “\\” in it. Folders end with “/”.";
  return isPlainPath(path) ? undefined : "A name cannot have such characters in it, or be so long.";
}

function faultOfPlace(path: string, entries: Entries, self: ReadonlySet<FileId>): string | undefined {
  const above = new Set(foldersOf(path));
  for (const entry of entries) {
    if (entry.deleted || self.has(entry.file)) continue;
    if (entry.path === path) return `There is a ${entry.kind === "folder" ? "folder" : "file"} of this name already.`;
    if (isWithin(entry.path, path)) return "There is a folder of this name already.";
    if (entry.kind !== "folder" && above.has(entry.path)) return `“${entry.path}” is a file, not a folder.`;
  }
  return undefined;
}

/** A path that is free: the wanted one, or with a number as in "a (2).py". */
export function freePath(wanted: string, entries: Entries): string {
  const all = [...entries];
  for (let n = 1; ; n++) {
    const path = n === 1 ? wanted : wanted.replace(/(?<=[^/])(\.[^./]+)?$/, (end) => ` (${n})${end}`);
    if (faultOfPlace(path, all, new Set()) === undefined) return path;
  }
}
