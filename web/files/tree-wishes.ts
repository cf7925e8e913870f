// What to ask the room for when somebody moves, renames or deletes a file or a folder with all that is in it.
import { type FileEntry, type FileId, type FileWish, MAIN_FILE } from "#protocol/project";
import { folderOf, isWithin } from "./file-tree";

type Entries = ReadonlyMap<FileId, FileEntry>;

/** The entries at a path and below it. */
export function entriesAt(entries: Entries, path: string): FileEntry[] {
  return [...entries.values()].filter((one) => !one.deleted && (one.path === path || isWithin(one.path, path)));
}

/** What was there before and is deleted now. A page that has just come knows of nothing before. */
export function goneSince(before: Entries, entries: Entries): FileEntry[] {
  const wasThere = (file: FileId) => before.has(file) && !before.get(file)?.deleted;
  return [...entries.values()].filter(({ file, deleted }) => deleted && wasThere(file));
}

/** What was at `path` is at `next` then, and what was in it goes along. */
export function movingWishes(entries: Entries, path: string, next: string): FileWish[] {
  const moved = entriesAt(entries, path);
  const wishes = moved.map((one): FileWish => ({ file: one.file, path: next + one.path.slice(path.length) }));
  return isWithin(next, folderOf(path)) ? wishes : [...wishes, ...keepingFolder(entries, moved, path)];
}

/** Undefined where the main file is among them, which a room cannot be without. */
export function deletingWishes(entries: Entries, path: string): FileWish[] | undefined {
  const gone = entriesAt(entries, path);
  if (gone.some(({ file }) => file === MAIN_FILE)) return undefined;
  const wishes = gone.map(({ file }): FileWish => ({ file, deleted: true }));
  return [...wishes, ...keepingFolder(entries, gone, path)];
}

// Folders are there with the files in them: one whose last file goes would go as well, and nobody asked for that.
function keepingFolder(entries: Entries, leaving: readonly FileEntry[], path: string): FileWish[] {
  const folder = folderOf(path);
  const files = new Set(leaving.map(({ file }) => file));
  const isKept = folder === "" || entriesAt(entries, folder).some(({ file }) => !files.has(file));
  return isKept ? [] : [{ path: folder, kind: "folder" }];
}
