// What has changed in the text since a run, side by side. Its workers and themes are those of the room's editor, which is there long before.
import { editor as monacoEditor } from "monaco-editor/editor/editor.api";
import { useEffect, useRef, useState } from "preact/hooks";
import { Dialog } from "#web/controls/Dialog.tsx";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";

type ChangesDialogProps = {
  session: RoomSession;
  then: string;
  version: number;
  language: string;
  onClose: () => void;
};

export function ChangesDialog({ session, then, version, language, onClose }: ChangesDialogProps) {
  const host = useRef<HTMLDivElement>(null);
  const now = session.version.value;
  const [shown, setShown] = useState<monacoEditor.ITextModel>();

  useEffect(() => {
    if (!host.current) return;
    const original = monacoEditor.createModel(then, language);
    const modified = monacoEditor.createModel(session.text?.toString() ?? "", session.language.peek());
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
      renderSideBySide: !isNarrow.peek(),
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
  }, [session, then, language]);

  // Others go on typing while one reads.
  useEffect(() => {
    const text = session.text?.toString();
    if (text !== undefined && shown && !shown.isDisposed() && text !== shown.getValue()) shown.setValue(text);
  }, [session, shown, now]);

  return (
    <Dialog title={`From v${version}, which ran, to v${now}, as it is now`} wide onClose={onClose}>
      <div class="changes" ref={host} />
    </Dialog>
  );
}
