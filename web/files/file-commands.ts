// What can be done with the files of a room, as commands.
import type { Command } from "#web/commands/commands";
import { download } from "#web/download";
import { showPane, showView } from "#web/layout/panes";
import type { RoomSession } from "#web/room-session";
import { roomDialog } from "#web/room/room-dialog";
import { fileSearchOf } from "#web/search/file-search";
import { duplicate, fileAddress, remove, zipAddress } from "./file-actions";
import { nameOf } from "./file-tree";
import { filesViewOf } from "./files-view-state";
import { MAIN_FILE } from "#protocol/project";

export function fileCommands(session: RoomSession): readonly Command[] {
  const view = filesViewOf(session);
  const isOpened = () => session.opened.value;
  const canWrite = () => isOpened() && session.role.value === "editor";
  const shown = () => session.files.value.get(session.file.value);
  const hasMany = () => session.tabs.open.value.length > 1;
  const inTree = (act: () => void) => () => {
    showView("files");
    act();
  };
  const command = (id: string, label: string, when: () => boolean, run: () => void, keys?: string): Command => ({
    id: `files.${id}`,
    group: "Files",
    label,
    when,
    run,
    ...(keys !== undefined && { keys }),
  });
  const ofShown = (act: (path: string) => void) => () => {
    const entry = shown();
    if (entry) act(entry.path);
  };
  return [
    command("open", "Open…", isOpened, () => (roomDialog.value = "files"), "Mod+P"),
    command("search", "Search in All of Them…", isOpened, () => searchAll(session), "Mod+Shift+F"),
    command(
      "new",
      "New…",
      canWrite,
      inTree(() => view.startNew("file", view.folder)),
      "Mod+Alt+N",
    ),
    command(
      "newFolder",
      "New Folder…",
      canWrite,
      inTree(() => view.startNew("folder", view.folder)),
    ),
    command("rename", "Rename This One…", canWrite, inTree(ofShown((path) => view.startRenaming(path)))),
    command("move", "Move This One…", canWrite, inTree(ofShown((path) => view.startMoving(path)))),
    command(
      "duplicate",
      "Duplicate This One",
      () => canWrite() && shown()?.kind === "text",
      () => {
        const entry = shown();
        if (entry) void duplicate(session, entry);
      },
    ),
    command(
      "delete",
      "Delete This One",
      () => canWrite() && session.file.value !== MAIN_FILE,
      ofShown((path) => void remove(session, path)),
    ),
    command(
      "download",
      "Download This One",
      isOpened,
      ofShown((path) => download(fileAddress(session, path), nameOf(path))),
    ),
    command("zip", "Download All as a Zip File", isOpened, () => download(zipAddress(session), "")),
    command("reveal", "Show This One in the Tree", isOpened, inTree(ofShown((path) => view.reveal(path)))),
    command("close", "Close This Tab", hasMany, () => session.tabs.close(session.file.value), "Alt+W"),
    command("closeOthers", "Close All Other Tabs", hasMany, () => session.tabs.closeOthers(session.file.value)),
    command("next", "Next Tab", hasMany, () => session.tabs.step(1), "Alt+PageDown"),
    command("previous", "Previous Tab", hasMany, () => session.tabs.step(-1), "Alt+PageUp"),
    command("code", "Back to the Code", isOpened, () => {
      showPane("code");
      session.focusEditor();
    }),
  ];
}

function searchAll(session: RoomSession): void {
  const selected = session.selected;
  showView("search");
  fileSearchOf(session).wantFocus(selected);
}
