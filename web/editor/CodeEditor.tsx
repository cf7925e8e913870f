// The editor of a room. Loaded only there, and only once: all of Monaco hangs on this file.
import Editor from "@monaco-editor/react";
import { useEffect, useMemo, useState } from "preact/hooks";
import { EditorSkeleton } from "#web/room/EditorSkeleton.tsx";
import type { RoomSession } from "#web/room-session";
import { isNarrow } from "#web/narrow";
import { settings } from "#web/settings/settings";
import { shownTheme } from "#web/theme";
import { attachEditor, type Command } from "./attach-editor";
import { applyTheme } from "./monaco-theme";
import { FileModels } from "./file-models";
import * as monaco from "./monaco";
import type { editor as monacoEditor } from "./monaco";
import "./editor.css";

const options: monacoEditor.IStandaloneEditorConstructionOptions = {
  ariaLabel: "Code of this room",
  automaticLayout: true,
  cursorSmoothCaretAnimation: "off",
  fixedOverflowWidgets: true,
  fontFamily: '"JetBrains Mono", ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  fontLigatures: false,
  fontSize: 14,
  // In one quiet colour: what looks like code is code.
  inlineSuggest: { mode: "prefix", showToolbar: "onHover", syntaxHighlightingEnabled: false },
  lineHeight: 21,
  lineNumbersMinChars: 4,
  minimap: { enabled: false },
  overviewRulerBorder: false,
  padding: { top: 8, bottom: 8 },
  readOnlyMessage: { value: "This link only views. Ask for the room’s edit link to type." },
  renderLineHighlight: "line",
  scrollBeyondLastLine: true,
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  smoothScrolling: false,
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false },
  // Asking about them, or removing them, would change what others wrote.
  unusualLineTerminators: "off",
  wordBasedSuggestions: "currentDocument",
};

const emptyWords = {
  editor: "Type here. Whoever you share this room with sees it as you do.",
  viewer: "Nothing has been written here yet.",
};

/** A phone is too narrow for a wide margin. */
const narrow: monacoEditor.IStandaloneEditorConstructionOptions = {
  lineNumbersMinChars: 3,
  folding: false,
  lineDecorationsWidth: 8,
};

// The list of words comes by itself where nothing else suggests words: else both would want Tab, and the list hides what is
// suggested. In scripts it knows more than words, so there it comes when there is no suggestion; everywhere on Ctrl+Space.
const listed = { other: "offWhenInlineCompletions", comments: "off", strings: "off" } as const;
const unlisted = { ...listed, other: "off" } as const;
const scripts = ["javascript", "typescript"];

/** A slow font must not keep the text away. */
const FONT_WAIT_MS = 1_500;

export function CodeEditor({ session, commands }: { session: RoomSession; commands: readonly Command[] }) {
  const [ready, setReady] = useState(false);
  const [editor, setEditor] = useState<monacoEditor.IStandaloneCodeEditor>();
  const models = useMemo(() => editor && new FileModels(editor, session.id), [editor, session]);
  const file = session.file.value;
  const path = session.files.value.get(file)?.path ?? "";
  const language = session.language.value;
  const textIsHere = session.textIsHere.value;

  useEffect(() => {
    // Monaco measures the font once: measured before it is there, every caret would stand beside its letter.
    const late = new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS));
    void Promise.race([document.fonts.load('14px "JetBrains Mono"'), late]).then(() => setReady(true));
  }, []);

  useEffect(() => {
    if (!editor || !models || !textIsHere) return;
    models.show({ file, path, language: session.language.peek() });
    const attached = attachEditor(editor, session, commands);
    return () => attached.dispose();
  }, [editor, models, session, commands, file, path, textIsHere]);
  useEffect(() => {
    const model = textIsHere ? editor?.getModel() : undefined;
    if (model) monaco.editor.setModelLanguage(model, language);
  }, [editor, file, path, textIsHere, language]);
  const open = session.tabs.open.value;
  useEffect(() => models?.keep(open), [models, open]);
  useEffect(() => () => models?.dispose(), [models]);

  const role = session.role.value ?? "viewer";
  const viewOnly = role === "viewer";
  const shown = shownTheme.value;
  useEffect(() => applyTheme(shown), [shown]);

  if (!ready) return <EditorSkeleton />;
  return (
    <Editor
      theme="tandem"
      keepCurrentModel
      options={{
        ...options,
        ...(isNarrow.value && narrow),
        placeholder: emptyWords[role],
        // What is written before the text is there would be nobody's.
        readOnly: viewOnly || !textIsHere,
        domReadOnly: viewOnly,
        quickSuggestions: settings.suggestions.value && !scripts.includes(language) ? unlisted : listed,
      }}
      loading={<EditorSkeleton />}
      onMount={setEditor}
    />
  );
}
