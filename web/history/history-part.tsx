// The history's page, for whoever shows it and for those who go there from a room.
import { late, missingWords } from "#web/controls/late.tsx";
import { navigate } from "#web/route";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";

export const HistoryPage = late(() => import("./HistoryPage.tsx").then(({ HistoryPage }) => HistoryPage), {
  name: "The history",
  Frame: ({ children }) => <div class="room-frame">{children}</div>,
});

/** Leaves the room only for a page that will stand: without a line typing goes on in the room, and nowhere else. */
export function goToHistory({ live }: RoomSession, path: string): void {
  if (!live.value) return showToast({ text: "The history is not on this device: it opens when the line is back." });
  HistoryPage.fetch().then(
    () => navigate(path),
    () => showToast({ text: missingWords("The history") }),
  );
}
