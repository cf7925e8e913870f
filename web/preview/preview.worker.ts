// Reads Markdown away from the page: a long text takes seconds. The page gets only the pieces it shows.
import { markdownTree } from "./markdown-tree";
import { type Piece, piecesOf, pieceWith } from "./pieces";
import type { Numbered, PreviewAnswer, PreviewRequest, Range } from "./preview-messages";

let read: { id: number; pieces: Piece[] } = { id: 0, pieces: [] };

self.onmessage = ({ data }: MessageEvent<PreviewRequest>) => {
  const answer = answerTo(data);
  if (answer) self.postMessage(answer);
};

function answerTo(request: PreviewRequest): PreviewAnswer | undefined {
  const { id } = request;
  if (request.type === "read") {
    const pieces = piecesOf(markdownTree(request.text));
    read = { id, pieces };
    const outline = pieces.map(({ line, height }) => ({ line, height }));
    return { type: "read", id, outline, pieces: numbered(({ from, to }) => piecesAt(pieces, from, to), request.lines) };
  }
  if (id !== read.id) return undefined;
  if (request.type === "pieces") return { type: "pieces", id, pieces: numbered((wanted) => wanted, request.wanted) };
  const piece = pieceWith(read.pieces, request.slug);
  return piece < 0 ? undefined : { type: "found", id, slug: request.slug, piece };
}

const numbered = (rangeOf: (wanted: Range) => Range, wanted: Range): Numbered => {
  const { from, to } = rangeOf(wanted);
  return read.pieces.slice(from, to + 1).map((piece, index) => [from + index, piece] as const);
};

/** Those in which the lines are. */
function piecesAt(pieces: readonly Piece[], from: number, to: number): Range {
  const last = (line: number) => pieces.findLastIndex((piece) => piece.line <= line);
  return { from: Math.max(0, last(from)), to: Math.max(0, last(to)) };
}
