import { Settings2, Share2 } from "lucide-preact";
import { Wordmark } from "#web/controls/Wordmark.tsx";
import { HistoryButton } from "#web/history/HistoryButton.tsx";
import { SidebarButton } from "#web/layout/SidebarButton.tsx";
import { PreviewButton } from "#web/preview/Preview.tsx";
import type { RoomSession } from "#web/room-session";
import { RunButton } from "#web/run/RunButton.tsx";
import { People } from "#web/together/People.tsx";
import type { Together } from "#web/together/together";
import { ConnectionStatus } from "./ConnectionStatus.tsx";
import { LanguagePicker } from "./LanguagePicker.tsx";
import { RoomTitle } from "./RoomTitle.tsx";
import { roomDialog } from "./room-dialog";

export function TopBar({ session, together }: { session: RoomSession; together: Together }) {
  return (
    <header class="top-bar">
      <Wordmark short />
      <SidebarButton session={session} side="left" />
      <RoomTitle session={session} />
      <span class="top-bar-more">
        <LanguagePicker session={session} />
        <ConnectionStatus session={session} />
        <PreviewButton />
      </span>
      <span class="top-bar-end">
        <People together={together} />
        <HistoryButton session={session} />
        <button
          type="button"
          class="button button-icon settings-button"
          aria-label="Settings"
          title="Settings"
          aria-haspopup="dialog"
          onClick={() => (roomDialog.value = "settings")}
        >
          <Settings2 />
        </button>
        <button
          type="button"
          class="button button-outline share-button"
          onClick={() => (roomDialog.value = "share")}
          disabled={!session.opened.value}
        >
          <Share2 />
          <span>Share</span>
        </button>
        <RunButton session={session} />
        <SidebarButton session={session} side="right" />
      </span>
    </header>
  );
}
