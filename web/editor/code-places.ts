// What is talked about in the code: a quiet line under it, and a bar in the margin that opens the comment.
import type { CodePlace } from "#web/talk/code-places";
import { Range, editor as monacoEditor, type IDisposable } from "./monaco";

export class CodePlaces {
  readonly #editor: monacoEditor.ICodeEditor;
  readonly #decorations: monacoEditor.IEditorDecorationsCollection;
  readonly #listener: IDisposable;
  #shown: readonly CodePlace[] = [];

  constructor(editor: monacoEditor.ICodeEditor, lookAt: (thread: number) => void) {
    this.#editor = editor;
    this.#decorations = editor.createDecorationsCollection();
    this.#listener = editor.onMouseDown(({ target, event }) => {
      if (target.type !== monacoEditor.MouseTargetType.GUTTER_LINE_DECORATIONS || !event.leftButton) return;
      const line = target.position.lineNumber;
      const found = this.#shown.find((_, i) => this.#decorations.getRange(i)?.startLineNumber === line);
      if (found?.thread !== undefined) lookAt(found.thread);
    });
  }

  /** Marks these and no others. */
  show(places: readonly CodePlace[]): void {
    const model = this.#editor.getModel();
    if (!model || samePlaces(places, this.#shown)) return;
    this.#shown = places;
    this.#decorations.set(
      places.map(({ from, to, isChosen }) => ({
        range: Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to)),
        options: {
          description: "code that is talked about",
          inlineClassName: isChosen ? "code-place code-place-chosen" : "code-place",
          linesDecorationsTooltip: "Show the comment",
          firstLineDecorationClassName: "code-place-bar",
          stickiness: monacoEditor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        },
      })),
    );
  }

  dispose(): void {
    this.#decorations.clear();
    this.#listener.dispose();
  }
}

// Monaco moves its marks with the text as the client moves ranges; they are made anew when there are others.
const samePlaces = (a: readonly CodePlace[], b: readonly CodePlace[]) =>
  a.length === b.length &&
  a.every(({ thread, from, to, isChosen }, i) => {
    const other = b[i];
    return (
      other !== undefined &&
      other.thread === thread &&
      other.from === from &&
      other.to === to &&
      other.isChosen === isChosen
    );
  });
