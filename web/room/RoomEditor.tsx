// The editor that suits this device. Asked for at once, so that it arrives while the room is answering; the other one never.
import { lazy } from "preact/compat";
import type { CodeEditor } from "#web/editor/CodeEditor.tsx";
import { isTouch } from "#web/touch";

type RoomEditorProps = Parameters<typeof CodeEditor>[0];

const loading: Promise<(props: RoomEditorProps) => preact.JSX.Element> = isTouch
  ? import("#web/touch-editor/TouchEditor.tsx").then(({ TouchEditor }) => TouchEditor)
  : import("#web/editor/CodeEditor.tsx").then(({ CodeEditor }) => CodeEditor);

export const RoomEditor = lazy(() => loading.then((editor) => ({ default: editor })));
