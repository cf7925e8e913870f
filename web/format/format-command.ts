import type { Command } from "#web/commands/commands";
import { missingWords } from "#web/controls/late.tsx";
import { part } from "#web/parts";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";

const formatting = part(() => import("./format-room"));

export const formatCommand = (session: RoomSession): Command => ({
  id: "edit.format",
  group: "Edit",
  label: "Format",
  keys: "Shift+Alt+F",
  when: () => session.opened.value && session.role.value === "editor",
  run: () =>
    void formatting.fetch().then(
      ({ formatRoom }) => formatRoom(session),
      () => showToast({ text: missingWords("The formatter") }),
    ),
});
