// Where name tags go, so that none is clipped, none covers a line that somebody writes in, and none covers another.
import type { CaretWidget, TagSide } from "./caret-widget";
import { editor as monacoEditor } from "./monaco";

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
  return [...(mine ? [mine] : []), ...announced.map(({ position }) => position)].map((position) => {
    const top = editor.getTopForPosition(position.lineNumber, position.column);
    return { left: -Infinity, right: Infinity, top, bottom: top + height };
  });
}

function place(editor: monacoEditor.ICodeEditor, caret: CaretWidget, taken: readonly Box[]): Box {
  const { lineNumber, column } = caret.position;
  const lineHeight = editor.getOption(monacoEditor.EditorOption.lineHeight);
  const top = editor.getTopForPosition(lineNumber, column);
  const left = editor.getOffsetForColumn(lineNumber, column);
  const end = editor.getOffsetForColumn(lineNumber, editor.getModel()?.getLineMaxColumn(lineNumber) ?? column);
  const { contentWidth, verticalScrollbarWidth, height } = editor.getLayoutInfo();
  const scrollTop = editor.getScrollTop();
  const rightMost = editor.getScrollLeft() + contentWidth - verticalScrollbarWidth - caret.tagWidth;

  const boxAt = (x: number, y: number): Box => ({
    left: x,
    right: x + caret.tagWidth,
    top: y,
    bottom: y + TAG_HEIGHT_PX,
  });
  const along = Math.min(left, rightMost);
  const sides: Record<TagSide, Box> = {
    above: boxAt(along, top - TAG_HEIGHT_PX),
    below: boxAt(along, top + lineHeight),
    behind: boxAt(Math.min(end + GAP_PX, rightMost), top + (lineHeight - TAG_HEIGHT_PX) / 2),
  };
  const isSeen = (box: Box) => box.top >= scrollTop && box.bottom <= scrollTop + height;
  const isFree = (box: Box) => !taken.some((other) => overlap(box, other));
  const order = ["above", "below"] as const;
  // Behind the end of the line there is nothing to cover, unless the line runs past the edge.
  const side = order.find((one) => isSeen(sides[one]) && isFree(sides[one])) ?? "behind";
  caret.showTag(side, sides[side].left - left);
  return sides[side];
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
