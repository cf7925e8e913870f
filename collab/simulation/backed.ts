// Nothing is told that the disk does not have: each message that leaves the room is held against what would be left of
// the room if everything ended now.
import { diffOf } from "#collab/changes";
import type { RoomState } from "#collab/room-events";
import { check, same } from "#collab/simulation/check";
import type { MemoryLog } from "#collab/simulation/disk";
import type { RoomMessage } from "#protocol/socket";

export function checkBacked(message: RoomMessage, { state, log }: { state: RoomState; log: MemoryLog }): void {
  if (!("version" in message)) return;
  const { version } = message;
  check(version <= state.version, "what is told is on disk", () => JSON.stringify(message));
  const stored = log.since(version - 1)?.[0];
  if ("code" in message && message.code !== undefined) {
    same(message.code, log.textAt(version)?.toString(), "a text told is the text on disk");
  }
  if (message.type === "code_update" && message.diff) {
    same(
      [message.user, message.diff],
      [stored?.user, stored && diffOf(stored.changes)],
      "an edit told is the edit on disk",
    );
  }
  if (message.type === "ack" && message.sequence !== undefined && stored) {
    // Of an edit sent again a room whose log was cut knows that it has it, and no longer where.
    if (log.start === 0) same(message.sequence, stored.sequence, "an ack names the edit on disk");
    if (message.diff) same(message.diff, diffOf(stored.changes), "an ack tells how the edit was moved");
  }
}
