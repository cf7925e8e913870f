// Finds a command by a few letters of its name, and runs it.
import { useCallback, useMemo } from "preact/hooks";
import { Finder, Marked } from "#web/controls/Finder.tsx";
import { type Command, commands, isAvailable, keysOf, nameOf } from "./commands";
import { fuzzyMatch, type Match } from "./fuzzy";
import { Keys } from "./Keys.tsx";
import { noteCommand, recentCommands } from "./recent-commands";

/** More than these nobody reads: they type another letter. */
const SHOWN_MAX = 200;
/** A tie is for what was used lately. */
const RECENT_BONUS = 3;
/** What it does says more than where it belongs. */
const LABEL_BONUS = 6;

type Found = { command: Command; score: number; places: readonly number[] };

const words = {
  name: "Commands",
  field: "Find a command",
  placeholder: "What would you like to do?",
  none: "No command is called that.",
};

/** `onClose` is also told of what was chosen, which runs after it: the focus is where it was before. */
export function CommandPalette({ onClose }: { onClose: (chosen?: Command) => void }) {
  // As they were when it was opened: in here nothing about them changes, and the focus that some ask for is away.
  const all = useMemo(() => inOrder(commands.peek().filter(isAvailable)), []);
  return (
    <Finder
      words={words}
      search={useCallback((typed: string) => search(all, typed), [all])}
      keyOf={({ command }) => command.id}
      onChoose={({ command }) => {
        noteCommand(command.id);
        onClose(command);
      }}
      onClose={() => onClose()}
    >
      {({ command, places }) => (
        <>
          <CommandName command={command} places={new Set(places)} />
          {keysOf(command)[0] !== undefined && <Keys keys={keysOf(command)[0]!} />}
        </>
      )}
    </Finder>
  );
}

function CommandName({ command, places }: { command: Command; places: ReadonlySet<number> }) {
  const group = `${command.group}: `;
  return (
    <span class="finder-name">
      <span class="finder-group">
        <Marked text={group} places={places} />
      </span>
      <Marked text={command.label} places={places} from={group.length} />
    </span>
  );
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
