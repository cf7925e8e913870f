// Dragging in the tree: a line to another folder, a file out of the browser, files and folders into it.
import type { RoomSession } from "#web/room-session";
import { fileAddress } from "./file-actions";
import { folderOf, isWithin, nameOf, type TreeNode } from "./file-tree";
import { carriesFiles, takeDropped } from "./arrivals";
import type { FilesViewState } from "./files-view-state";

// What is dragged cannot be read before it is dropped; within one page it is known here.
let draggedPath: string | undefined;

/** Over a closed folder for so long, it opens. */
const OPEN_MS = 700;
let opening: { folder: string; timer: ReturnType<typeof setTimeout> } | undefined;

export function startDrag(event: DragEvent, session: RoomSession, { path, kind }: TreeNode): void {
  const { dataTransfer } = event;
  if (!dataTransfer) return;
  draggedPath = path;
  dataTransfer.effectAllowed = "copyMove";
  dataTransfer.setData("text/plain", path);
  if (kind === "folder") return;
  // Chromium saves what is dropped on a desktop; other browsers let go of it.
  const address = new URL(fileAddress(session, path), location.href).href;
  dataTransfer.setData("DownloadURL", `application/octet-stream:${nameOf(path)}:${address}`);
}

type DropPlace = {
  folder: string;
  view: FilesViewState;
  setTarget: (folder: string | undefined) => void;
  onMove: (path: string) => void;
  onFiles: (taken: ReturnType<typeof takeDropped>) => void;
};

/** For the line of a folder, of a file in it, and for the tree itself, where `folder` is "". */
export function dropAttributes({ folder, view, setTarget, onMove, onFiles }: DropPlace) {
  const takes = (event: DragEvent) => {
    if (draggedPath === undefined) return carriesFiles(event);
    return folderOf(draggedPath) !== folder && draggedPath !== folder && !isWithin(folder || "/", draggedPath);
  };
  const end = () => {
    clearTimeout(opening?.timer);
    opening = undefined;
    setTarget(undefined);
  };
  return {
    onDragOver: (event: DragEvent) => {
      event.stopPropagation();
      if (!takes(event)) return end();
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = draggedPath === undefined ? "copy" : "move";
      setTarget(folder);
      if (opening?.folder === folder) return;
      clearTimeout(opening?.timer);
      opening = { folder, timer: setTimeout(() => folder && view.setExpanded(folder, true), OPEN_MS) };
    },
    onDragLeave: end,
    onDragEnd: () => {
      draggedPath = undefined;
      end();
    },
    onDrop: (event: DragEvent) => {
      event.stopPropagation();
      event.preventDefault();
      const path = draggedPath;
      const isTaken = takes(event);
      draggedPath = undefined;
      end();
      if (!isTaken) return;
      if (path === undefined) onFiles(takeDropped(event));
      else onMove(path);
    },
  };
}
