// The open files above the code. Not there while a room has one file and nothing to choose from.
import { X } from "lucide-preact";
import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type FileId, MAIN_FILE } from "#protocol/project";
import type { RoomSession } from "#web/room-session";
import { FileIcon } from "./FileIcon.tsx";
import { nameOf, tellApart } from "./file-tree";
import { PeopleDots, peopleIn, peopleWords } from "./PeopleDots.tsx";

const MIDDLE_BUTTON = 1;

export function TabBar({ session }: { session: RoomSession }) {
  const { tabs } = session;
  const bar = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<FileId>();
  const [target, setTarget] = useState<number>();
  const files = session.files.value;
  const open = tabs.open.value.flatMap((file) => files.get(file) ?? []);
  const shown = session.file.value;
  const hints = tellApart(open.map(({ path }) => path));
  const isThere = open.length > 1 || [...files.values()].some((entry) => entry.file !== shown && !entry.deleted);

  useEffect(() => {
    bar.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [shown, open.length]);

  if (!isThere) return null;
  const focusShown = () =>
    requestAnimationFrame(() => bar.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus());
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = open.findIndex(({ file }) => file === shown);
    if (step !== undefined && event.altKey) tabs.move(shown, Math.max(0, Math.min(open.length - 1, at + step)));
    else if (step !== undefined) tabs.step(step);
    else if (event.key === "Delete" || event.key === "Backspace") tabs.close(shown);
    else if (event.key === "Home" || event.key === "End")
      tabs.show(open.at(event.key === "Home" ? 0 : -1)?.file ?? shown);
    else return;
    event.preventDefault();
    focusShown();
  };
  return (
    <div
      ref={bar}
      class="tab-bar"
      role="tablist"
      tabIndex={-1}
      aria-label="Open files"
      onKeyDown={onKeyDown}
      // A wheel turns up and down, and the tabs lie side by side.
      onWheel={({ deltaY, currentTarget }) => (currentTarget.scrollLeft += deltaY)}
      onDragLeave={() => setTarget(undefined)}
    >
      {open.map((entry, at) => {
        const { file, path } = entry;
        const people = peopleIn(session, file);
        return (
          <div
            key={file}
            class="tab"
            role="presentation"
            data-shown={file === shown}
            data-target={target === at && dragged !== file}
            draggable
            onDragStart={(event) => {
              setDragged(file);
              event.dataTransfer?.setData("text/plain", path);
            }}
            onDragOver={(event) => {
              if (dragged === undefined) return;
              event.preventDefault();
              setTarget(at);
            }}
            onDrop={(event) => {
              if (dragged === undefined) return;
              event.preventDefault();
              event.stopPropagation();
              tabs.move(dragged, at);
            }}
            onDragEnd={() => {
              setDragged(undefined);
              setTarget(undefined);
            }}
          >
            <button
              type="button"
              class="tab-name"
              role="tab"
              tabIndex={file === shown ? 0 : -1}
              aria-selected={file === shown}
              aria-controls="room-code"
              title={path}
              aria-label={path + (people.length > 0 ? `, ${peopleWords(people)} here` : "")}
              onClick={({ detail }) => {
                tabs.show(file);
                if (detail > 0) session.focusEditor(); // by keys one goes on among the tabs
              }}
              // With this button some systems scroll, and others paste into the code.
              onMouseDown={(event) => event.button === MIDDLE_BUTTON && event.preventDefault()}
              onMouseUp={(event) => event.button === MIDDLE_BUTTON && event.preventDefault()}
              onAuxClick={(event) => {
                if (event.button !== MIDDLE_BUTTON) return;
                event.preventDefault();
                tabs.close(file);
              }}
            >
              <FileIcon entry={entry} />
              <span>{nameOf(path)}</span>
              {hints.has(path) && <span class="quiet">{hints.get(path)}</span>}
              <PeopleDots people={people} />
            </button>
            {(open.length > 1 || file !== MAIN_FILE) && (
              <button
                type="button"
                class="tab-close"
                tabIndex={-1}
                aria-hidden="true"
                title="Close (Alt+W)"
                onClick={() => tabs.close(file)}
              >
                <X />
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}
