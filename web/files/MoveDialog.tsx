// Puts a file or a folder into another folder: for the keyboard, and for fingers, which do not drag in a list.
import { Folder } from "lucide-preact";
import { useState } from "preact/hooks";
import { Dialog } from "#web/controls/Dialog.tsx";
import type { RoomSession } from "#web/room-session";
import { move } from "./file-actions";
import { allFolders, folderOf, inFolder, isWithin, nameOf } from "./file-tree";
import { faultOfPath } from "./path-faults";
import { entriesAt } from "./tree-wishes";

/** More than these nobody reads: they type another letter. */
const SHOWN_MAX = 200;

type MoveDialogProps = { session: RoomSession; path: string; onClose: () => void };

export function MoveDialog({ session, path, onClose }: MoveDialogProps) {
  const [typed, setTyped] = useState("");
  const files = session.files.value;
  const own = new Set(entriesAt(files, path).map(({ file }) => file));
  const wanted = typed.trim().replace(/\/+$/, "");
  const known = ["", ...allFolders(files.values())].filter(
    (folder) => folder !== folderOf(path) && folder !== path && !isWithin(folder || "/", path),
  );
  const found = known.filter((folder) => folder.toLowerCase().includes(wanted.toLowerCase()));
  const folders = wanted === "" || known.includes(wanted) ? found : [...found, wanted];
  const faultAt = (folder: string) => faultOfPath(inFolder(folder, nameOf(path)), files.values(), own);
  const go = async (folder: string) => {
    if (await move(session, path, inFolder(folder, nameOf(path)))) onClose();
  };
  return (
    <Dialog title={`Move “${nameOf(path)}” to`} onClose={onClose}>
      <input
        class="field"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it is why the dialog was opened
        autofocus
        aria-label="Find a folder, or name a new one"
        placeholder="Find a folder, or name a new one"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={({ key }) => {
          const [first] = folders;
          if (key === "Enter" && first !== undefined && faultAt(first) === undefined) void go(first);
        }}
      />
      <ul class="move-list">
        {folders.slice(0, SHOWN_MAX).map((folder) => {
          const fault = faultAt(folder);
          return (
            <li key={folder}>
              <button type="button" class="menu-item" disabled={fault !== undefined} onClick={() => void go(folder)}>
                <Folder aria-hidden="true" />
                <span>{folder === "" ? "The top" : folder}</span>
                {!known.includes(folder) && <span class="quiet">new</span>}
                {fault && <span class="move-fault">{fault}</span>}
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
