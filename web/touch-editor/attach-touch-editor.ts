// Joins one CodeMirror editor and one room: binding, carets of the others, undo, suggestions, and what the person has set.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { effect, type Signal, signal } from "@preact/signals";
import { classHighlighter } from "@lezer/highlight";
import { editorLabel, emptyWords } from "#web/editor/editor-words";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";
import { settings } from "#web/settings/settings";
import { CodeMirrorBinding } from "./codemirror-binding";
import { indentationOf } from "./indentation";
import { languageSupport } from "./languages";
import { remotePeople, RemotePeople } from "./remote-people";
import { TouchSuggestions } from "./touch-suggestions";
import { undoOf } from "./touch-undo";

export type TouchEditing = {
  readonly view: EditorView;
  readonly suggestions: TouchSuggestions;
  readonly hasFocus: Signal<boolean>;
  /** What the Tab key of a keyboard does. */
  tab(): boolean;
  dispose(): void;
};

const prose = ["plaintext", "markdown"];

export function attachTouchEditor(host: HTMLElement, session: RoomSession): TouchEditing {
  const { text } = session;
  if (!text) throw new Error("The editor is mounted before its text is there");
  const parts = { language: new Compartment(), role: new Compartment(), look: new Compartment() };
  const hasFocus = signal(false);
  // Tablets may have a keyboard.
  let isByKeys = false;
  const detached = new AbortController();
  const listening = { capture: true, signal: detached.signal };
  document.addEventListener("keydown", () => (isByKeys = true), listening);
  document.addEventListener("pointerdown", () => (isByKeys = false), listening);
  const indent = new Compartment();
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
      EditorView.focusChangeEffect.of((_state, focusing) => {
        hasFocus.value = focusing;
        return null;
      }),
      indent.of([]),
      ...Object.values(parts).map((part) => part.of([])),
    ],
  });
  const set = (part: Compartment, extension: Extension) => view.dispatch({ effects: part.reconfigure(extension) });
  const readIndentation = () => {
    const standard = settings.indentWith.peek() === "tabs" ? "\t" : " ".repeat(settings.tabSize.peek());
    set(indent, indentUnit.of(indentationOf(view.state.doc, standard)));
  };

  const binding = new CodeMirrorBinding(view, text, {
    edited: (changes) => session.edited(changes),
    moved: (carets) => session.moved(carets),
  });
  const people = new RemotePeople(view);
  const suggestions = new TouchSuggestions(view, session, binding);
  readIndentation();
  const detach = session.attach({
    reset(next) {
      binding.reset(next);
      suggestions.textChanged();
      readIndentation();
    },
    apply(changes, origin) {
      binding.apply(changes, origin);
      suggestions.textChanged();
    },
    // What is held lies between the present text and what is on the screen: carets would be drawn in wrong places.
    showPeople: (shown) => binding.isHolding || people.show(shown),
    announce: (user) => people.announce(user),
    // By touch it would bring a keyboard up that nobody asked for.
    focus: () => (isPointerFine || isByKeys) && view.focus(),
    reveal(offset) {
      view.dispatch({ selection: { anchor: offset }, effects: EditorView.scrollIntoView(offset, { y: "center" }) });
    },
  });

  const stops = [
    effect(() => {
      const id = session.language.value;
      void languageSupport(id).then((support) => {
        if (id === session.language.peek())
          set(parts.language, prose.includes(id) ? support : [support, closeBrackets()]);
      });
    }),
    effect(() => {
      const role = session.role.value ?? "viewer";
      const isViewer = role === "viewer";
      set(parts.role, [
        placeholder(emptyWords[role]),
        EditorState.readOnly.of(isViewer),
        EditorView.editable.of(!isViewer), // or a keyboard would come up for nothing
        // Who reads with the keyboard or by ear gets there all the same.
        EditorView.contentAttributes.of(isViewer ? { tabindex: "0", "aria-readonly": "true" } : {}),
      ]);
    }),
    effect(() =>
      set(parts.look, [
        // On a phone one reads down, not sideways.
        settings.wordWrap.value || isNarrow.value ? EditorView.lineWrapping : [],
        settings.lineNumbers.value === "off" ? [] : lineNumbers(),
        EditorState.tabSize.of(settings.tabSize.value),
      ]),
    ),
    keepCaretInSight(view),
  ];
  if (isPointerFine) view.focus();
  return {
    view,
    suggestions,
    hasFocus,
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
