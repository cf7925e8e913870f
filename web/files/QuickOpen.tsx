// Opens a file by a few letters of its name.
import { useCallback } from "preact/hooks";
import { fuzzyMatch } from "#web/commands/fuzzy";
import { Finder, Marked } from "#web/controls/Finder.tsx";
import type { FileEntry } from "#protocol/project";
import { showPane } from "#web/layout/panes";
import type { RoomSession } from "#web/room-session";
import { FileIcon } from "./FileIcon.tsx";
import { folderOf, nameOf } from "./file-tree";
import { naturally } from "./natural-order";
import { PeopleDots, peopleIn } from "./PeopleDots.tsx";

/** More than these nobody reads: they type another letter. */
const SHOWN_MAX = 60;
/** A name counts for more than the folders before it. */
const NAME_BONUS = 20;

type Found = { entry: FileEntry; score: number; places: ReadonlySet<number> };

const words = {
  name: "Open a file",
  field: "Find a file",
  placeholder: "Which file?",
  none: "No file is called that.",
};

export function QuickOpen({ session, onClose }: { session: RoomSession; onClose: () => void }) {
  const files = session.files.value;
  return (
    <Finder
      words={words}
      search={useCallback((typed: string) => search(files.values(), session.tabs.open.peek(), typed), [files, session])}
      keyOf={({ entry }) => entry.file}
      onChoose={({ entry }) => {
        session.tabs.show(entry.file);
        showPane("code");
        session.focusEditor();
      }}
      onClose={onClose}
    >
      {(found) => (
        <>
          <FileIcon entry={found.entry} />
          <FoundPath found={found} />
          <PeopleDots people={peopleIn(session, found.entry.file)} />
        </>
      )}
    </Finder>
  );
}

function FoundPath({ found: { entry, places } }: { found: Found }) {
  const [folder, name] = [folderOf(entry.path), nameOf(entry.path)];
  return (
    <>
      <span class="file-name">
        <Marked text={name} places={places} from={entry.path.length - name.length} />
      </span>
      {folder !== "" && (
        <span class="quiet finder-folder">
          <Marked text={folder} places={places} />
        </span>
      )}
    </>
  );
}

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
