// One types a few letters, and chooses from what is called like that.
import type { ComponentChildren, TargetedKeyboardEvent } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import "./finder.css";

const TYPED_MAX = 60;
const PAGE = 8;

type FinderProps<Found> = {
  /** What the dialog is called, and its list; its field; what stands in that while it is empty. */
  words: { readonly name: string; readonly field: string; readonly placeholder: string; readonly none: string };
  /** In the order in which they are shown. As long as this is the same, so is what was found. */
  search: (typed: string) => readonly Found[];
  keyOf: (found: Found) => string | number;
  children: (found: Found) => ComponentChildren;
  /** The dialog is closed by then, and the focus where it was before. */
  onChoose: (found: Found) => void;
  onClose: () => void;
};

export function Finder<Found>({ words, search, keyOf, children, onChoose, onClose }: FinderProps<Found>) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [wanted, setAt] = useState(0);
  const listId = useId();
  const found = useMemo(() => search(typed), [search, typed]);
  const at = Math.min(wanted, found.length - 1);

  // Before the next key: it is meant for the field.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    dialog.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, typed]);

  const choose = (one: Found) => {
    dialog.current?.close();
    onChoose(one);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    if (step !== undefined) {
      const end = found.length - 1;
      // One step leads round; a page stops at the end.
      setAt(
        Math.abs(step) === 1
          ? (at + step + found.length) % Math.max(1, found.length)
          : Math.max(0, Math.min(end, at + step)),
      );
    } else if (event.key !== "Enter") return;
    event.preventDefault();
    const active = found[at];
    if (event.key === "Enter" && active !== undefined) choose(active);
  };

  return (
    <dialog ref={dialog} class="finder" aria-label={words.name} onClose={onClose} closedby="any">
      <input
        class="finder-field"
        role="combobox"
        aria-label={words.field}
        aria-expanded={true}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${listId}-${at}` : undefined}
        placeholder={words.placeholder}
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
      <div class="finder-list" role="listbox" id={listId} aria-label={words.name}>
        {found.map((one, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are heard by the field
          <div
            key={keyOf(one)}
            id={`${listId}-${index}`}
            class="finder-item"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(one)}
          >
            {children(one)}
          </div>
        ))}
      </div>
      <p class="finder-none" role="status">
        {found.length === 0 && words.none}
      </p>
    </dialog>
  );
}

/** A name, or the part of one that begins at `from`, with the letters that were typed marked in it. */
export function Marked({ text, places, from = 0 }: { text: string; places: ReadonlySet<number>; from?: number }) {
  const pieces: { text: string; isMarked: boolean }[] = [];
  for (let at = 0; at < text.length; at++) {
    const [letter, isMarked] = [text.charAt(at), places.has(from + at)];
    const last = pieces.at(-1);
    if (last?.isMarked === isMarked) last.text += letter;
    else pieces.push({ text: letter, isMarked });
  }
  return <>{pieces.map((piece, index) => (piece.isMarked ? <mark key={index}>{piece.text}</mark> : piece.text))}</>;
}
