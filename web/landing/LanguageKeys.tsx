// One click, or a letter and Enter, and there is a room in that language.
import { useRef, useState } from "preact/hooks";
import type { TargetedKeyboardEvent } from "preact";
import { languages, type LanguageId } from "#protocol/languages";
import { isEditOnly } from "#web/run/runnable";

/** The languages most rooms are made in, each with the letter that finds it. */
const keys: readonly [LanguageId, string][] = [
  ["python", "P"],
  ["javascript", "J"],
  ["typescript", "T"],
  ["java", "A"],
  ["cpp", "C"],
  ["csharp", "S"],
  ["go", "G"],
  ["rust", "R"],
  ["ruby", "U"],
  ["kotlin", "K"],
  ["shell", "B"],
  ["sql", "Q"],
];

type LanguageKeysProps = {
  /** The one that stands ready under Enter. */
  first: LanguageId;
  making: LanguageId | undefined;
  onPoint: (language: LanguageId) => void;
  onChoose: (language: LanguageId) => void;
};

export function LanguageKeys({ first, making, onPoint, onChoose }: LanguageKeysProps) {
  const [all, setAll] = useState(false);
  const grid = useRef<HTMLDivElement>(null);
  const shown: readonly [LanguageId, string | undefined][] = [
    ...keys,
    ...(all
      ? languages
          .filter(({ id }) => !keys.some(([key]) => key === id))
          .map(({ id }): [LanguageId, undefined] => [id, undefined])
      : []),
  ];

  // A letter only moves the focus; Enter then makes the room. So a stray key does nothing.
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const tiles = [...(grid.current?.querySelectorAll("button") ?? [])];
    const columns = grid.current ? getComputedStyle(grid.current).gridTemplateColumns.split(" ").length : 1;
    const at = tiles.indexOf(document.activeElement as HTMLButtonElement);
    const byLetter = keys.findIndex(([, letter]) => letter === event.key.toUpperCase());
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const target = step !== undefined ? tiles[at + step] : byLetter >= 0 ? tiles[byLetter] : undefined;
    if (!target) return;
    event.preventDefault();
    target.focus();
  };

  return (
    <div>
      <div class="language-keys" ref={grid} role="toolbar" tabIndex={-1} aria-label="New room in" onKeyDown={onKeyDown}>
        {shown.map(([id, letter]) => (
          <button
            key={id}
            type="button"
            class="language-key"
            data-first={id === first ? "" : undefined}
            aria-busy={making === id}
            aria-disabled={making !== undefined}
            aria-keyshortcuts={letter}
            onPointerEnter={() => onPoint(id)}
            onFocus={() => onPoint(id)}
            onClick={() => onChoose(id)}
          >
            <span>{making === id ? "Opening…" : languages.find((language) => language.id === id)?.name}</span>
            {isEditOnly(id) && <small class="edit-only">edit only</small>}
            {letter && <kbd class="key letter">{letter}</kbd>}
            <kbd class="key enter">Enter</kbd>
          </button>
        ))}
      </div>
      {!all && (
        <button type="button" class="link-button" onClick={() => setAll(true)}>
          {languages.length - keys.length} more languages
        </button>
      )}
    </div>
  );
}
