// Where name tags go, so that none is clipped, none covers a line that somebody writes in, and none covers another.
import type { CaretWidget, TagSide } from "./caret-widget";
import { editor as monacoEditor, type IPosition } from "./monaco";

/** As in editor.css. */
const TAG_HEIGHT_PX = 18;
/** Between the end of a line and a name behind it. */
const GAP_PX = 16;

type Box = { left: number; right: number; top: number; bottom: number };

/** Shows the names of `announced` and hides those of all the others. */
export function placeTags(
  editor: monacoEditor.ICodeEditor,
  all: readonly CaretWidget[],
  announced: readonly CaretWidget[],
): void {
  const taken = writtenLines(editor, announced);
  for (const caret of all) {
    if (announced.includes(caret)) taken.push(place(editor, caret, taken));
    else caret.showTag(undefined);
  }
}

// The lines of my caret and of those who have just moved, across the whole width.
function writtenLines(editor: monacoEditor.ICodeEditor, announced: readonly CaretWidget[]): Box[] {
  const height = editor.getOption(monacoEditor.EditorOption.lineHeight);
  const mine = editor.getPosition();
  return [...(mine ? [mine] : []), ...announced.map((caret) => placeOf(editor, caret))].map((position) => {
    const top = editor.getTopForPosition(position.lineNumber, position.column);
    return { left: -Infinity, right: Infinity, top, bottom: top + height };
  });
}

function place(editor: monacoEditor.ICodeEditor, caret: CaretWidget, taken: readonly Box[]): Box {
  const { lineNumber, column } = placeOf(editor, caret);
  const lineHeight = editor.getOption(monacoEditor.EditorOption.lineHeight);
  const top = editor.getTopForPosition(lineNumber, column);
  const left = editor.getOffsetForColumn(lineNumber, column);
  const { contentWidth, verticalScrollbarWidth, height } = editor.getLayoutInfo();
  const scrollTop = editor.getScrollTop();
  const edge = editor.getScrollLeft() + contentWidth - verticalScrollbarWidth;

  const boxAt = (x: number, y: number): Box => ({
    left: x,
    right: x + caret.tagWidth,
    top: y,
    bottom: y + TAG_HEIGHT_PX,
  });
  const along = Math.min(left, edge - caret.tagWidth);
  const behind = endOfLine(editor, lineNumber) + GAP_PX;
  const sides: Record<TagSide, Box> = {
    above: boxAt(along, top - TAG_HEIGHT_PX),
    below: boxAt(along, top + lineHeight),
    behind: boxAt(Math.min(behind, edge - caret.tagWidth), top + (lineHeight - TAG_HEIGHT_PX) / 2),
  };
  const isSeen = (box: Box) => box.top >= scrollTop && box.bottom <= scrollTop + height;
  const possible = (["above", "below"] as const).filter(
    (side) => isSeen(sides[side]) && !taken.some((other) => overlap(sides[side], other)),
  );
  const isBlank = (side: "above" | "below") =>
    isBlankUnder(editor, sides[side], lineNumber + (side === "above" ? -1 : 1));
  // Best where nothing is covered at all; else over another line for a moment; else at the end of its own.
  const side = possible.find(isBlank) ?? (behind + caret.tagWidth <= edge ? "behind" : (possible[0] ?? "behind"));
  caret.showTag(side, sides[side].left - left);
  return sides[side];
}

// The text may have become shorter since the caret was drawn; its new place is drawn with the next frame.
function placeOf(editor: monacoEditor.ICodeEditor, { position }: CaretWidget): IPosition {
  return editor.getModel()?.validatePosition(position) ?? position;
}

function endOfLine(editor: monacoEditor.ICodeEditor, line: number): number {
  return editor.getOffsetForColumn(line, editor.getModel()?.getLineMaxColumn(line) ?? 1);
}

function isBlankUnder(editor: monacoEditor.ICodeEditor, { left, right }: Box, line: number): boolean {
  const model = editor.getModel();
  if (!model || line < 1 || line > model.getLineCount()) return true;
  const indent = editor.getOffsetForColumn(line, model.getLineFirstNonWhitespaceColumn(line) || 1);
  return left >= endOfLine(editor, line) || right <= indent;
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
