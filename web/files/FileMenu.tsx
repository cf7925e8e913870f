// What can be done with one line of the tree, where the pointer is or under the line.
import { ArrowLeft, Check } from "lucide-preact";
import type { ComponentChildren, TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { languages } from "#protocol/languages";
import { MAIN_FILE } from "#protocol/project";
import { download } from "#web/download";
import { isMac } from "#web/keys";
import type { RoomSession } from "#web/room-session";
import { copyPath, duplicate, fileAddress, holdsMain, remove, setLineEnds } from "./file-actions";
import { nameOf } from "./file-tree";
import type { FilesViewState } from "./files-view-state";

export type MenuPlace = { x: number; y: number };

type FileMenuProps = {
  session: RoomSession;
  view: FilesViewState;
  path: string;
  place: MenuPlace;
  /** True when the focus is to go back to the tree. */
  onClose: (focusTree: boolean) => void;
};
type ItemProps = {
  label: ComponentChildren;
  keys?: string;
  /** As it is set now. */
  value?: string;
  mark?: boolean;
  disabled?: string | false;
  run: () => void;
};

export function FileMenu({ session, view, path, place, onClose }: FileMenuProps) {
  const panel = useRef<HTMLDivElement>(null);
  const [page, setPage] = useState<"all" | "language">("all");
  const [at, setAt] = useState(place);
  const entry = [...session.files.value.values()].find((one) => !one.deleted && one.path === path);
  const isFolder = entry === undefined || entry.kind === "folder";
  const canWrite = session.role.value === "editor";

  useLayoutEffect(() => {
    const box = panel.current?.getBoundingClientRect();
    if (!box) return;
    const inside = (wanted: number, size: number, end: number) => Math.max(8, Math.min(wanted, end - size - 8));
    setAt({ x: inside(place.x, box.width, innerWidth), y: inside(place.y, box.height, innerHeight) });
    (panel.current?.querySelector<HTMLElement>("[aria-checked=true]") ?? itemsOf(panel.current)[0])?.focus();
  }, [place, page]);
  useEffect(() => {
    const onPointer = ({ target }: PointerEvent) => {
      if (!panel.current?.contains(target as Node)) onClose(false);
    };
    document.addEventListener("pointerdown", onPointer);
    return () => document.removeEventListener("pointerdown", onPointer);
  }, [onClose]);

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const all = itemsOf(panel.current);
    const now = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) all.at(next % Math.max(1, all.length))?.focus();
    else if (event.key === "Escape" || event.key === "Tab") onClose(true);
    else if (event.key === "ArrowLeft" && page === "language") setPage("all");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Closes the menu first, and gives the focus back unless the act takes it. */
  const act =
    (run: () => void, takesFocus = false) =>
    () => {
      onClose(!takesFocus);
      run();
    };

  return (
    <div
      ref={panel}
      class="menu-panel file-menu"
      role="menu"
      tabIndex={-1}
      aria-label={`${page === "all" ? "" : "Language of "}${nameOf(path)}`}
      style={{ left: `${at.x}px`, top: `${at.y}px` }}
      onKeyDown={onKeyDown}
    >
      {page === "language" && entry && (
        <>
          <Item
            label={
              <>
                <ArrowLeft /> Language
              </>
            }
            run={() => setPage("all")}
          />
          <hr />
          {languages.map(({ id, name }) => (
            <Item
              key={id}
              label={name}
              mark={session.languageOf(entry.file) === id}
              run={act(() => session.setLanguage(id, entry.file))}
            />
          ))}
        </>
      )}
      {page === "all" && (
        <>
          {!isFolder && entry && <Item label="Open" keys="Enter" run={act(() => session.tabs.show(entry.file))} />}
          {isFolder && canWrite && (
            <>
              <Item label="New file…" run={act(() => view.startNew("file", path), true)} />
              <Item label="New folder…" run={act(() => view.startNew("folder", path), true)} />
              <hr />
            </>
          )}
          {canWrite && (
            <>
              <Item label="Rename…" keys="F2" run={act(() => view.startRenaming(path), true)} />
              <Item label="Move to…" run={act(() => view.startMoving(path), true)} />
              {entry?.kind === "text" && <Item label="Duplicate" run={act(() => void duplicate(session, entry))} />}
            </>
          )}
          <Item label="Copy path" run={act(() => void copyPath(path))} />
          {!isFolder && <Item label="Download" run={act(() => download(fileAddress(session, path), nameOf(path)))} />}
          {canWrite && entry?.kind === "text" && (
            <>
              <hr />
              <Item
                label="Language…"
                value={nameOfLanguage(session.languageOf(entry.file))}
                run={() => setPage("language")}
              />
              <Item
                label="Line ends"
                value={entry.eol === "crlf" ? "CRLF" : "LF"}
                run={act(() => void setLineEnds(session, entry.file, entry.eol === "crlf" ? "lf" : "crlf"))}
              />
            </>
          )}
          {canWrite && (
            <>
              <hr />
              <Item
                label="Delete"
                keys={isMac ? "⌘⌫" : "Del"}
                disabled={
                  holdsMain(session, path) &&
                  (entry?.file === MAIN_FILE
                    ? "The main file stays: Run starts it."
                    : "The main file is in it, which stays.")
                }
                run={act(() => void remove(session, path))}
              />
            </>
          )}
        </>
      )}
    </div>
  );
}

const nameOfLanguage = (id: string) => languages.find((one) => one.id === id)?.name ?? id;
const itemsOf = (panel: HTMLElement | null) => [...(panel?.querySelectorAll<HTMLElement>(".menu-item") ?? [])];

function Item({ label, keys, value, mark, disabled = false, run }: ItemProps) {
  return (
    <button
      type="button"
      class="menu-item"
      role={mark === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={mark}
      aria-disabled={disabled !== false}
      title={disabled || undefined}
      onClick={() => disabled === false && run()}
    >
      {mark !== undefined && <span class="menu-item-mark">{mark && <Check />}</span>}
      <span class="file-menu-label">{label}</span>
      {keys && <span class="file-menu-keys">{keys}</span>}
      {value && <span class="file-menu-value">{value}</span>}
    </button>
  );
}
