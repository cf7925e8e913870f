// Joins one CodeMirror editor and one room: binding, carets of the others, undo, suggestions, commands.
import { closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightSpecialChars, keymap } from "@codemirror/view";
import { type Signal, signal } from "@preact/signals";
import { classHighlighter } from "@lezer/highlight";
import { registerCommands } from "#web/commands/commands";
import { editorLabel } from "#web/editor/editor-words";
import type { RoomSession } from "#web/room-session";
import { lookAt } from "#web/talk/talk-commands";
import { codePlaces, setPlaces } from "./code-places";
import { CodeMirrorBinding } from "./codemirror-binding";
import { remotePeople, RemotePeople } from "./remote-people";
import { touchCommands } from "./touch-commands";
import { TouchOptions } from "./touch-options";
import { TouchSuggestions } from "./touch-suggestions";
import { undoOf } from "./touch-undo";
import { touchViewport } from "./touch-viewport";

export type TouchEditing = {
  readonly view: EditorView;
  readonly suggestions: TouchSuggestions;
  readonly focusIn: Signal<"text" | "field" | undefined>;
  /** What the Tab key of a keyboard does. */
  tab(): boolean;
  dispose(): void;
};

export function attachTouchEditor(host: HTMLElement, session: RoomSession): TouchEditing {
  const file = session.file.peek();
  const text = session.textOf(file);
  if (!text) throw new Error("The editor is mounted before its text is there");
  const options = new TouchOptions();
  const focusIn: TouchEditing["focusIn"] = signal();
  // Tablets may have a keyboard.
  let isByKeys = false;
  const detached = new AbortController();
  const listening = { capture: true, signal: detached.signal };
  document.addEventListener("keydown", () => (isByKeys = true), listening);
  document.addEventListener("pointerdown", () => (isByKeys = false), listening);
  const tab = (): boolean => suggestions.accept() || indentHere(view);

  const view = new EditorView({
    parent: host,
    // Without a `lineSeparator` every kind of line's end that is pasted becomes the room's one.
    extensions: [
      EditorView.contentAttributes.of({ "aria-label": editorLabel }),
      undoOf(session),
      keymap.of([
        { key: "Tab", run: tab, shift: indentLess },
        { key: "Escape", run: () => suggestions.dismiss() },
        ...closeBracketsKeymap,
        ...searchKeymap,
        ...defaultKeymap,
      ]),
      highlightSpecialChars(),
      highlightActiveLine(),
      bracketMatching(),
      indentOnInput(),
      syntaxHighlighting(classHighlighter),
      search({ top: true }),
      remotePeople,
      codePlaces((thread) => lookAt(session, thread)),
      EditorState.phrases.of(phrases),
      options.extension,
    ],
  });
  const onFocus = (target: EventTarget | null) => {
    if (target === view.contentDOM) focusIn.value = "text";
    else focusIn.value = target instanceof Node && view.dom.contains(target) ? "field" : undefined;
  };
  view.dom.addEventListener("focusin", ({ target }) => onFocus(target));
  view.dom.addEventListener("focusout", ({ relatedTarget }) => onFocus(relatedTarget));
  const binding = new CodeMirrorBinding(view, text, {
    edited: (changes) => session.edited(changes, file),
    moved: (carets) => session.moved(carets, file),
  });
  const people = new RemotePeople(view);
  const suggestions = new TouchSuggestions(view, session, binding);
  const detach = session.attach({
    file,
    reset(next) {
      binding.reset(next);
      suggestions.textChanged();
      options.readIndentation(view);
    },
    apply(changes, origin) {
      binding.apply(changes, origin);
      binding.whenSettled(() => suggestions.textChanged());
    },
    // What is held lies between the present text and what is on the screen: carets would be drawn in wrong places.
    showPeople: (shown) => binding.whenSettled(() => binding.isHolding || people.show(shown)),
    showPlaces: (shown) =>
      binding.whenSettled(() => binding.isHolding || view.dispatch({ effects: setPlaces.of(shown) })),
    announce: (user) => binding.whenSettled(() => people.announce(user)),
    // By touch it would bring a keyboard up that nobody asked for.
    focus: () => (isPointerFine || isByKeys) && view.focus(),
    reveal(from, to = from) {
      const selection = { anchor: from, head: to };
      view.dispatch({ selection, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    },
    selected: () => view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to),
    viewport: touchViewport(view),
  });

  const stops = [options.follow(view, session), registerCommands(touchCommands(view)), keepCaretInSight(view)];
  if (file !== session.placedIn) session.moved(binding.carets(), file);
  if (isPointerFine && document.activeElement === document.body) view.focus();
  return {
    view,
    suggestions,
    focusIn,
    tab,
    dispose() {
      detach();
      detached.abort();
      for (const stop of stops) stop();
      suggestions.dispose();
      people.dispose();
      binding.dispose();
      view.destroy();
    },
  };
}

// CodeMirror's own are in small letters, as no other button here is.
const phrases = Object.fromEntries(
  ["next", "previous", "replace", "replace all", "match case", "regexp", "by word", "go"].map((words) => [
    words,
    words.charAt(0).toUpperCase() + words.slice(1),
  ]),
);

const isPointerFine = matchMedia("(pointer: fine)").matches;

function indentHere(view: EditorView): boolean {
  const { state } = view;
  if (state.readOnly) return false;
  if (!state.selection.main.empty) return indentMore(view);
  const unit = state.facet(indentUnit);
  const { head } = state.selection.main;
  const over = unit === "\t" ? 0 : (head - state.doc.lineAt(head).from) % unit.length;
  view.dispatch(state.replaceSelection(unit.slice(over)), { scrollIntoView: true, userEvent: "input" });
  return true;
}

// As a keyboard comes up it takes half of the screen, and the line that one wants to write in with it.
function keepCaretInSight(view: EditorView): () => void {
  const observer = new ResizeObserver(() => {
    if (view.hasFocus) view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head) });
  });
  observer.observe(view.scrollDOM);
  return () => observer.disconnect();
}
