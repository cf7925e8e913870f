// Where a name tag goes, so that it is not clipped, covers no line that somebody writes in, and no other tag: the rules of
// editor/tag-placement.ts, in CodeMirror's measures. Everything is in px of the document.
import type { EditorView } from "@codemirror/view";

export type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
/** `shift` is the tag's place beside the caret. */
export type Tag = { readonly side: "above" | "below" | "behind"; readonly shift: number; readonly box: Box };

/** As in remote-people.css. */
const TAG_HEIGHT_PX = 18;
const TAG_PADDING_PX = 12;
const TAG_FONT = '500 12px "Inter", system-ui, sans-serif';
/** Between the end of a line and a name behind it. */
const GAP_PX = 16;
/** Rows are higher than the letters in them. */
const SLACK_PX = 4;

let measuring: CanvasRenderingContext2D | null | undefined;

export function placeTag(view: EditorView, caret: Box, name: string, taken: readonly Box[]): Tag {
  const width = widthOf(name);
  const { scrollTop, scrollLeft, clientHeight, clientWidth } = view.scrollDOM;
  const edge = scrollLeft + clientWidth;
  const boxAt = (left: number, top: number): Box => ({ left, right: left + width, top, bottom: top + TAG_HEIGHT_PX });
  const along = Math.max(0, Math.min(caret.left, edge - width));
  const behind = endOfRow(view, caret) + GAP_PX;
  const boxes = {
    above: boxAt(along, caret.top - TAG_HEIGHT_PX),
    below: boxAt(along, caret.bottom),
    behind: boxAt(Math.min(behind, edge - width), (caret.top + caret.bottom - TAG_HEIGHT_PX) / 2),
  };
  const isSeen = (box: Box) => box.top >= scrollTop && box.bottom <= scrollTop + clientHeight;
  const possible = (["above", "below"] as const).filter(
    (side) => isSeen(boxes[side]) && !taken.some((other) => overlap(boxes[side], other)),
  );
  // Best where nothing is covered at all; else over another line for a moment; else at the end of its own.
  const side =
    possible.find((one) => isBlankUnder(view, boxes[one])) ??
    (behind + width <= edge ? "behind" : (possible[0] ?? "behind"));
  return { side, shift: boxes[side].left - caret.left, box: boxes[side] };
}

/** All rows of a wrapped line, across the whole width. */
export function boxOfLine(view: EditorView, offset: number): Box {
  const { top, bottom } = view.lineBlockAt(Math.min(offset, view.state.doc.length));
  const down = view.documentTop - origin(view).y;
  return { left: -Infinity, right: Infinity, top: top + down, bottom: bottom + down };
}

function widthOf(name: string): number {
  measuring ??= document.createElement("canvas").getContext("2d");
  if (measuring) measuring.font = TAG_FONT;
  return Math.ceil(measuring?.measureText(name).width ?? name.length * 8) + TAG_PADDING_PX;
}

// Of the row on the screen: a wrapped line has several.
function endOfRow(view: EditorView, { top, bottom }: Box): number {
  const { x, y } = origin(view);
  const end = view.posAtCoords({ x: x + 1e5, y: y + (top + bottom) / 2 }, false);
  return (view.coordsAtPos(end, -1)?.right ?? x) - x;
}

function isBlankUnder(view: EditorView, box: Box): boolean {
  const { x, y } = origin(view);
  const middle = y + (box.top + box.bottom) / 2;
  const [from, to] = [box.left, box.right].map((side) => view.posAtCoords({ x: x + side, y: middle }, false));
  return view.state.sliceDoc(from, to).trim() === "";
}

// As the layers have it: where the document begins on the screen.
function origin(view: EditorView): { x: number; y: number } {
  const { left, top } = view.scrollDOM.getBoundingClientRect();
  return { x: left - view.scrollDOM.scrollLeft * view.scaleX, y: top - view.scrollDOM.scrollTop * view.scaleY };
}

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom - SLACK_PX && b.top < a.bottom - SLACK_PX;
