// Finds a command by a few letters of its name, and runs it.
import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Command, commands, isAvailable, keysOf, nameOf } from "./commands";
import { fuzzyMatch, type Match } from "./fuzzy";
import { Keys } from "./Keys.tsx";
import { noteCommand, recentCommands } from "./recent-commands";

/** More than these nobody reads: they type another letter. */
const SHOWN_MAX = 200;
const TYPED_MAX = 60;
/** A tie is for what was used lately. */
const RECENT_BONUS = 3;
/** What it does says more than where it belongs. */
const LABEL_BONUS = 6;
const PAGE = 8;

type Found = { command: Command; score: number; places: readonly number[] };

/** `onClose` is also told of what was chosen, which runs after it: the focus is where it was before. */
export function CommandPalette({ onClose }: { onClose: (chosen?: Command) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  // As they were when it was opened: in here nothing about them changes, and the focus that some ask for is away.
  const all = useMemo(() => inOrder(commands.peek().filter(isAvailable)), []);
  const found = useMemo(() => search(all, typed), [all, typed]);
  const active = found[at];

  // Before the next key: it is meant for the field.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    dialog.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, typed]);

  const choose = (command: Command) => {
    noteCommand(command.id);
    dialog.current?.close(); // gives the focus back, which many commands need
    onClose(command);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    if (step !== undefined) {
      const next = at + step;
      const end = found.length - 1;
      // One step leads round; a page stops at the end.
      setAt(
        Math.abs(step) === 1 ? (next + found.length) % Math.max(1, found.length) : Math.max(0, Math.min(end, next)),
      );
    } else if (event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Enter" && active) choose(active.command);
  };

  return (
    <dialog ref={dialog} class="palette" aria-label="Commands" onClose={() => onClose()} closedby="any">
      <input
        class="palette-field"
        role="combobox"
        aria-label="Find a command"
        aria-expanded={true}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active && `${listId}-${at}`}
        placeholder="What would you like to do?"
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
      <div class="palette-list" role="listbox" id={listId} aria-label="Commands">
        {found.map(({ command, places }, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are heard by the field
          <div
            key={command.id}
            id={`${listId}-${index}`}
            class="palette-item"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(command)}
          >
            <CommandName command={command} places={places} />
            {keysOf(command)[0] !== undefined && <Keys keys={keysOf(command)[0]!} />}
          </div>
        ))}
      </div>
      <p class="palette-none" role="status">
        {found.length === 0 && "No command is called that."}
      </p>
    </dialog>
  );
}

function CommandName({ command, places }: { command: Command; places: readonly number[] }) {
  // "Run: " is quiet.
  const quiet = command.group.length + 2;
  return (
    <span class="palette-name">
      {pieces(nameOf(command), places, quiet).map(({ text, isMarked, isQuiet }, index) =>
        isMarked ? (
          <mark key={index}>{text}</mark>
        ) : (
          <span key={index} class={isQuiet ? "palette-group" : undefined}>
            {text}
          </span>
        ),
      )}
    </span>
  );
}

type Piece = { text: string; isMarked: boolean; isQuiet: boolean };

function pieces(name: string, places: readonly number[], quiet: number): Piece[] {
  const all: Piece[] = [];
  for (let at = 0; at < name.length; at++) {
    const letter = { text: name[at] ?? "", isMarked: places.includes(at), isQuiet: at < quiet };
    const last = all.at(-1);
    if (last?.isMarked === letter.isMarked && last.isQuiet === letter.isQuiet) last.text += letter.text;
    else all.push(letter);
  }
  return all;
}

function inOrder(available: readonly Command[]): readonly Command[] {
  const recent = recentCommands().flatMap((id) => available.find((command) => command.id === id) ?? []);
  return [...recent, ...available.filter((command) => !recent.includes(command))];
}

function search(all: readonly Command[], typed: string): readonly Found[] {
  const recent = new Set(recentCommands());
  const found = all.flatMap((command): Found[] => {
    const match = matchOf(typed, command);
    return match ? [{ command, ...match, score: match.score + (recent.has(command.id) ? RECENT_BONUS : 0) }] : [];
  });
  return (typed.trim() === "" ? found : found.toSorted((a, b) => b.score - a.score)).slice(0, SHOWN_MAX);
}

function matchOf(typed: string, command: Command): Match | undefined {
  const label = fuzzyMatch(typed, command.label);
  if (!label) return fuzzyMatch(typed, nameOf(command));
  const before = nameOf(command).length - command.label.length;
  return { score: label.score + LABEL_BONUS, places: label.places.map((place) => place + before) };
}
