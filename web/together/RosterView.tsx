// The people of the room in the sidebar, and among a phone's panes.
import { Share2 } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import type { RoomSession } from "#web/room-session";
import { roomDialog } from "#web/room/room-dialog";
import { Roster } from "./Roster.tsx";
import { rosterWanted } from "./roster-wanted";
import { togetherOf } from "./together";
import "./together.css";

export function RosterView({ session }: { session: RoomSession }) {
  const root = useRef<HTMLDivElement>(null);
  const wanted = rosterWanted.value;
  useEffect(() => {
    if (!wanted) return;
    rosterWanted.value = false;
    const first = [".person button", ".own-name input"].map((part) => root.current?.querySelector<HTMLElement>(part));
    first.find(Boolean)?.focus();
  }, [wanted]);
  const together = togetherOf(session);
  if (!together || !session.opened.value) return null;
  return (
    <div class="roster" ref={root} data-stale={!session.live.value}>
      <Roster together={together} close={() => {}} />
      {session.people.value.length === 0 && (
        <button type="button" class="button button-outline" onClick={() => (roomDialog.value = "share")}>
          <Share2 /> Share the link
        </button>
      )}
    </div>
  );
}
