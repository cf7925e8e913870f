// The view of the left sidebar: the tree, what is made in it, and what was deleted.
import { ChevronDown, Download, FilePlus, FolderPlus, RotateCcw, Trash2, Upload } from "lucide-preact";
import { useRef } from "preact/hooks";
import type { RoomSession } from "#web/room-session";
import { takeChosen } from "./arrivals";
import { restore, zipAddress } from "./file-actions";
import { FileIcon } from "./FileIcon.tsx";
import { FileTree } from "./FileTree.tsx";
import { naturally } from "./natural-order";
import { filesViewOf } from "./files-view-state";
import { MoveDialog } from "./MoveDialog.tsx";
import { bring, limitWords } from "./upload";
import "./files.css";

/** What was deleted longer ago is found by the room's history. */
const DELETED_SHOWN_MAX = 300;

export function FilesView({ session }: { session: RoomSession }) {
  const view = filesViewOf(session);
  const canWrite = session.role.value === "editor";
  return (
    <div class="files-view">
      <div class="files-bar" role="toolbar" aria-label="Files">
        {canWrite && (
          <>
            <Tool label="New file" icon={FilePlus} run={() => view.startNew("file", view.folder)} />
            <Tool label="New folder" icon={FolderPlus} run={() => view.startNew("folder", view.folder)} />
            <UploadTool session={session} />
          </>
        )}
        <a
          class="button button-icon"
          href={zipAddress(session)}
          download
          aria-label="Download all as a zip file"
          title="Download all as a zip file"
        >
          <Download />
        </a>
      </div>
      {session.opened.value ? <FileTree session={session} view={view} /> : <div class="file-tree" />}
      <DeletedFiles session={session} />
      {view.moving.value !== undefined && (
        <MoveDialog session={session} path={view.moving.value} onClose={() => view.startMoving(undefined)} />
      )}
    </div>
  );
}

type ToolProps = { label: string; icon: typeof FilePlus; run: () => void };
const Tool = ({ label, icon: Icon, run }: ToolProps) => (
  <button type="button" class="button button-icon" aria-label={label} title={label} onClick={run}>
    <Icon />
  </button>
);

function UploadTool({ session }: { session: RoomSession }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <Tool
        label={`Add files or a zip file from this device. ${limitWords}`}
        icon={Upload}
        run={() => field.current?.click()}
      />
      <input
        ref={field}
        type="file"
        multiple
        hidden
        aria-label="Files to add"
        onChange={({ currentTarget }) => {
          if (currentTarget.files) void bring(session, filesViewOf(session).folder, takeChosen(currentTarget.files));
          currentTarget.value = "";
        }}
      />
    </>
  );
}

function DeletedFiles({ session }: { session: RoomSession }) {
  const view = filesViewOf(session);
  const deleted = [...session.files.value.values()].filter((entry) => entry.deleted && entry.kind !== "folder");
  if (deleted.length === 0) return null;
  const shown = deleted.toSorted((a, b) => naturally(a.path, b.path)).slice(0, DELETED_SHOWN_MAX);
  const isOpen = view.showsDeleted.value;
  return (
    <section class="deleted-files">
      <button type="button" class="deleted-head" aria-expanded={isOpen} onClick={() => view.toggleDeleted()}>
        <Trash2 aria-hidden="true" />
        Deleted files
        <span class="quiet">{deleted.length}</span>
        <ChevronDown aria-hidden="true" />
      </button>
      {isOpen && (
        <ul>
          {shown.map((entry) => (
            <li key={entry.file} class="deleted-file" title={entry.path}>
              <FileIcon entry={entry} />
              <span class="file-name">{entry.path}</span>
              {session.role.value === "editor" && (
                <button
                  type="button"
                  class="button button-icon"
                  aria-label={`Restore ${entry.path}`}
                  title="Restore"
                  onClick={() => void restore(session, [entry])}
                >
                  <RotateCcw />
                </button>
              )}
            </li>
          ))}
          {deleted.length > shown.length && <li class="quiet">and {deleted.length - shown.length} more</li>}
        </ul>
      )}
    </section>
  );
}
