// In the bar on top of a room: to its past.
import { History } from "lucide-preact";
import { followLink } from "#web/route";
import type { RoomSession } from "#web/room-session";
import { historyPath } from "./history-commands";
import { goToHistory } from "./history-part.tsx";

export function HistoryButton({ session }: { session: RoomSession }) {
  return (
    <a
      class="button button-icon history-button"
      href={historyPath(session.id)}
      aria-label="History"
      title="History: every version, who wrote what"
      onClick={(event) => followLink(event, (path) => goToHistory(session, path))}
    >
      <History />
    </a>
  );
}
