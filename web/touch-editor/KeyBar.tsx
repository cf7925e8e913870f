// The keys that keyboards of phones lack, above them while one types. The keyboard stays up: no key takes the focus.
import { insertBracket } from "@codemirror/autocomplete";
import { cursorCharLeft, cursorCharRight, cursorLineDown, cursorLineUp } from "@codemirror/commands";
import { openSearchPanel } from "@codemirror/search";
import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowRightToLine,
  ArrowUp,
  KeyboardOff,
  Redo2,
  Search,
  Undo2,
} from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { RoomSession } from "#web/room-session";
import type { TouchEditing } from "./attach-touch-editor";
import { keysOfLanguage } from "./keys-of-language";

/** As keys of a keyboard that are held down. */
const REPEAT_AFTER_MS = 400;
const REPEAT_EVERY_MS = 60;

const sideways = [
  { label: "Left", icon: ArrowLeft, command: cursorCharLeft },
  { label: "Right", icon: ArrowRight, command: cursorCharRight },
] as const;
// A finger finds a line by itself, and a place within it only nearly.
const upAndDown = [
  { label: "Up", icon: ArrowUp, command: cursorLineUp },
  { label: "Down", icon: ArrowDown, command: cursorLineDown },
] as const;

export function KeyBar({ session, editing }: { session: RoomSession; editing: TouchEditing }) {
  const { view, suggestions } = editing;
  const arrowKey = ({ label, icon: Icon, command }: (typeof sideways | typeof upAndDown)[number]) => (
    <BarKey key={label} label={label} press={() => void command(view)} repeats>
      <Icon />
    </BarKey>
  );
  const isOffered = suggestions.isShown.value;
  return (
    <div class="key-bar" role="group" aria-label="Keys for code">
      <BarKey label={isOffered ? "Accept the suggestion" : "Tab"} isMarked={isOffered} press={() => void editing.tab()}>
        <ArrowRightToLine />
        {isOffered && "Accept"}
      </BarKey>
      <div class="key-bar-row">
        <BarKey label="Undo" press={() => session.undo()}>
          <Undo2 />
        </BarKey>
        {sideways.map(arrowKey)}
        {keysOfLanguage(session.language.value).map((text) => (
          <BarKey key={text} press={() => type(editing, text)}>
            {text}
          </BarKey>
        ))}
        {upAndDown.map(arrowKey)}
        <BarKey label="Redo" press={() => session.redo()}>
          <Redo2 />
        </BarKey>
        <BarKey label="Find" press={() => void openSearchPanel(view)}>
          <Search />
        </BarKey>
      </div>
      <BarKey label="Hide the keyboard" press={() => view.contentDOM.blur()}>
        <KeyboardOff />
      </BarKey>
    </div>
  );
}

type BarKeyProps = {
  /** Of a key whose face does not say it. */
  label?: string;
  isMarked?: boolean;
  repeats?: boolean;
  press: () => void;
  children: ComponentChildren;
};

function BarKey({ label, isMarked = false, repeats = false, press, children }: BarKeyProps) {
  const timerRef = useRef<ReturnType<typeof setTimeout>>();
  const release = () => clearTimeout(timerRef.current);
  useEffect(() => release, []);
  const repeat = (afterMs: number) => {
    timerRef.current = setTimeout(() => {
      press();
      repeat(REPEAT_EVERY_MS);
    }, afterMs);
  };
  return (
    <button
      type="button"
      class="bar-key"
      aria-label={label}
      data-marked={isMarked || undefined}
      onMouseDown={(event) => event.preventDefault()} // which would take the focus, and the keyboard with it
      onClick={press}
      onPointerDown={() => repeats && repeat(REPEAT_AFTER_MS)}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerLeave={release}
      onContextMenu={(event) => event.preventDefault()}
    >
      {children}
    </button>
  );
}

// As typed: an opening bracket brings its other half where the language has it so.
function type({ view }: TouchEditing, text: string): void {
  const { state } = view;
  if (state.readOnly) return;
  const bracket = insertBracket(state, text);
  view.dispatch(
    bracket ?? state.update(state.replaceSelection(text), { scrollIntoView: true, userEvent: "input.type" }),
  );
}
