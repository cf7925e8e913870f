// What must become of wishes, told plainly: all of them are done to a list of files, and if that list cannot be, nothing is
// done. What comes back from the deleted ones may come back under another name.
import type { Project } from "#collab/project";
import type { RoomEvent } from "#collab/room-events";
import { check } from "#collab/simulation/check";
import type { RefusalCode } from "#protocol/socket";
import { type FileEntry, type FileId, type FileWish, MAIN_FILE } from "#protocol/project";

export type Wanted = { files: Map<FileId, FileEntry> | undefined; renamed: Set<FileId>; inTurn: boolean };

/** Undefined where an event wishes nothing of the files. */
export function wantedBy(project: Project, event: RoomEvent): Wanted | undefined {
  if (event.type === "files_wished") return wanted(project, event.wishes);
  if (event.type === "message" && event.message.type === "files_update") return wanted(project, event.message.changes);
  return undefined;
}

function wanted(project: Project, wishes: readonly FileWish[]): Wanted {
  const files = new Map([...project.files()].map(({ entry }) => [entry.file, entry]));
  const renamed = new Set<FileId>();
  for (const { file: named, path, kind, language, eol, deleted, asset } of wishes) {
    const file = named ?? files.size;
    const before =
      files.get(file) ??
      (named !== undefined || path === undefined
        ? undefined
        : { file, path, kind: asset ? "asset" : (kind ?? "text") });
    if (!before || (file === MAIN_FILE && deleted)) return { files: undefined, renamed, inTurn: false };
    const after: FileEntry = {
      ...before,
      ...(path !== undefined && { path }),
      ...(language !== undefined && { language: language ?? undefined }),
      ...(eol !== undefined && { eol: eol === "crlf" ? eol : undefined }),
      ...(deleted !== undefined && { deleted: deleted || undefined }),
      ...(asset && { asset }),
    };
    if (before.deleted && !after.deleted && path === undefined) renamed.add(file);
    files.set(file, after);
  }
  const live = [...files.values()].filter(({ file, deleted }) => !deleted && !renamed.has(file));
  const clash = live.some((a) =>
    live.some((b) => a !== b && (a.path === b.path || (a.kind !== "folder" && b.path.startsWith(`${a.path}/`)))),
  );
  // Who comes back first may stand in the way of who comes next.
  return { files: clash ? undefined : files, renamed, inTurn: renamed.size > 0 && wishes.length > 1 };
}

/** Answers whether they were refused, as they must be. */
export function checkWanted(
  { files, renamed, inTurn }: Wanted,
  project: Project,
  outcome: { refused: RefusalCode | undefined; changed: boolean },
): boolean {
  const { refused, changed } = outcome;
  check(!refused || !changed, "what is refused changes nothing");
  if (!files) check(refused !== undefined, "what cannot be is refused, all of it");
  else
    check(
      !refused || inTurn || refused === "too_large" || refused === "read_only",
      "what can be is done",
      () => refused ?? "",
    );
  if (refused || !files) return true;
  const plain = ({ path, kind, language, eol, deleted }: FileEntry) => [path, kind, language, eol, deleted];
  for (const entry of files.values()) {
    const there = project.get(entry.file)?.entry;
    const [path, ...rest] = plain(entry);
    const [now, ...restNow] = there ? plain(there) : [];
    const moved = renamed.has(entry.file) && now !== undefined;
    check(
      there !== undefined && (moved || path === now) && JSON.stringify(rest) === JSON.stringify(restNow),
      "what is wished for and can be is done",
      () => `${JSON.stringify(there)} is not ${JSON.stringify(entry)}`,
    );
  }
  check(project.nextFile === files.size, "nothing else is done");
  return false;
}
