// The others' carets and selections in the editor: rebuilt from presence, never a source of it.
import type { Person } from "#collab/client-people";
import { CaretWidget } from "./caret-widget";
import { Range, editor as monacoEditor, type IDisposable } from "./monaco";
import { placeTags } from "./tag-placement";

/** A name tag stays this long after its person moved. */
const TAG_SHOWN_MS = 2_000;
/** Carets drawn per person: a replace-all in hundreds of places would only be noise. */
const CARETS_MAX = 20;
/** How near the mouse must come to a caret to ask whose it is, in px. */
const HOVER_PX = 6;

type Shown = { person: Person; carets: CaretWidget[]; hide: ReturnType<typeof setTimeout> | undefined };

export class RemoteCursors {
  readonly #editor: monacoEditor.ICodeEditor;
  readonly #selections: monacoEditor.IEditorDecorationsCollection;
  readonly #shown = new Map<number, Shown>();
  readonly #listeners: IDisposable[];
  #hovered: CaretWidget | undefined;

  constructor(editor: monacoEditor.ICodeEditor) {
    this.#editor = editor;
    this.#selections = editor.createDecorationsCollection();
    this.#listeners = [
      editor.onDidScrollChange(() => this.#place()),
      editor.onDidLayoutChange(() => this.#place()),
      editor.onDidChangeCursorPosition(() => this.#place()),
      editor.onMouseMove((event) => this.#hover(event.event.browserEvent)),
      editor.onMouseLeave(() => this.#hover(undefined)),
    ];
  }

  /** Draws these people and nobody else. */
  show(people: readonly Person[]): void {
    const model = this.#editor.getModel();
    if (!model) return;
    const present = new Set(people.map(({ user }) => user));
    for (const user of this.#shown.keys()) if (!present.has(user)) this.#remove(user);
    for (const person of people) this.#draw(person, model);
    this.#selections.set(people.flatMap((person) => selectionsOf(person, model)));
    this.#place();
  }

  /** Says who it is, for a moment: this person has just moved or written. */
  announce(user: number): void {
    const shown = this.#shown.get(user);
    if (!shown) return;
    clearTimeout(shown.hide);
    shown.hide = setTimeout(() => {
      shown.hide = undefined;
      this.#place();
    }, TAG_SHOWN_MS);
    this.#place();
  }

  dispose(): void {
    for (const user of this.#shown.keys()) this.#remove(user);
    this.#selections.clear();
    for (const listener of this.#listeners) listener.dispose();
  }

  #draw(person: Person, model: monacoEditor.ITextModel): void {
    const shown = this.#shown.get(person.user) ?? { person, carets: [], hide: undefined };
    this.#shown.set(person.user, shown);
    shown.person = person;
    const heads = person.carets.slice(0, CARETS_MAX).map(({ head }) => model.getPositionAt(head));
    while (shown.carets.length > heads.length) shown.carets.pop()?.dispose();
    heads.forEach((position, index) => {
      const caret = (shown.carets[index] ??= new CaretWidget(this.#editor, `${person.user}.${index}`));
      caret.show(position, person);
    });
  }

  #remove(user: number): void {
    const shown = this.#shown.get(user);
    clearTimeout(shown?.hide);
    shown?.carets.forEach((caret) => caret.dispose());
    this.#shown.delete(user);
  }

  #place(): void {
    const all = [...this.#shown.values()].flatMap(({ carets }) => carets);
    const announced = [...this.#shown.values()].flatMap(({ hide, carets: [first] }) => (hide && first ? [first] : []));
    if (this.#hovered && all.includes(this.#hovered) && !announced.includes(this.#hovered))
      announced.push(this.#hovered);
    placeTags(this.#editor, all, announced);
  }

  #hover(mouse: MouseEvent | undefined): void {
    const hovered =
      mouse &&
      [...this.#shown.values()]
        .flatMap(({ carets }) => carets)
        .find((caret) => caret.isNear(mouse.clientX, mouse.clientY, HOVER_PX));
    if (hovered === this.#hovered) return;
    this.#hovered = hovered;
    this.#place();
  }
}

function selectionsOf(person: Person, model: monacoEditor.ITextModel): monacoEditor.IModelDeltaDecoration[] {
  return person.carets.map(({ anchor, head }) => ({
    range: Range.fromPositions(
      model.getPositionAt(Math.min(anchor, head)),
      model.getPositionAt(Math.max(anchor, head)),
    ),
    options: {
      description: "selection of somebody else",
      className: anchor === head ? null : `remote-selection person-${person.color}`,
      shouldFillLineOnLineBreak: true,
      stickiness: monacoEditor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
    },
  }));
}
