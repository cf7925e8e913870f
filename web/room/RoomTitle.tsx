// The room's name, changed where it stands: Enter or leaving the field keeps it, Escape takes it back.
import { useEffect, useState } from "preact/hooks";
import { TITLE_LENGTH_MAX } from "#protocol/limits";
import type { RoomSession } from "#web/room-session";

export function RoomTitle({ session }: { session: RoomSession }) {
  const title = session.title.value;
  const opened = session.opened.value;
  const unread = session.talk.unread.value;
  const [draft, setDraft] = useState<string>();

  useEffect(() => {
    if (opened) document.title = `${unread > 0 ? `(${unread}) ` : ""}${title || "Untitled room"} · Tandem`;
    else document.title = "Tandem";
  }, [opened, title, unread]);

  if (session.role.value !== "editor") return <span class="room-title">{title || (opened && "Untitled room")}</span>;

  const commit = () => {
    if (draft !== undefined && draft.trim() !== title) session.setTitle(draft.trim());
    setDraft(undefined);
  };
  return (
    <input
      class="room-title"
      aria-label="Name of the room"
      placeholder="Untitled room"
      title="Name of the room"
      maxLength={TITLE_LENGTH_MAX}
      spellcheck={false}
      autocomplete="off"
      size={Math.max(12, Math.min(40, (draft ?? title).length))}
      value={draft ?? title}
      onFocus={(event) => event.currentTarget.select()}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Escape") setDraft(undefined);
        else if (event.key === "Enter") commit();
        else return;
        // The blur that follows finds no draft.
        event.preventDefault();
        session.focusEditor();
      }}
    />
  );
}
