// Where names are typed in the tree: of something new, and instead of another one.
import type { RoomSession } from "#web/room-session";
import { createFile, createFolder, move } from "./file-actions";
import { FileIcon } from "./FileIcon.tsx";
import { folderOf, inFolder, nameOf } from "./file-tree";
import type { FilesViewState } from "./files-view-state";
import { NameField } from "./NameField.tsx";
import { faultOfPath } from "./path-faults";
import { entriesAt } from "./tree-wishes";

type Common = { session: RoomSession; view: FilesViewState; onDone: () => void };
type NewNameProps = Common & {
  naming: { what: "file" | "folder"; folder: string };
  depth: number;
  style: Record<string, string>;
};

export function NewNameField({ session, view, naming, depth, style, onDone }: NewNameProps) {
  const { what, folder } = naming;
  return (
    <div
      class="file-row"
      style={{ ...style, "--depth": depth - 1 }}
      role="treeitem"
      aria-level={depth}
      aria-selected={false}
    >
      <span class="file-chevron" />
      <FileIcon entry={{ kind: what === "file" ? "text" : "folder", path: "" }} />
      <NameField
        label={`Name of the new ${what}${folder === "" ? "" : ` in ${folder}`}`}
        value=""
        faultOf={(name) => faultOfPath(inFolder(folder, name), session.files.peek().values())}
        onDone={(name, byKey) => {
          view.endNaming();
          if (byKey) onDone();
          if (name === undefined) return;
          const path = inFolder(folder, name);
          const create = what === "file" ? createFile : createFolder;
          void create(session, path).then((done) => done && view.reveal(path));
        }}
      />
    </div>
  );
}

export function RenameField({ session, view, path, onDone }: Common & { path: string }) {
  const own = new Set(entriesAt(session.files.peek(), path).map(({ file }) => file));
  const pathOf = (name: string) => inFolder(folderOf(path), name);
  return (
    <NameField
      label={`New name of ${nameOf(path)}`}
      value={nameOf(path)}
      faultOf={(name) => faultOfPath(pathOf(name), session.files.peek().values(), own)}
      onDone={(name, byKey) => {
        view.endNaming();
        if (byKey) onDone();
        if (name === undefined || pathOf(name) === path) return;
        void move(session, path, pathOf(name)).then((done) => done && view.reveal(pathOf(name).normalize("NFC")));
      }}
    />
  );
}
