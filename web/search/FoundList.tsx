// What was found, file by file: a tree of two levels, of which only what is on the screen is in the page.
import { ChevronRight } from "lucide-preact";
import type { ComponentChildren, TargetedKeyboardEvent } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { FileId } from "#protocol/project";
import { FileIcon } from "#web/files/FileIcon.tsx";
import { folderOf, nameOf } from "#web/files/file-tree";
import { RowWindow } from "#web/files/RowWindow.tsx";
import { showPane } from "#web/layout/panes";
import type { RoomSession } from "#web/room-session";
import type { FileSearch, FoundFile } from "./file-search";
import type { Match, Span } from "./search-query";

type FoundListProps = {
  session: RoomSession;
  search: FileSearch;
  /** Replaces in a file what was found, or only one place; undefined where nothing is to be replaced. */
  replacing: ((file: FileId, only?: Span) => void) | undefined;
  replaceIcon: ComponentChildren;
};
type Line = { found: FoundFile; at: number; match?: Match; position: number };

const PAGE = 10;
const rowHeight = matchMedia("(pointer: coarse)").matches ? 44 : 24;

export function FoundList({ session, search, replacing, replaceIcon }: FoundListProps) {
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [wanted, setActive] = useState(0);
  const closed = search.closed.value;
  const lines = linesOf(search.found.value, closed);
  const active = Math.min(wanted, lines.length - 1);
  const line = lines[active];

  const go = ({ found, match }: Line) => {
    if (!match) return search.toggleFile(found.file, !closed.has(found.file));
    showPane("code");
    session.reveal(found.file, match.from, match.to);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    if (!line || event.target !== event.currentTarget) return;
    const { key } = event;
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -lines.length, End: lines.length, PageDown: PAGE, PageUp: -PAGE };
    if (key in steps) setActive(Math.max(0, Math.min(lines.length - 1, active + steps[key as keyof typeof steps])));
    else if (key === "ArrowRight" && !line.match) search.toggleFile(line.found.file, false);
    else if (key === "ArrowLeft" && line.match)
      setActive(lines.findIndex(({ found, match }) => !match && found === line.found));
    else if (key === "ArrowLeft") search.toggleFile(line.found.file, true);
    else if (key === "Enter") go(line);
    else return;
    event.preventDefault();
  };
  if (lines.length === 0) return null;
  return (
    <RowWindow
      listRef={list}
      class="found-list"
      role="tree"
      tabIndex={0}
      aria-label="Found places"
      aria-activedescendant={`${listId}-${active}`}
      count={lines.length}
      rowHeight={rowHeight}
      active={active}
      onKeyDown={onKeyDown}
      row={(index) => {
        const one = lines[index];
        if (!one) return null;
        const { found, match, position } = one;
        return (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the list has the focus and hears the keys
          <div
            id={`${listId}-${index}`}
            class="found-row"
            role="treeitem"
            aria-level={match ? 2 : 1}
            aria-posinset={position}
            aria-setsize={match ? found.matches.length : search.found.value.length}
            aria-selected={index === active}
            aria-expanded={match ? undefined : !closed.has(found.file)}
            aria-labelledby={`${listId}-${index}-words`}
            data-active={index === active}
            style={{ top: `${index * rowHeight}px` }}
            title={match ? `Line ${match.line + 1}` : found.path}
            onClick={() => {
              setActive(index);
              go(one);
            }}
          >
            <span id={`${listId}-${index}-words`} class="found-words">
              {match ? <FoundLine match={match} /> : <FoundHead found={found} />}
            </span>
            {replacing && (
              <button
                type="button"
                class="found-replace"
                tabIndex={index === active ? 0 : -1}
                aria-label={match ? "Replace here" : `Replace all in ${nameOf(found.path)}`}
                title={match ? "Replace" : "Replace all in this file"}
                onClick={(event) => {
                  event.stopPropagation();
                  replacing(found.file, match && { from: match.from, to: match.to });
                }}
              >
                {replaceIcon}
              </button>
            )}
          </div>
        );
      }}
    />
  );
}

const FoundHead = ({ found: { path, matches } }: { found: FoundFile }) => (
  <>
    <ChevronRight class="file-chevron" aria-hidden="true" />
    <FileIcon entry={{ kind: "text", path }} />
    <span class="file-name">{nameOf(path)}</span>
    <span class="found-folder quiet">{folderOf(path)}</span>
    <span class="found-count">{matches.length}</span>
  </>
);

const FoundLine = ({ match: { line, before, hit, after } }: { match: Match }) => (
  <>
    <span class="found-number">
      <span class="visually-hidden">Line </span>
      {line + 1}
    </span>
    <code class="found-text">
      {before}
      <mark>{hit}</mark>
      {after}
    </code>
  </>
);

function linesOf(found: readonly FoundFile[], closed: ReadonlySet<FileId>): Line[] {
  return found.flatMap((one, at): Line[] => {
    const head = { found: one, at, position: at + 1 };
    if (closed.has(one.file)) return [head];
    return [head, ...one.matches.map((match, index) => ({ found: one, at, match, position: index + 1 }))];
  });
}
