import type { Command } from "#web/commands/commands";
import type { RoomSession } from "#web/room-session";

export const formatCommand = (session: RoomSession): Command => ({
  id: "edit.format",
  group: "Edit",
  label: "Format",
  keys: "Shift+Alt+F",
  when: () => session.opened.value && session.role.value === "editor",
  run: () => void import("./format-room").then(({ formatRoom }) => formatRoom(session)),
});
