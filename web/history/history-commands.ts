// What can be done in a room with its past, as commands.
import { signal } from "@preact/signals";
import type { Command } from "#web/commands/commands";
import { copyText } from "#web/copy-text";
import { roomPath } from "#web/room-address";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { isTouch } from "#web/touch";
import { goToHistory } from "./history-part.tsx";

export const historyPath = (id: string): string => `${roomPath(id)}/history`;

/** Whoever reads the code of the room sees who wrote it. */
export const showsAuthors = signal(false);
/** The version that somebody is about to name. */
export const namedVersion = signal<number | undefined>(undefined);

const group = "History";

export function historyCommands(session: RoomSession): readonly Command[] {
  const isOpened = () => session.opened.value;
  return [
    {
      id: "history.open",
      group,
      label: "Every Version of This Room",
      keys: "Mod+Alt+H",
      when: isOpened,
      run: () => goToHistory(session, historyPath(session.id)),
    },
    {
      id: "history.name",
      group,
      label: "Name This Version…",
      when: () => isOpened() && session.role.value === "editor",
      run: () => (namedVersion.value = session.version.value),
    },
    {
      id: "history.authors",
      group,
      label: "Who Wrote This, On or Off",
      when: () => isOpened() && !isTouch,
      run: () => (showsAuthors.value = !showsAuthors.value),
    },
    {
      id: "history.link",
      group,
      label: "Copy the Link of This Version",
      when: isOpened,
      run: () => void copyLink(session),
    },
  ];
}

async function copyLink({ id, version }: RoomSession): Promise<void> {
  const at = version.value;
  const copied = await copyText(`${location.origin}${historyPath(id)}?at=v${at}`);
  showToast({ text: copied ? `The link to v${at} is on the clipboard.` : "The browser did not let it be copied." });
}
