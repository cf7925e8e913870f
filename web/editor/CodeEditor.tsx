// The editor of a room. Loaded only there, and only once: all of Monaco hangs on this file.
import Editor from "@monaco-editor/react";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { EditorSkeleton } from "#web/room/EditorSkeleton.tsx";
import type { RoomSession } from "#web/room-session";
import { isMac } from "#web/keys";
import { isNarrow } from "#web/narrow";
import { loadCodeFont } from "#web/settings/code-font";
import { settings } from "#web/settings/settings";
import type { Settings } from "#web/settings/settings-table";
import { isHighContrast, look, shownTheme } from "#web/theme";
import { attachEditor } from "./attach-editor";
import { settingOptions } from "./editor-settings";
import { editorLabel, emptyWords } from "./editor-words";
import { applyTheme } from "./monaco-theme";
import { FileModels } from "./file-models";
import * as monaco from "./monaco";
import type { editor as monacoEditor } from "./monaco";
import "./editor.css";
import "./status-line.css";

const options: monacoEditor.IStandaloneEditorConstructionOptions = {
  // Whoever does not see the editor is told at once how to leave it.
  ariaLabel: `${editorLabel}. ${isMac ? "Control+Shift+M" : "Control+M"}: Tab leaves it`,
  autoDetectHighContrast: false, // the page does
  automaticLayout: true,
  cursorSmoothCaretAnimation: "off",
  fixedOverflowWidgets: true,
  // In one quiet colour: what looks like code is code.
  inlineSuggest: { mode: "prefix", showToolbar: "onHover", syntaxHighlightingEnabled: false },
  lineNumbersMinChars: 4,
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

/** A phone is too narrow for a wide margin. */
const narrow: monacoEditor.IStandaloneEditorConstructionOptions = {
  lineNumbersMinChars: 3,
  folding: false,
  minimap: { enabled: false },
  lineDecorationsWidth: 8,
};

// The list of words comes by itself where nothing else suggests words: else both would want Tab, and the list hides what is
// suggested. In scripts it knows more than words, so there it comes when there is no suggestion; everywhere on Ctrl+Space.
const listed = { other: "offWhenInlineCompletions", comments: "off", strings: "off" } as const;
const unlisted = { ...listed, other: "off" } as const;
const scripts = ["javascript", "typescript"];

export function CodeEditor({ session }: { session: RoomSession }) {
  const [font, setFont] = useState<Settings["font"]>();
  const statusLine = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<monacoEditor.IStandaloneCodeEditor>();
  const models = useMemo(() => editor && new FileModels(editor, session.id), [editor, session]);
  const file = session.file.value;
  const path = session.files.value.get(file)?.path ?? "";
  const language = session.language.value;
  const textIsHere = session.textIsHere.value;

  const wantedFont = settings.font.value;
  useEffect(() => {
    let isWanted = true;
    // Monaco measures the font once: measured before it is there, every caret would stand beside its letter.
    void loadCodeFont(wantedFont).then(() => isWanted && setFont(wantedFont));
    return () => {
      isWanted = false;
    };
  }, [wantedFont]);

  useEffect(() => {
    if (!editor || !models || !textIsHere || !statusLine.current) return;
    models.show({ file, path, language: session.language.peek() });
    const attached = attachEditor(editor, session, statusLine.current);
    return () => attached.dispose();
  }, [editor, models, session, file, path, textIsHere]);
  useEffect(() => {
    const model = textIsHere ? editor?.getModel() : undefined;
    if (model) monaco.editor.setModelLanguage(model, language);
  }, [editor, file, path, textIsHere, language]);
  const open = session.tabs.open.value;
  useEffect(() => models?.keep(open), [models, open]);
  useEffect(() => () => models?.dispose(), [models]);

  const role = session.role.value ?? "viewer";
  const viewOnly = role === "viewer";
  const shown = look.value;
  useEffect(() => applyTheme(shownTheme.value, isHighContrast.value), [shown]);

  if (!font) return <EditorSkeleton />;
  return (
    <div class="code-editor">
      <Editor
        theme="tandem"
        keepCurrentModel
        options={{
          ...options,
          ...settingOptions(font),
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
      <div class="status-line" ref={statusLine} />
    </div>
  );
}
