// The editor of a room. Loaded only there, and only once: all of Monaco hangs on this file.
import Editor from "@monaco-editor/react";
import { useEffect, useRef, useState } from "preact/hooks";
import { EditorSkeleton } from "#web/room/EditorSkeleton.tsx";
import type { RoomSession } from "#web/room-session";
import { shownTheme } from "#web/theme";
import { attachEditor, type Command } from "./attach-editor";
import { applyTheme } from "./monaco-theme";
import type { editor as monacoEditor } from "./monaco";
import "./editor.css";

const options: monacoEditor.IStandaloneEditorConstructionOptions = {
  ariaLabel: "Code of this room",
  automaticLayout: true,
  bracketPairColorization: { enabled: false },
  cursorSmoothCaretAnimation: "off",
  fixedOverflowWidgets: true,
  fontFamily: '"JetBrains Mono", ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  fontLigatures: false,
  fontSize: 14,
  lineHeight: 21,
  lineNumbersMinChars: 4,
  minimap: { enabled: false },
  overviewRulerBorder: false,
  padding: { top: 8, bottom: 8 },
  readOnlyMessage: { value: "This link only views. Ask for the room’s edit link to type." },
  renderLineHighlight: "line",
  scrollBeyondLastLine: true,
  smoothScrolling: false,
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false },
  // Asking about them, or removing them, would change what others wrote.
  unusualLineTerminators: "off",
  wordBasedSuggestions: "currentDocument",
};

/** A slow font must not keep the text away. */
const FONT_WAIT_MS = 1_500;

export function CodeEditor({ session, commands }: { session: RoomSession; commands: readonly Command[] }) {
  const [ready, setReady] = useState(false);
  const attached = useRef<{ dispose(): void }>();

  useEffect(() => {
    // Monaco measures the font once: measured before it is there, every caret would stand beside its letter.
    const late = new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS));
    void Promise.race([document.fonts.load('14px "JetBrains Mono"'), late]).then(() => setReady(true));
    return () => attached.current?.dispose();
  }, []);

  const shown = shownTheme.value;
  useEffect(() => applyTheme(shown), [shown]);

  if (!ready) return <EditorSkeleton />;
  return (
    <Editor
      theme="tandem"
      language={session.language.value}
      options={{ ...options, readOnly: session.role.value !== "editor", domReadOnly: session.role.value !== "editor" }}
      loading={<EditorSkeleton />}
      onMount={(editor) => {
        attached.current = attachEditor(editor, session, commands);
      }}
    />
  );
}
