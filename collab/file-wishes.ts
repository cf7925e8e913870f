// What people want of a room's files, against the files that there are: all of it can be, or nothing is done.
import { textOf } from "#collab/changes";
import type { FileChange, Project } from "#collab/project";
import { refusal } from "#collab/refusal";
import type { Refusal } from "#collab/room-events";
import { ASSETS_BYTES_MAX, FILES_EVER_MAX, FILES_MAX, PROJECT_LENGTH_MAX } from "#protocol/limits";
import { foldersOf } from "#protocol/path";
import { type FileEntry, type FileId, filePath, type FileWish, MAIN_FILE } from "#protocol/project";

/**
 * The new entries of the files that are to be otherwise, none where all is as it is wanted. A wish says what it wants
 * changed and nothing else: what somebody else changed of the same file a moment ago stays.
 */
export function changesFor(project: Project, wishes: readonly FileWish[]): FileChange[] | Refusal {
  const changed = new Map<FileId, FileChange>();
  const restored = new Set<FileId>();
  let next = project.nextFile;
  let length = project.length;
  for (const wish of wishes) {
    if (wish.file === undefined) {
      const made = newFile(next++, wish);
      changed.set(made.file, made);
      length += made.text?.length ?? 0;
      continue;
    }
    const before = changed.get(wish.file) ?? project.get(wish.file)?.entry;
    if (!before) return refusal("unknown_file", `The room has no file ${wish.file}`);
    const after = changedFile(before, wish);
    if ("refused" in after) return after;
    if (before.deleted && !after.deleted && wish.path === undefined) restored.add(wish.file);
    if (!sameEntry(before, after)) changed.set(wish.file, after);
  }
  if (next > FILES_EVER_MAX) return refusal("too_large", `A room gets at most ${FILES_EVER_MAX} files in its life`);
  if (length > PROJECT_LENGTH_MAX) return refusal("too_large", tooLong);
  return placed(project, changed, restored);
}

const tooManyBytes = `The files of a room that are no texts have at most ${ASSETS_BYTES_MAX} bytes together`;
export const tooLong = `The texts of a room have at most ${PROJECT_LENGTH_MAX} units together, deleted ones too; a fork leaves those behind`;

function newFile(file: FileId, { path = "", kind, text, language, eol, asset }: FileWish): FileChange {
  return {
    file,
    path,
    kind: asset ? "asset" : (kind ?? "text"),
    ...(language && { language }),
    ...(eol === "crlf" && { eol }),
    ...(asset && { asset }),
    ...(!asset && kind !== "folder" && { text: textOf(text ?? "") }),
  };
}

function changedFile(before: FileChange, wish: FileWish): FileChange | Refusal {
  const { language, eol, deleted, ...rest } = before;
  const wants = {
    language: wish.language === undefined ? language : (wish.language ?? undefined),
    eol: wish.eol === undefined ? eol : wish.eol === "crlf" ? wish.eol : undefined,
    deleted: (wish.deleted ?? deleted) || undefined,
  };
  if (wants.deleted && before.file === MAIN_FILE) return refusal("bad_path", "The main file cannot be deleted");
  if (wish.asset && before.kind !== "asset") return refusal("bad_path", `${before.path} is a text`);
  return {
    ...rest,
    path: wish.path ?? before.path,
    ...(wants.language && { language: wants.language }),
    ...(wants.eol && { eol: wants.eol }),
    ...(wish.asset && { asset: wish.asset }),
    ...(wants.deleted && { deleted: wants.deleted }),
  };
}

// No two files at one path, and none where another has its folder. What comes back from the deleted ones makes way.
function placed(
  project: Project,
  changed: ReadonlyMap<FileId, FileChange>,
  restored: ReadonlySet<FileId>,
): FileChange[] | Refusal {
  const taken = new Map<string, FileEntry>();
  const folders = new Set<string>();
  const place = (entry: FileEntry) => {
    taken.set(entry.path, entry);
    for (const folder of foldersOf(entry.path)) folders.add(folder);
  };
  for (const { entry } of project.files()) if (!entry.deleted && !changed.has(entry.file)) place(entry);
  // The part of the path that something stands in the way of, and what.
  const faultOf = ({ path, kind }: FileEntry): { at: string; fault: string } | undefined => {
    if (taken.has(path)) return { at: path, fault: `There is a file ${path} already` };
    if (kind !== "folder" && folders.has(path)) return { at: path, fault: `${path} is a folder` };
    const above = foldersOf(path).find((folder) => (taken.get(folder)?.kind ?? "folder") !== "folder");
    return above === undefined ? undefined : { at: above, fault: `${above} is a file, so nothing can be in it` };
  };
  const changes: FileChange[] = [];
  for (const change of changed.values()) {
    let placedChange = change;
    if (!change.deleted) {
      const way = restored.has(change.file) ? faultOf(change)?.at : undefined;
      for (let n = 2; way !== undefined && faultOf(placedChange); n++)
        placedChange = { ...change, path: numbered(way, n) + change.path.slice(way.length) };
      const fault = faultOf(placedChange)?.fault;
      if (fault !== undefined) return refusal("file_exists", fault);
      if (way !== undefined && !filePath.safeParse(placedChange.path).success)
        return refusal("bad_path", `${change.path} is taken, and too long for another number`);
      place(placedChange);
    }
    changes.push(placedChange);
  }
  if (taken.size > FILES_MAX) return refusal("too_large", `A room has at most ${FILES_MAX} files`);
  // The same bytes at many paths are kept once, but go out once for each.
  const bytes = [...taken.values()].reduce((sum, { asset }) => sum + (asset?.size ?? 0), 0);
  if (bytes > ASSETS_BYTES_MAX) return refusal("too_large", tooManyBytes);
  return changes;
}

/** "lib/a (2).py" of "lib/a.py". */
export const numbered = (path: string, n: number): string => path.replace(/(\.[^./]+)?$/, (end) => ` (${n})${end}`);

/** Of one file at two times; its kind never changes. */
export const sameEntry = (a: FileEntry, b: FileEntry): boolean =>
  a.path === b.path &&
  a.language === b.language &&
  a.eol === b.eol &&
  a.deleted === b.deleted &&
  a.asset?.hash === b.asset?.hash;
