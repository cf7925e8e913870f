// What stands over the code: a file that is no text, or the bones of one whose text is on its way.
import { EditorSkeleton } from "#web/room/EditorSkeleton.tsx";
import type { RoomSession } from "#web/room-session";
import { AssetView } from "./AssetView.tsx";

export function OverCode({ session }: { session: RoomSession }) {
  if (!session.opened.value || session.textIsHere.value) return null;
  const entry = session.files.value.get(session.file.value);
  return (
    <div class="over-code">
      {entry?.kind === "asset" ? <AssetView session={session} entry={entry} /> : <EditorSkeleton />}
    </div>
  );
}
