// Two texts side by side, the second one live. Its workers and themes are those of the room's editor, which is there long before.
import { editor as monacoEditor } from "monaco-editor/editor/editor.api";
import { useEffect, useRef, useState } from "preact/hooks";
import { isNarrow } from "#web/narrow";
import type { ComparedTexts } from "./ChangesDialog.tsx";

export default function MonacoChanges({
  then,
  thenLanguage,
  now,
  nowLanguage,
  inline = isNarrow.peek(),
}: ComparedTexts) {
  const host = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<monacoEditor.ITextModel>();

  useEffect(() => {
    if (!host.current) return;
    const original = monacoEditor.createModel(then, thenLanguage);
    const modified = monacoEditor.createModel("", nowLanguage);
    setShown(modified);
    const editor = monacoEditor.createDiffEditor(host.current, {
      automaticLayout: true,
      fontFamily: '"JetBrains Mono", ui-monospace, "SF Mono", Menlo, Consolas, monospace',
      fontSize: 13,
      hideUnchangedRegions: { enabled: true },
      lineHeight: 20,
      minimap: { enabled: false },
      originalEditable: false,
      overviewRulerBorder: false,
      readOnly: true,
      domReadOnly: true,
      renderOverviewRuler: false,
      renderSideBySide: !inline,
      scrollBeyondLastLine: false,
      theme: "tandem",
    });
    for (const model of [original, modified])
      model.updateOptions({
        bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
      });
    // Made here because a comparison that is still being made ends with this alone; the editor never disposes of its own.
    const comparison = editor.createViewModel({ original, modified });
    editor.setModel(comparison);
    return () => {
      setShown(undefined);
      editor.dispose();
      comparison.dispose();
      original.dispose();
      modified.dispose();
    };
  }, [then, thenLanguage, nowLanguage, inline]);

  // Others go on typing while one reads.
  useEffect(() => {
    if (shown && !shown.isDisposed() && now !== shown.getValue()) shown.setValue(now);
  }, [shown, now]);

  return <div class="changes" ref={host} />;
}
