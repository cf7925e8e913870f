// Who wrote what, in Monaco: a quiet colour behind the text, a bar beside it, and who it was on hovering.
import * as monaco from "#web/editor/monaco";
import "./authorship.css";
import type { Author, Spans } from "./blame";
import { colorOf } from "./light-code";
import { momentWords } from "./moment-words";

export function authorDecorations(
  model: monaco.editor.ITextModel,
  spans: Spans,
  nameOf: (user: number) => string,
): monaco.editor.IModelDeltaDecoration[] {
  return spans.flatMap(({ from, to, user, version, time }) => {
    const range = monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to));
    // A line end alone is nobody's line.
    const last = range.endColumn === 1 && range.endLineNumber > range.startLineNumber ? 1 : 0;
    const lines = new monaco.Range(range.startLineNumber, 1, range.endLineNumber - last, 1);
    const words =
      version === 0 ? "As the room began" : `${nameOf(user)} · ${momentWords(time, Date.now())} · v${version}`;
    const person = version === 0 ? "past-first" : `past-person-${colorOf(user)}`;
    const value = words.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, "\\$&"); // names are no Markdown
    return [
      { range, options: { className: `past-author ${person}`, hoverMessage: { value } } },
      {
        range: lines,
        options: {
          isWholeLine: true,
          linesDecorationsClassName: `past-bar ${person}`,
          linesDecorationsTooltip: version === 0 ? words : `${words}: go to that moment`,
        },
      },
    ];
  });
}

/** A click on the bar beside the text leads to the moment when it was written. */
export function goToAuthors(
  editor: monaco.editor.ICodeEditor,
  spans: () => Spans | undefined,
  author: (user: number) => Author,
): () => void {
  const listener = editor.onMouseDown(({ target }) => {
    const model = editor.getModel();
    if (target.type !== monaco.editor.MouseTargetType.GUTTER_LINE_DECORATIONS || !model || !target.position) return;
    const { lineNumber } = target.position;
    const from = model.getOffsetAt({ lineNumber, column: 1 });
    const to = model.getOffsetAt({ lineNumber, column: model.getLineMaxColumn(lineNumber) });
    // Of several who wrote the line, the last one.
    const there = (spans() ?? []).filter((span) => span.from <= to && span.to > from);
    const newest = there.toSorted((a, b) => b.version - a.version)[0];
    if (newest && newest.version > 0) author(newest.user).go(newest.version);
  });
  return () => listener.dispose();
}
