// Brings the talk into the right sidebar, and on a phone beside the code.
import { MessageSquare } from "lucide-preact";
import { late } from "#web/controls/late.tsx";
import { addView } from "#web/layout/views";
import { TALK_VIEW } from "./talk-commands";

const TalkPanel = late(() => import("./TalkPanel.tsx").then((module) => module.default), { name: "The talk" });

export function addTalkView(): void {
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
