// What part of the text Monaco shows, in lines.
import type { Viewport } from "#web/editor-port";
import { type editor as monacoEditor, editor as monaco } from "./monaco";

export function editorViewport(editor: monacoEditor.IStandaloneCodeEditor): Viewport {
  const heightAt = (line: number) => editor.getBottomForLineNumber(line) - editor.getTopForLineNumber(line);
  return {
    top() {
      // The first one that is seen, also of folded and wrapped ones.
      const line = editor.getVisibleRanges()[0]?.startLineNumber ?? 1;
      const into = (editor.getScrollTop() - editor.getTopForLineNumber(line)) / heightAt(line);
      return line + Math.min(1, Math.max(0, into));
    },
    bottom() {
      return editor.getVisibleRanges().at(-1)?.endLineNumber ?? 1;
    },
    scrollTo(at) {
      const line = Math.min(Math.floor(at), editor.getModel()?.getLineCount() ?? 1);
      const top = editor.getTopForLineNumber(line) + (at - line) * heightAt(line);
      editor.setScrollTop(top, monaco.ScrollType.Immediate);
    },
    onScroll(listener) {
      const listening = editor.onDidScrollChange(({ scrollTopChanged }) => scrollTopChanged && listener());
      return () => listening.dispose();
    },
  };
}
