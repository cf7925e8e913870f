// What one is looking at stays where it is on the screen while others write above it. Monaco does so only for an
// editor without the focus beside another one of the same model.
import type { ChangeSet } from "@codemirror/state";
import { editor as monacoEditor } from "./monaco";

/** Carries out `write`, which applies `changes` to the editor's model, and keeps the view on the same text. */
export function withSteadyView(editor: monacoEditor.ICodeEditor, changes: ChangeSet, write: () => void): void {
  const model = editor.getModel();
  const anchor = model && anchorOf(editor, model);
  if (!anchor) return write();
  const yOf = (offset: number) => {
    const { lineNumber, column } = model.getPositionAt(offset);
    return editor.getTopForPosition(lineNumber, column);
  };
  const before = yOf(anchor.offset);
  write();
  const moved = yOf(changes.mapPos(anchor.offset, anchor.side)) - before;
  if (moved === 0) return;
  const top = fits(editor, model) ? 0 : editor.getScrollTop() + moved;
  editor.setScrollTop(top, monacoEditor.ScrollType.Immediate);
}

/** All of the text has room in the window: whoever sees only a part of it would miss the rest. */
const fits = (editor: monacoEditor.ICodeEditor, model: monacoEditor.ITextModel) =>
  editor.getBottomForLineNumber(model.getLineCount()) <= editor.getLayoutInfo().height;

/** The line one writes in, if it is on the screen; else the first one that is. */
function anchorOf(editor: monacoEditor.ICodeEditor, model: monacoEditor.ITextModel) {
  const visible = editor.getVisibleRanges()[0];
  if (!visible) return undefined;
  const caret = editor.getPosition();
  if (caret && editor.hasTextFocus() && visible.containsPosition(caret)) {
    return { offset: model.getOffsetAt(caret), side: -1 }; // as the caret itself is mapped
  }
  return { offset: model.getOffsetAt({ lineNumber: visible.startLineNumber, column: 1 }), side: 1 };
}
