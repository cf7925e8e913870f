// From a place that a message names to the code, and from the code to such a place.
import { diffTexts } from "#collab/diff-texts";
import { textOf } from "#collab/changes";
import type { Text } from "@codemirror/state";
import type { FileId } from "#protocol/project";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import type { CodeLink } from "./code-links";

export const isFileOf = (session: RoomSession) => (path: string) => fileAt(session, path) !== undefined;

function fileAt(session: RoomSession, path: string): FileId | undefined {
  for (const entry of session.files.value.values())
    if (entry.path === path && !entry.deleted && entry.kind === "text") return entry.file;
  return undefined;
}

/** Opens the file and selects the lines, where they are now. */
export async function goToCode(session: RoomSession, link: CodeLink): Promise<void> {
  const file = fileAt(session, link.path);
  if (file === undefined) return showToast({ text: `There is no ${link.path} any more.` });
  const text = await session.textWhenHere(file);
  if (!text) return showToast({ text: "You are offline, and this file is not here." });
  try {
    const place = (await placeNow(session, link, text)) ?? linesIn(text, link.from, link.to);
    session.reveal(file, place.from, place.to);
  } finally {
    session.letGo(file);
  }
}

/** Where the lines of an earlier version are in the present text; undefined when that version cannot be told. */
async function placeNow(
  session: RoomSession,
  { path, from, to, version }: CodeLink,
  now: Text,
): Promise<{ from: number; to: number } | undefined> {
  if (version === undefined || version >= session.version.value) return undefined;
  try {
    const way = path.split("/").map(encodeURIComponent).join("/");
    const answer = await fetch(`/rooms/${session.id}/files/${way}?at=v${version}`);
    if (!answer.ok) return undefined;
    const then = textOf((await answer.text()).replace(/\r\n?/g, "\n"));
    const place = linesIn(then, from, to);
    const changes = diffTexts(then.toString(), now.toString());
    const start = changes.mapPos(place.from, 1);
    return { from: start, to: Math.max(start, changes.mapPos(place.to, -1)) };
  } catch {
    return undefined; // offline: the line itself must do
  }
}

function linesIn(text: Text, first: number, last: number): { from: number; to: number } {
  const line = (number: number) => text.line(Math.min(number, text.lines));
  return { from: line(first).from, to: line(last).to };
}

/** What is selected in the code, or the line where the caret is: never nothing, unless there is nothing. */
export function selectedPlace(
  session: RoomSession,
): { file: FileId; from: number; to: number; text: Text } | undefined {
  const { file, carets } = session.carets;
  const [caret = { anchor: 0, head: 0 }] = carets;
  const text = session.textOf(file);
  if (!text) return undefined;
  const at = (position: number) => Math.min(position, text.length);
  const [from, to] = [at(Math.min(caret.anchor, caret.head)), at(Math.max(caret.anchor, caret.head))];
  if (from < to) return { file, from, to, text };
  const line = text.lineAt(from);
  const start = line.from + (line.text.length - line.text.trimStart().length);
  return start < line.to ? { file, from: start, to: line.to, text } : undefined;
}
