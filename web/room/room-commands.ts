// What the room adds to the editor's command palette.
import type { Command } from "#web/editor/attach-editor";
import { copyText } from "#web/copy-text";
import { roomLink } from "#web/room-address";
import type { RoomSession } from "#web/room-session";
import { panelWish, pressRun, toggleOutput } from "#web/run/run-actions";
import { settings } from "#web/settings/settings";
import { showToast } from "#web/toast";

export function roomCommands(session: RoomSession, share: () => void): readonly Command[] {
  return [
    { id: "run", label: "Run", key: "Enter", run: () => pressRun(session) },
    { id: "stop", label: "Run: Stop", run: () => session.run.stop() },
    { id: "output", label: "Run: Go to the Output, and Back", key: "Backquote", run: () => toggleOutput(session) },
    { id: "nextInput", label: "Run: Input for the Next One…", run: () => panelWish("input") },
    { id: "runs", label: "Run: Earlier Ones…", run: () => panelWish("runs") },
    { id: "share", label: "Share This Room…", key: "Shift+E", run: share },
    {
      id: "copyLink",
      label: "Copy the Link of This Room",
      key: "Shift+L",
      run: () => void copyLink(session),
    },
    { id: "suggestions", label: "Suggestions: On or Off", run: () => toggleSuggestions() },
    { id: "themeLight", label: "Theme: Light", run: () => (settings.theme.value = "light") },
    { id: "themeDark", label: "Theme: Dark", run: () => (settings.theme.value = "dark") },
    { id: "themeSystem", label: "Theme: as the System", run: () => (settings.theme.value = "system") },
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

function toggleSuggestions(): void {
  settings.suggestions.value = !settings.suggestions.value;
  showToast({
    text: settings.suggestions.value ? "Suggestions come while you type." : "No more suggestions while you type.",
  });
}
