// What a person can do to the files of a room, whichever way they ask for it. All of it is asked of the room, which
// answers in a moment or says why not; whatever takes something away can be taken back in the toast that says so.
import { copyText } from "#web/copy-text";
import { type FileEntry, type FileId, type FileWish, MAIN_FILE } from "#protocol/project";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { folderOf, nameOf } from "./file-tree";
import { freePath } from "./path-faults";
import { deletingWishes, entriesAt, movingWishes } from "./tree-wishes";

/** The entries that are otherwise then; undefined when nothing is, and the person has been told why. */
async function wish(session: RoomSession, wishes: FileWish[]): Promise<readonly FileEntry[] | undefined> {
  const answer = await session.wish(wishes);
  if (answer && !answer.refused) return answer.files;
  showToast({ text: answer?.refused ? refusalWords(answer.refused) : notReached });
  return undefined;
}

const notReached =
  "The room cannot be reached at the moment, so its files stay as they are. Try again when it is back.";

function refusalWords({ code, message }: { code: string; message: string }): string {
  if (code === "file_exists") return `Somebody was faster: ${message}.`;
  if (code === "unknown_file") return "The file is no longer in the room.";
  if (code === "read_only") return "This link only views the room.";
  return `The room did not do it: ${message}.`;
}

export async function createFile(session: RoomSession, path: string, text = ""): Promise<boolean> {
  const made = await wish(session, [{ path, text }]);
  const file = made?.find((entry) => entry.path === path.normalize("NFC"));
  if (file) {
    session.tabs.show(file.file);
    session.focusEditor();
  }
  return made !== undefined;
}

export async function createFolder(session: RoomSession, path: string): Promise<boolean> {
  return (await wish(session, [{ path, kind: "folder" }])) !== undefined;
}

/** Renames a file, or a folder with all that is in it; also to another folder. */
export async function move(session: RoomSession, path: string, next: string): Promise<boolean> {
  if (path === next) return true;
  const wishes = movingWishes(session.files.peek(), path, next.normalize("NFC"));
  if (wishes.length === 0) return false;
  const done = await wish(session, wishes);
  if (done && folderOf(path) !== folderOf(next)) {
    const back = () => void wish(session, movingWishes(session.files.peek(), next, path));
    const where = folderOf(next) === "" ? "the top" : `“${folderOf(next)}”`;
    showToast({ text: `Moved “${nameOf(path)}” to ${where}.`, action: { label: "Undo", run: back } });
  }
  return done !== undefined;
}

export async function remove(session: RoomSession, path: string): Promise<void> {
  const wishes = deletingWishes(session.files.peek(), path);
  if (!wishes) return showToast({ text: "The main file is in there, which a room always has. Move it out first." });
  const done = await wish(session, wishes);
  if (!done) return;
  tellDeleted(
    session,
    done.filter(({ deleted }) => deleted),
  );
}

/** Says what has gone, whoever deleted it; all of it comes back at once. */
export function tellDeleted(session: RoomSession, entries: readonly FileEntry[]): void {
  const files = entries.filter(({ kind }) => kind !== "folder");
  const one = files[0] ?? entries[0];
  if (!one) return;
  const undo = { label: "Undo", run: () => void restore(session, entries) };
  showToast({
    text:
      files.length > 1
        ? `${files.length} files were deleted. What is in them is kept.`
        : `“${nameOf(one.path)}” was deleted. ${one.kind === "text" ? "Its text is kept." : ""}`.trim(),
    ...(session.role.peek() === "editor" && { action: undo }),
  });
}

/** Brings deleted files back; where another is called so now, under a name with a number. */
export async function restore(session: RoomSession, entries: readonly FileEntry[]): Promise<void> {
  const done = await wish(
    session,
    entries.map(({ file }) => ({ file, deleted: false })),
  );
  const first = entries.find(({ kind }) => kind !== "folder");
  if (done && first) session.tabs.show(first.file);
}

export async function duplicate(session: RoomSession, entry: FileEntry): Promise<void> {
  const path = freePath(entry.path, [...session.files.peek().values()]);
  const text = await textOf(session, entry.file);
  if (text === undefined) return showToast({ text: notReached });
  await createFile(session, path, text);
}

async function textOf(session: RoomSession, file: FileId): Promise<string | undefined> {
  const text = await session.textWhenHere(file);
  session.letGo(file);
  return text?.toString();
}

/** How lines end outside of the room: in downloads, exports and runs. */
export async function setLineEnds(session: RoomSession, file: FileId, eol: "lf" | "crlf"): Promise<void> {
  await wish(session, [{ file, eol }]);
}

export async function copyPath(path: string): Promise<void> {
  const copied = await copyText(path);
  showToast({ text: copied ? `“${path}” is on the clipboard.` : "The browser did not let the path be copied." });
}

/** Where a file's bytes are had. */
export const fileAddress = (session: RoomSession, path: string): string =>
  `/rooms/${encodeURIComponent(session.id)}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
export const zipAddress = (session: RoomSession): string => `/rooms/${encodeURIComponent(session.id)}/zip`;

export const isMain = ({ file }: FileEntry): boolean => file === MAIN_FILE;
export const holdsMain = (session: RoomSession, path: string): boolean =>
  entriesAt(session.files.value, path).some(isMain);
