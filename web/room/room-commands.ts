// What can be done in every room, whatever its editor.
import type { Command } from "#web/commands/commands";
import { copyText } from "#web/copy-text";
import { roomLink } from "#web/room-address";
import type { RoomSession } from "#web/room-session";
import { panelWish, pressRun, toggleOutput } from "#web/run/run-actions";
import { showToast } from "#web/toast";
import { roomDialog } from "./room-dialog";

export function roomCommands(session: RoomSession): readonly Command[] {
  const isOpened = () => session.opened.value;
  const canWrite = () => isOpened() && session.role.value === "editor";
  const command = (
    group: string,
    id: string,
    label: string,
    rest: Omit<Command, "id" | "group" | "label">,
  ): Command => ({
    id: `${group.toLowerCase()}.${id}`,
    group,
    label,
    ...rest,
  });
  return [
    command("Help", "commands", "All Commands…", {
      keys: ["Mod+Shift+P", "F1"],
      // Not in itself.
      when: () => roomDialog.value !== "commands",
      run: () => (roomDialog.value = "commands"),
    }),
    command("Help", "shortcuts", "Keyboard Shortcuts…", {
      keys: ["Shift+F1", "?"],
      run: () => (roomDialog.value = "shortcuts"),
    }),
    command("Run", "start", "Start", { keys: "Mod+Enter", when: canWrite, run: () => pressRun(session) }),
    command("Run", "startFile", "Start the File That Is Shown", {
      keys: "Mod+Alt+Enter",
      when: canWrite,
      run: () => pressRun(session, session.file.value),
    }),
    command("Run", "stop", "Stop", {
      when: () => canWrite() && session.run.isRunning,
      run: () => session.run.stop(),
    }),
    command("Run", "output", "Go to the Output, and Back", {
      keys: "Mod+Backquote",
      when: isOpened,
      run: () => toggleOutput(session),
    }),
    command("Run", "nextInput", "Input for the Next One…", { when: canWrite, run: () => panelWish("input") }),
    command("Run", "runs", "Earlier Ones…", { when: isOpened, run: () => panelWish("runs") }),
    command("Room", "share", "Share…", {
      keys: "Mod+Shift+E",
      when: isOpened,
      run: () => (roomDialog.value = "share"),
    }),
    command("Room", "copyLink", "Copy Its Link", { keys: "Mod+Shift+L", run: () => void copyLink(session) }),
  ];
}

async function copyLink(session: RoomSession): Promise<void> {
  const copied = await copyText(roomLink(location.origin, session.id));
  showToast({
    text: copied
      ? "The room’s link is on the clipboard."
      : "The browser did not let the link be copied; Share shows it.",
  });
}
