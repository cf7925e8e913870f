// Opens a file by a few letters of its name.
import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { fuzzyMatch } from "#web/commands/fuzzy";
import type { FileEntry } from "#protocol/project";
import { showPane } from "#web/layout/panes";
import type { RoomSession } from "#web/room-session";
import { FileIcon } from "./FileIcon.tsx";
import { folderOf, nameOf } from "./file-tree";
import { naturally } from "./natural-order";
import { PeopleDots, peopleIn } from "./PeopleDots.tsx";

/** More than these nobody reads: they type another letter. */
const SHOWN_MAX = 60;
const TYPED_MAX = 60;
/** A name counts for more than the folders before it. */
const NAME_BONUS = 20;

type Found = { entry: FileEntry; score: number; places: ReadonlySet<number> };

export function QuickOpen({ session, onClose }: { session: RoomSession; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const files = session.files.value;
  const found = useMemo(() => search(files.values(), session.tabs.open.peek(), typed), [files, session, typed]);
  const active = found[Math.min(at, found.length - 1)];

  // Before the next key, which is the first letter.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    dialog.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, typed]);

  const choose = ({ file }: FileEntry) => {
    dialog.current?.close();
    session.tabs.show(file);
    showPane("code");
    session.focusEditor();
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((at + step + found.length) % Math.max(1, found.length));
    else if (event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Enter" && active) choose(active.entry);
  };
  return (
    <dialog ref={dialog} class="palette" aria-label="Open a file" onClose={onClose} closedby="any">
      <input
        class="palette-field"
        role="combobox"
        aria-label="Find a file"
        aria-expanded={true}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active && `${listId}-${found.indexOf(active)}`}
        placeholder="Which file?"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        maxLength={TYPED_MAX}
        value={typed}
        onInput={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="palette-list" role="listbox" id={listId} aria-label="Files">
        {found.map((one, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are heard by the field
          <div
            key={one.entry.file}
            id={`${listId}-${index}`}
            class="palette-item quick-open-item"
            role="option"
            tabIndex={-1}
            aria-selected={one === active}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(one.entry)}
          >
            <FileIcon entry={one.entry} />
            <FoundPath found={one} />
            <PeopleDots people={peopleIn(session, one.entry.file)} />
          </div>
        ))}
      </div>
      <p class="palette-none" role="status">
        {found.length === 0 && "No file is called that."}
      </p>
    </dialog>
  );
}

function FoundPath({ found: { entry, places } }: { found: Found }) {
  const folder = folderOf(entry.path);
  const start = entry.path.length - nameOf(entry.path).length;
  return (
    <>
      <span class="file-name">{marked(entry.path, start, entry.path.length, places)}</span>
      {folder !== "" && <span class="quiet quick-open-folder">{marked(entry.path, 0, folder.length, places)}</span>}
    </>
  );
}

const marked = (path: string, from: number, to: number, places: ReadonlySet<number>) =>
  Array.from(path.slice(from, to), (letter, at) => (places.has(from + at) ? <mark key={at}>{letter}</mark> : letter));

// Without a word typed, the open files come first; else the name counts before its folders.
function search(entries: Iterable<FileEntry>, open: readonly number[], typed: string): readonly Found[] {
  const files = [...entries].filter(({ deleted, kind }) => !deleted && kind !== "folder");
  const isOpen = ({ entry }: Found) => Number(open.includes(entry.file));
  const found = files.flatMap((entry): Found[] => {
    const name = nameOf(entry.path);
    const inName = fuzzyMatch(typed, name);
    const start = entry.path.length - name.length;
    if (inName)
      return [
        { entry, score: inName.score + NAME_BONUS, places: new Set(inName.places.map((place) => start + place)) },
      ];
    const inPath = fuzzyMatch(typed, entry.path);
    return inPath ? [{ entry, score: inPath.score, places: new Set(inPath.places) }] : [];
  });
  const byPath = (a: Found, b: Found) => naturally(a.entry.path, b.entry.path);
  const inOrder =
    typed.trim() === ""
      ? found.toSorted((a, b) => isOpen(b) - isOpen(a) || byPath(a, b))
      : found.toSorted((a, b) => b.score - a.score || byPath(a, b));
  return inOrder.slice(0, SHOWN_MAX);
}
