// Brings the talk into the right sidebar, and on a phone beside the code.
import { MessageSquare } from "lucide-preact";
import { lazy } from "preact/compat";
import { addView } from "#web/layout/views";
import { TALK_VIEW } from "./talk-commands";

const load = () => import("./TalkPanel.tsx");
const TalkPanel = lazy(load);
/** When the room itself has arrived, in ms: talk must open on a lost line, too. */
const LOAD_AFTER_MS = 2_000;

export function addTalkView(): void {
  // What fails now is asked for again when somebody opens it.
  setTimeout(() => void load().catch(() => {}), LOAD_AFTER_MS);
  addView({
    id: TALK_VIEW,
    label: "Talk",
    side: "right",
    icon: MessageSquare,
    Content: TalkPanel,
    mark: ({ talk }) => {
      const unread = talk.unread.value;
      if (unread === 0) return undefined;
      return { text: unread > 99 ? "99+" : String(unread), words: unread === 1 ? "1 unread" : `${unread} unread` };
    },
  });
}
