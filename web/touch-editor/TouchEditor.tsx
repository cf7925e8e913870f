// The editor of a room on touch screens, which Monaco does not support. All of CodeMirror hangs on this file.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RoomSession } from "#web/room-session";
import { attachTouchEditor, type TouchEditing } from "./attach-touch-editor";
import { KeyBar } from "./KeyBar.tsx";
import { followKeyboard } from "./virtual-keyboard";
import "./touch-editor.css";

export function TouchEditor({ session }: { session: RoomSession }) {
  const host = useRef<HTMLDivElement>(null);
  const [editing, setEditing] = useState<TouchEditing>();
  const file = session.file.value;
  const textIsHere = session.textIsHere.value;

  useEffect(() => {
    if (!host.current || !textIsHere) return;
    const attached = attachTouchEditor(host.current, session);
    setEditing(attached);
    return () => {
      setEditing(undefined);
      attached.dispose();
    };
  }, [session, file, textIsHere]);

  useEffect(() => editing && followKeyboard(() => editing.view.contentDOM.blur()), [editing]);

  // In the text, or in a field of the editor's own, such as that for finding.
  const place = editing && session.role.value === "editor" ? editing.focusIn.value : undefined;
  useEffect(() => {
    if (!place) return;
    document.documentElement.dataset.typing = place;
    return () => {
      delete document.documentElement.dataset.typing;
    };
  }, [place]);

  return (
    <>
      <div class="touch-editor" ref={host} />
      {editing && place === "text" && <KeyBar session={session} editing={editing} />}
    </>
  );
}
