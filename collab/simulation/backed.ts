// Nothing is told that the disk does not have: each message that leaves the room is held against what would be left of
// the room if everything ended now.
import { diffOf } from "#collab/changes";
import type { RoomState } from "#collab/room-events";
import { check, same } from "#collab/simulation/check";
import { entriesOf } from "#collab/simulation/files-seen";
import type { MemoryLog } from "#collab/simulation/disk";
import { MAIN_FILE } from "#protocol/project";
import type { RoomMessage } from "#protocol/socket";

export function checkBacked(message: RoomMessage, { state, log }: { state: RoomState; log: MemoryLog }): void {
  if (!("version" in message)) return;
  const { version } = message;
  check(version <= state.version, "what is told is on disk", () => JSON.stringify(message));
  const stored = log.since(version - 1)?.[0];
  if ("code" in message && message.code !== undefined) {
    same(message.code, log.projectAt(version)?.text(fileOf(message))?.toString(), "a text told is the text on disk");
  }
  if (message.type === "init") {
    const project = log.projectAt(version);
    for (const { file, code } of message.texts ?? [])
      same(code, project?.text(file)?.toString(), "a file's text told is the text on disk");
    if (message.files && project) {
      same(
        entriesOf(message.files),
        entriesOf([...project.files()].map(({ entry }) => entry)),
        "files told are on disk",
      );
    }
  }
  if (message.type === "code_update" && message.diff) {
    // Who knows only the main file is told of another's edit that it was.
    const elsewhere = stored && message.diff.length === 0 && stored.file !== fileOf(message);
    same(
      [message.user, message.diff],
      [stored?.user, stored && (elsewhere || !stored.changes ? [] : diffOf(stored.changes))],
      "an edit told is the edit on disk",
    );
  }
  if (message.type === "files_update" && message.files.length > 0) {
    const entries = stored?.tree?.map(({ text: _, ...entry }) => entry);
    same(message.files, entries, "files told are the files on disk");
  }
  if (message.type === "ack" && message.sequence !== undefined && stored) {
    // Of an edit sent again a room whose log was cut knows that it has it, and no longer where.
    if (log.start === 0) same(message.sequence, stored.sequence, "an ack names the edit on disk");
    if (message.diff && stored.changes)
      same(message.diff, diffOf(stored.changes), "an ack tells how the edit was moved");
  }
}

const fileOf = (message: RoomMessage): number => ("file" in message ? message.file : undefined) ?? MAIN_FILE;
