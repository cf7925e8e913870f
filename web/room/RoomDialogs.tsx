import type { Command } from "#web/commands/commands";
import { CommandPalette } from "#web/commands/CommandPalette.tsx";
import { lateDialog } from "#web/controls/late.tsx";
import { QuickOpen } from "#web/files/QuickOpen.tsx";
import type { RoomSession } from "#web/room-session";
import { type RoomDialog, roomDialog } from "./room-dialog";
import { ShareDialog } from "./ShareDialog.tsx";
import "#web/commands/commands.css";

const ShortcutsDialog = lateDialog(
  () => import("#web/commands/ShortcutsDialog.tsx").then(({ ShortcutsDialog }) => ShortcutsDialog),
  { name: "The shortcuts", open: () => (roomDialog.value = "shortcuts") },
);
const SettingsDialog = lateDialog(
  () => import("#web/settings/SettingsDialog.tsx").then(({ SettingsDialog }) => SettingsDialog),
  { name: "The settings", open: () => (roomDialog.value = "settings") },
);

export function RoomDialogs({ session }: { session: RoomSession }) {
  const shown = roomDialog.value;
  // Its own closing is told late: another one may be open by then.
  const close = (which: RoomDialog) => {
    if (roomDialog.value !== which) return;
    roomDialog.value = undefined;
    if (which !== "commands" && which !== "files") session.focusEditor();
  };
  const closePalette = (chosen?: Command) => {
    close("commands");
    // It gave the focus back to where it was; if that was nowhere, the code is where people want to be.
    if (!document.activeElement || document.activeElement === document.body) session.focusEditor();
    chosen?.run();
  };
  return (
    <>
      {shown === "share" && <ShareDialog session={session} onClose={() => close("share")} />}
      {shown === "commands" && <CommandPalette onClose={closePalette} />}
      {shown === "files" && <QuickOpen session={session} onClose={() => close("files")} />}
      {shown === "shortcuts" && <ShortcutsDialog onClose={() => close("shortcuts")} />}
      {shown === "settings" && (
        <SettingsDialog
          session={session}
          onOpen={(other) => (roomDialog.value = other)}
          onClose={() => close("settings")}
        />
      )}
    </>
  );
}
