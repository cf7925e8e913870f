// A suggestion behind the caret, in one quiet colour and part of no text; a tap on it takes it.
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";

type Ghost = { readonly at: number; readonly text: string };

/** Shows it at a place, or nothing. */
export const setGhost = StateEffect.define<Ghost | undefined>();

export const ghost = StateField.define<Ghost | undefined>({
  create: () => undefined,
  update(shown, { effects, docChanged, selection }) {
    const set = effects.find((effect) => effect.is(setGhost));
    if (set) return set.value;
    return docChanged || selection ? undefined : shown; // until somebody has looked whether it still fits
  },
});

/** What draws it. */
export function ghostText(accept: () => void): Extension {
  return [
    ghost,
    EditorView.decorations.compute([ghost], (state) => {
      const shown = state.field(ghost);
      return shown
        ? Decoration.set(Decoration.widget({ widget: new GhostWidget(shown.text, accept), side: 1 }).range(shown.at))
        : Decoration.none;
    }),
  ];
}

class GhostWidget extends WidgetType {
  readonly #text: string;
  readonly #accept: () => void;

  constructor(text: string, accept: () => void) {
    super();
    this.#text = text;
    this.#accept = accept;
  }

  override eq(other: GhostWidget): boolean {
    return this.#text === other.#text;
  }

  override toDOM(): HTMLElement {
    const node = document.createElement("span");
    node.className = "touch-ghost";
    node.textContent = this.#text;
    // What else a tap does would move the caret, which sends the suggestion away.
    for (const type of ["mousedown", "touchstart"])
      node.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
    node.addEventListener("touchend", (event) => this.#take(event));
    node.addEventListener("click", (event) => this.#take(event));
    return node;
  }

  override ignoreEvent(): boolean {
    return true;
  }

  #take(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    this.#accept();
  }
}
