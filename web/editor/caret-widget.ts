// One caret of somebody else: a bar in their colour and, for a while, their name. Monaco keeps it at its place in the text.
import type { Person } from "#collab/client-people";
import { editor as monacoEditor, type IPosition } from "./monaco";

/** Where the name stands: over the caret's line, under it, or behind the end of it. */
export type TagSide = "above" | "below" | "behind";

export class CaretWidget implements monacoEditor.IContentWidget {
  readonly suppressMouseDown = true;
  readonly #editor: monacoEditor.ICodeEditor;
  readonly #id: string;
  readonly #node = document.createElement("div");
  readonly #tag = document.createElement("span");
  #position: IPosition = { lineNumber: 1, column: 1 };

  constructor(editor: monacoEditor.ICodeEditor, id: string) {
    this.#editor = editor;
    this.#id = `remote-caret.${id}`;
    this.#node.className = "remote-caret";
    this.#node.setAttribute("aria-hidden", "true"); // who is where is told in the list of people
    this.#tag.className = "remote-tag";
    this.#node.append(this.#tag);
    editor.addContentWidget(this);
  }

  getId(): string {
    return this.#id;
  }
  getDomNode(): HTMLElement {
    return this.#node;
  }
  getPosition(): monacoEditor.IContentWidgetPosition {
    return { position: this.#position, preference: [monacoEditor.ContentWidgetPositionPreference.EXACT] };
  }

  get position(): IPosition {
    return this.#position;
  }
  get tagWidth(): number {
    return this.#tag.offsetWidth;
  }

  show(position: IPosition, person: Person): void {
    this.#node.dataset.person = String(person.color);
    this.#node.style.height = `${this.#editor.getOption(monacoEditor.EditorOption.lineHeight)}px`;
    if (this.#tag.textContent !== person.name) this.#tag.textContent = person.name;
    if (position.lineNumber === this.#position.lineNumber && position.column === this.#position.column) return;
    this.#position = position;
    this.#editor.layoutContentWidget(this);
  }

  /** Shows the name on that side, `shift` px from the caret; hides it without a side. */
  showTag(side: TagSide | undefined, shift = 0): void {
    if (side) this.#node.dataset.tag = side;
    else delete this.#node.dataset.tag;
    this.#tag.style.left = `${shift}px`;
  }

  isNear(x: number, y: number, withinPx: number): boolean {
    const box = this.#node.getBoundingClientRect();
    return box.height > 0 && Math.abs(x - box.left) <= withinPx && y >= box.top && y <= box.bottom;
  }

  dispose(): void {
    this.#editor.removeContentWidget(this);
  }
}
