// What part of the text CodeMirror shows, in lines.
import type { EditorView } from "@codemirror/view";
import type { Viewport } from "#web/editor-port";

export function touchViewport(view: EditorView): Viewport {
  return {
    top() {
      const block = view.lineBlockAtHeight(view.scrollDOM.scrollTop - view.documentPadding.top);
      const into = (view.scrollDOM.scrollTop - view.documentPadding.top - block.top) / block.height;
      return view.state.doc.lineAt(block.from).number + Math.min(1, Math.max(0, into));
    },
    bottom() {
      const { scrollTop, clientHeight } = view.scrollDOM;
      const block = view.lineBlockAtHeight(scrollTop + clientHeight - view.documentPadding.top);
      return view.state.doc.lineAt(block.from).number;
    },
    scrollTo(at) {
      const { doc } = view.state;
      const number = Math.min(Math.max(1, Math.floor(at)), doc.lines);
      const block = view.lineBlockAt(doc.line(number).from);
      view.scrollDOM.scrollTop = block.top + (at - number) * block.height + view.documentPadding.top;
    },
    onScroll(listener) {
      view.scrollDOM.addEventListener("scroll", listener);
      return () => view.scrollDOM.removeEventListener("scroll", listener);
    },
  };
}
