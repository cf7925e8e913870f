// How one touch editor looks and what it lets one do: by what the person has set, the room's language, and the role.
import { closeBrackets } from "@codemirror/autocomplete";
import { indentUnit } from "@codemirror/language";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers, placeholder } from "@codemirror/view";
import { effect } from "@preact/signals";
import type { Role } from "#protocol/role";
import { emptyWords } from "#web/editor/editor-words";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";
import { codeFont } from "#web/settings/code-font";
import { settings } from "#web/settings/settings";
import { indentationOf } from "./indentation";
import { languageSupport } from "./languages";

/** Where brackets and quotes are as often text. */
const prose = ["plaintext", "markdown"];

export class TouchOptions {
  readonly #language = new Compartment();
  readonly #role = new Compartment();
  readonly #look = new Compartment();
  readonly #indent = new Compartment();
  /** Goes into the editor's first state. */
  readonly extension: Extension = [this.#language, this.#role, this.#look, this.#indent].map((part) => part.of([]));

  /** Answers with the way to stop. */
  follow(view: EditorView, session: RoomSession): () => void {
    const set = (part: Compartment, extension: Extension) => view.dispatch({ effects: part.reconfigure(extension) });
    const stops = [
      effect(() => {
        const id = session.language.value;
        void languageSupport(id).then((support) => {
          if (id === session.language.peek())
            set(this.#language, prose.includes(id) ? support : [support, closeBrackets()]);
        });
      }),
      effect(() => set(this.#role, ofRole(session.role.value ?? "viewer"))),
      effect(() => set(this.#look, lookNow())),
      effect(() => this.readIndentation(view)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** As the text shows by itself how it is indented, else as it was set. */
  readIndentation(view: EditorView): void {
    const standard = settings.indentWith.value === "tabs" ? "\t" : " ".repeat(settings.tabSize.value);
    const unit = indentationOf(view.state.doc, standard);
    view.dispatch({ effects: this.#indent.reconfigure(indentUnit.of(unit)) });
  }
}

function ofRole(role: Role): Extension {
  const isViewer = role === "viewer";
  return [
    placeholder(emptyWords[role]),
    EditorState.readOnly.of(isViewer),
    EditorView.editable.of(!isViewer), // or a keyboard would come up for nothing
    // Who reads with the keyboard or by ear gets there all the same.
    EditorView.contentAttributes.of(isViewer ? { tabindex: "0", "aria-readonly": "true" } : {}),
  ];
}

function lookNow(): Extension {
  const { wordWrap, lineNumbers: numbers, tabSize, font, fontSize, ligatures } = settings;
  const style = [
    `--touch-code-font: ${codeFont(font.value)}`,
    `--touch-code-size: ${fontSize.value}px`,
    `font-variant-ligatures: ${ligatures.value ? "normal" : "none"}`,
  ];
  return [
    // On a phone one reads down, not sideways.
    wordWrap.value || isNarrow.value ? EditorView.lineWrapping : [],
    numbers.value === "off" ? [] : lineNumbers(),
    EditorState.tabSize.of(tabSize.value),
    EditorView.editorAttributes.of({ style: style.join("; ") }),
  ];
}
