// Where people write: Enter sends, Shift with Enter begins a line, and behind an @ names are offered.
import { SendHorizontal } from "lucide-preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { MESSAGE_LENGTH_MAX } from "#protocol/limits";
import { begunCall, candidates, type Named } from "./mentions";

/** Names that are offered at once. */
const NAMES_MAX = 6;
/** From here on it is said how much more fits. */
const NEARLY_FULL = 0.9 * MESSAGE_LENGTH_MAX;

export function Composer({
  label,
  text,
  people,
  canSend = true,
  focusCount = 0,
  onText,
  onSend,
  onEscape,
}: {
  label: string;
  text: string;
  people: readonly Named[];
  canSend?: boolean;
  /** Takes the focus whenever this is another, and not 0. */
  focusCount?: number;
  onText: (text: string) => void;
  onSend: (text: string) => void;
  onEscape?: () => void;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [dismissed, setDismissed] = useState<number>();
  const begun = begunCall(text, caret);
  const names = begun && begun.at !== dismissed ? candidates(begun.begun, people, NAMES_MAX) : [];
  // A name that is whole already asks for nothing more.
  const offered = names.length === 1 && names[0]?.name.toLowerCase() === begun?.begun.toLowerCase() ? [] : names;
  const active = Math.min(chosen, offered.length - 1);

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.setProperty("height", "auto");
    element.style.setProperty("height", `${element.scrollHeight + 2}px`);
  }, [text]);
  useEffect(() => {
    if (focusCount > 0) area.current?.focus();
  }, [focusCount]);

  const follow = () => {
    setCaret(area.current?.selectionStart ?? 0);
    setChosen(0);
  };
  const take = ({ name }: Named) => {
    const element = area.current;
    if (!begun || !element) return;
    // At once, and with the caret: the next letter may be typed before this is drawn.
    element.setRangeText(`@${name} `, begun.at, caret + (text[caret] === " " ? 1 : 0), "end");
    onText(element.value);
    follow();
  };
  const send = () => {
    if (text.trim() !== "" && canSend) onSend(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const { key } = event;
    if (offered.length > 0 && ["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"].includes(key)) {
      event.preventDefault();
      if (key === "ArrowDown") setChosen((active + 1) % offered.length);
      else if (key === "ArrowUp") setChosen((active + offered.length - 1) % offered.length);
      else if (key === "Escape") setDismissed(begun?.at);
      else take(offered[active]!);
      return;
    }
    if (key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
    if (key === "Escape" && onEscape) {
      event.preventDefault();
      onEscape();
    }
  };
  const left = MESSAGE_LENGTH_MAX - text.length;
  return (
    <div class="composer">
      {offered.length > 0 && (
        <div class="composer-names menu-panel" role="listbox" id={listId} aria-label="People">
          {offered.map((one, index) => (
            // The keys are heard by the field, which keeps the focus.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={one.user}
              id={`${listId}-${index}`}
              role="option"
              class="menu-item"
              aria-selected={index === active}
              data-active={index === active || undefined}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(one)}
            >
              {one.name}
            </div>
          ))}
        </div>
      )}
      <textarea
        ref={area}
        class="field composer-field"
        rows={1}
        aria-label={label}
        placeholder={label}
        maxLength={MESSAGE_LENGTH_MAX}
        value={text}
        role="combobox"
        aria-expanded={offered.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={offered.length > 0 ? `${listId}-${active}` : undefined}
        onInput={(event) => {
          onText(event.currentTarget.value);
          follow();
        }}
        onSelect={follow}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        class="button button-icon composer-send"
        aria-label="Send"
        title="Send (Enter)"
        disabled={text.trim() === "" || !canSend}
        onClick={send}
      >
        <SendHorizontal />
      </button>
      {text.length > NEARLY_FULL && (
        <p class="composer-left">{left === 0 ? "That is all that fits" : `${left} left`}</p>
      )}
    </div>
  );
}
