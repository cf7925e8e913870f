// Whether files that a log led to are those that a state has.
import type { RoomState } from "#collab/room-events";
import { mainPath } from "#protocol/languages";
import { type FileEntry, type FileId, MAIN_FILE } from "#protocol/project";

type Files = Pick<RoomState, "project" | "language">;

/**
 * The first file in which they differ. A room from before there were files called its one file by the language it had then,
 * without an edit that says so: each of the two may have it by its own.
 */
export function differenceOf(led: Files, state: Files): FileId | undefined {
  const [a, b] = [[...led.project.files()], [...state.project.files()]];
  const other = a.find(({ entry, text }) => {
    const found = state.project.get(entry.file);
    return !found || !found.text.eq(text) || !sameEntry(entry, found.entry, led, state);
  });
  return other?.entry.file ?? b.find(({ entry }) => !led.project.get(entry.file))?.entry.file;
}

function sameEntry(a: FileEntry, b: FileEntry, led: Files, state: Files): boolean {
  const namedAlike =
    a.path === b.path ||
    (a.file === MAIN_FILE && a.path === mainPath(led.language) && b.path === mainPath(state.language));
  return namedAlike && detailsOf(a) === detailsOf(b);
}

const detailsOf = ({ kind, language, eol, asset, deleted }: FileEntry) =>
  JSON.stringify([kind, language, eol, asset?.hash, asset?.size, deleted]);
