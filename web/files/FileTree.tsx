// The tree of a room's files, walked as the WAI-ARIA pattern for trees says. Only the lines on the screen are in the page.
import { ChevronRight, Ellipsis } from "lucide-preact";
import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { showPane } from "#web/layout/panes";
import { FileIcon } from "./FileIcon.tsx";
import { dropAttributes, startDrag } from "./file-drag";
import { move, remove } from "./file-actions";
import { FileMenu, type MenuPlace } from "./FileMenu.tsx";
import { folderOf, inFolder, nameOf, type Row } from "./file-tree";
import type { FilesViewState } from "./files-view-state";
import { NewNameField, RenameField } from "./NameLines.tsx";
import { PeopleDots, peopleIn, peopleWords } from "./PeopleDots.tsx";
import { RowWindow } from "./RowWindow.tsx";
import { bring } from "./upload";
import type { RoomSession } from "#web/room-session";

type FileTreeProps = { session: RoomSession; view: FilesViewState };
type Line = { row: Row; index: number } | { naming: { what: "file" | "folder"; folder: string }; depth: number };

const PAGE = 10;
const rowHeight = matchMedia("(pointer: coarse)").matches ? 44 : 26;

export function FileTree({ session, view }: FileTreeProps) {
  const tree = useRef<HTMLDivElement>(null);
  const treeId = useId();
  const [menu, setMenu] = useState<{ path: string; place: MenuPlace }>();
  const canWrite = session.role.value === "editor";
  const rows = view.rows.value;
  const naming = view.naming.value;
  const shownPath = session.files.value.get(session.file.value)?.path;
  const activePath = view.active.value;
  const at = rows.findIndex(({ node }) => node.path === activePath);
  const active = at >= 0 ? at : rows.findIndex(({ node }) => node.path === shownPath);
  const row = rows[active];
  const lines = linesOf(rows, naming);
  const [target, setTarget] = useState<string>();

  // The file that is shown is in sight; whoever closes its folder means it.
  useEffect(() => {
    if (shownPath !== undefined) view.reveal(shownPath);
  }, [view, shownPath]);

  const focus = () => tree.current?.focus();
  const activate = (index: number) => view.activate(rows[Math.max(0, Math.min(rows.length - 1, index))]?.node.path);
  const open = ({ node, isExpanded }: Row) => {
    if (node.kind === "folder") return view.setExpanded(node.path, !isExpanded);
    if (!node.entry) return;
    session.tabs.show(node.entry.file);
    showPane("code");
  };
  const showMenu = (path: string, place: MenuPlace) => {
    view.activate(path);
    setMenu({ path, place });
  };
  const lineOf = (index: number) => document.getElementById(`${treeId}-${index}`)?.getBoundingClientRect();

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    if (!row || event.target !== event.currentTarget) return;
    const { key } = event;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -rows.length, End: rows.length, PageDown: PAGE, PageUp: -PAGE };
    const box = lineOf(active);
    if (isPlain && key in steps) activate(active + steps[key as keyof typeof steps]);
    else if (isPlain && key === "ArrowRight") {
      if (row.node.kind === "folder" && !row.isExpanded) view.setExpanded(row.node.path, true);
      else if (row.node.children.length > 0) activate(active + 1);
    } else if (isPlain && key === "ArrowLeft") {
      if (row.isExpanded) view.setExpanded(row.node.path, false);
      else if (row.parent !== undefined) activate(row.parent);
    } else if (key === "*") {
      for (const { node, parent } of rows)
        if (node.kind === "folder" && parent === row.parent) view.setExpanded(node.path, true);
    } else if (isPlain && (key === "Enter" || key === " ")) {
      open(row);
      if (row.node.kind !== "folder" && key === "Enter") session.focusEditor();
    } else if (key === "ContextMenu" || (key === "F10" && event.shiftKey))
      showMenu(row.node.path, { x: (box?.left ?? 0) + 24, y: box?.bottom ?? 0 });
    else if (key === "F2" && canWrite) view.startRenaming(row.node.path);
    else if (canWrite && (key === "Delete" || (key === "Backspace" && event.metaKey)))
      void remove(session, row.node.path);
    else if (isPlain && key.length === 1) view.typeAhead(key, active, event.timeStamp);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const drops = (folder: string) =>
    canWrite &&
    dropAttributes({
      folder,
      view,
      setTarget,
      onMove: (path) => void move(session, path, inFolder(folder, nameOf(path))),
      onFiles: (taken) => void bring(session, folder, taken),
    });

  return (
    <>
      <RowWindow
        listRef={tree}
        id={treeId}
        class="file-tree"
        role="tree"
        tabIndex={0}
        aria-label="Files"
        aria-activedescendant={row ? `${treeId}-${active}` : undefined}
        data-target={target === ""}
        count={lines.length}
        rowHeight={rowHeight}
        active={lines.findIndex((line) => ("row" in line ? !isNew(naming) && line.index === active : true))}
        row={(index) => {
          const line = lines[index];
          if (!line) return null;
          const top = { top: `${index * rowHeight}px` };
          if ("naming" in line)
            return (
              <NewNameField
                session={session}
                view={view}
                naming={line.naming}
                depth={line.depth}
                style={top}
                onDone={focus}
              />
            );
          const { node, depth, position, siblings, isExpanded } = line.row;
          const people = peopleIn(session, node.entry?.file);
          const isNamed = naming?.what === "rename" && naming.path === node.path;
          const folder = node.kind === "folder" ? node.path : folderOf(node.path);
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the tree has the focus and hears the keys
            <div
              id={`${treeId}-${line.index}`}
              class="file-row"
              role="treeitem"
              aria-level={depth}
              aria-posinset={position}
              aria-setsize={siblings}
              aria-selected={node.path === shownPath}
              aria-expanded={node.kind === "folder" ? isExpanded : undefined}
              aria-label={node.name + (people.length > 0 ? `, ${peopleWords(people)} here` : "")}
              data-active={line.index === active}
              data-target={target !== undefined && target !== "" && target === folder && node.path === folder}
              style={{ ...top, "--depth": depth - 1 }}
              title={node.path}
              draggable={canWrite && !isNamed}
              onDragStart={(event) => startDrag(event, session, node)}
              {...drops(folder)}
              onClick={() => {
                view.activate(node.path);
                open(line.row);
              }}
              onDblClick={() => node.kind !== "folder" && session.focusEditor()}
              onContextMenu={(event) => {
                event.preventDefault();
                showMenu(node.path, { x: event.clientX, y: event.clientY });
              }}
            >
              {node.kind === "folder" ? (
                <ChevronRight class="file-chevron" aria-hidden="true" />
              ) : (
                <span class="file-chevron" />
              )}
              <FileIcon entry={node.entry ?? node} isExpanded={isExpanded} />
              {isNamed ? (
                <RenameField session={session} view={view} path={node.path} onDone={focus} />
              ) : (
                <>
                  <span class="file-name">{node.name}</span>
                  <PeopleDots people={people} />
                  <button
                    type="button"
                    class="file-more"
                    tabIndex={-1}
                    aria-label={`More for ${node.name}`}
                    onClick={(event) => {
                      event.stopPropagation();
                      const button = event.currentTarget.getBoundingClientRect();
                      showMenu(node.path, { x: button.left, y: button.bottom });
                    }}
                  >
                    <Ellipsis />
                  </button>
                </>
              )}
            </div>
          );
        }}
        onKeyDown={onKeyDown}
        {...drops("")}
      />
      {menu && (
        <FileMenu
          session={session}
          view={view}
          path={menu.path}
          place={menu.place}
          onClose={(focusTree) => {
            setMenu(undefined);
            if (focusTree) focus();
          }}
        />
      )}
    </>
  );
}

const isNew = (naming: FilesViewState["naming"]["value"]) => naming !== undefined && naming.what !== "rename";

// What is new stands first in its folder until it has a name.
function linesOf(rows: readonly Row[], naming: FilesViewState["naming"]["value"]): readonly Line[] {
  const lines: Line[] = rows.map((row, index) => ({ row, index }));
  if (naming === undefined || naming.what === "rename") return lines;
  const at = rows.findIndex(({ node }) => node.path === naming.folder);
  return lines.toSpliced(at + 1, 0, { naming, depth: (rows[at]?.depth ?? 0) + 1 });
}
