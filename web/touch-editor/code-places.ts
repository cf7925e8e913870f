// What is talked about in the code: a line under it, and a bar at the line that opens the comment.
import { type Extension, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, gutter, GutterMarker } from "@codemirror/view";
import type { CodePlace } from "#web/talk/code-places";

export const setPlaces = StateEffect.define<readonly CodePlace[]>();

class Bar extends GutterMarker {
  readonly thread: number | undefined;
  constructor(thread: number | undefined) {
    super();
    this.thread = thread;
  }
  override eq(other: Bar): boolean {
    return other.thread === this.thread;
  }
  override toDOM(): HTMLElement {
    const bar = document.createElement("div");
    bar.className = "code-place-bar";
    return bar;
  }
}

const marked = StateField.define<{ marks: DecorationSet; bars: RangeSet<Bar> }>({
  create: () => ({ marks: Decoration.none, bars: RangeSet.empty }),
  update({ marks, bars }, { changes, effects, newDoc }) {
    let next = { marks: marks.map(changes), bars: bars.map(changes) };
    for (const effect of effects) {
      if (!effect.is(setPlaces)) continue;
      const within = effect.value.filter(({ from, to }) => from < to && to <= newDoc.length);
      next = {
        marks: Decoration.set(
          within.map(({ from, to, isChosen }) =>
            Decoration.mark({ class: isChosen ? "code-place code-place-chosen" : "code-place" }).range(from, to),
          ),
          true,
        ),
        bars: RangeSet.of(
          within.map(({ from, thread }) => new Bar(thread).range(newDoc.lineAt(from).from)),
          true,
        ),
      };
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field, ({ marks }) => marks),
});

export const codePlaces = (lookAt: (thread: number) => void): Extension => [
  marked,
  gutter({
    class: "code-place-gutter",
    markers: (view) => view.state.field(marked).bars,
    domEventHandlers: {
      mousedown(view, line) {
        let thread: number | undefined;
        view.state.field(marked).bars.between(line.from, line.to, (_from, _to, bar) => {
          thread ??= bar.thread;
        });
        if (thread === undefined) return false;
        lookAt(thread);
        return true;
      },
    },
  }),
];
