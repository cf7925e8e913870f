// The editor that suits this device. Asked for at once, so that it arrives while the room is answering; the other one never.
import { late } from "#web/controls/late.tsx";
import type { CodeEditor } from "#web/editor/CodeEditor.tsx";
import { isTouch } from "#web/touch";
import { EditorSkeleton } from "./EditorSkeleton.tsx";

type RoomEditorProps = Parameters<typeof CodeEditor>[0];

export const RoomEditor = late<RoomEditorProps>(
  () =>
    isTouch
      ? import("#web/touch-editor/TouchEditor.tsx").then(({ TouchEditor }) => TouchEditor)
      : import("#web/editor/CodeEditor.tsx").then(({ CodeEditor }) => CodeEditor),
  { name: "The editor", Frame: ({ children }) => <>{children || <EditorSkeleton />}</> },
);
RoomEditor.fetch().catch(() => {}); // it is said where the editor would stand
