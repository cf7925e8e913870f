import { lazy, Suspense } from "preact/compat";
import { useEffect, useMemo, useState } from "preact/hooks";
import { RoomSession } from "#web/room-session";
import { EditorSkeleton } from "./EditorSkeleton.tsx";
import { RoomBanner } from "./RoomBanner.tsx";
import { RoomNotice } from "./RoomNotice.tsx";
import { ShareDialog } from "./ShareDialog.tsx";
import { TopBar } from "./TopBar.tsx";
import { roomCommands } from "./room-commands";

// Asked for at once, so that it arrives while the room is answering.
const loadingEditor = import("#web/editor/CodeEditor.tsx");
const CodeEditor = lazy(() => loadingEditor.then(({ CodeEditor }) => ({ default: CodeEditor })));

export function RoomPage({ id }: { id: string }) {
  const session = useMemo(() => new RoomSession(id), [id]);
  useEffect(() => () => session.dispose(), [session]);
  const [sharing, setSharing] = useState(false);
  const commands = useMemo(() => roomCommands(session, () => setSharing(true)), [session]);

  useEffect(() => {
    // From anywhere in the frame Escape leads back to the code; menus, dialogs and the editor use it up themselves.
    const onKeyDown = ({ key, target, defaultPrevented }: KeyboardEvent) => {
      const inFrame = target instanceof Element && !target.closest("dialog, .monaco-editor");
      if (key === "Escape" && inFrame && !defaultPrevented) session.focusEditor();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [session]);

  const closed = session.closed.value;
  if (closed) return <RoomNotice session={session} why={closed} />;
  if (session.unreachable.value) return <RoomNotice session={session} why="unreachable" />;
  return (
    <div class="room">
      <TopBar session={session} onShare={() => setSharing(true)} />
      <RoomBanner session={session} />
      <main class="room-editor">
        {session.opened.value ? (
          <Suspense fallback={<EditorSkeleton />}>
            <CodeEditor session={session} commands={commands} />
          </Suspense>
        ) : (
          <EditorSkeleton />
        )}
      </main>
      {sharing && (
        <ShareDialog
          session={session}
          onClose={() => {
            setSharing(false);
            session.focusEditor();
          }}
        />
      )}
    </div>
  );
}
