// What can be done about talk, by name.
import type { Command } from "#web/commands/commands";
import { showView } from "#web/layout/panes";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { quotedCode } from "./code-links";
import { selectedPlace } from "./go-to-code";

/** Of the talk among the views of the sidebars. */
export const TALK_VIEW = "talk";

export function talkCommands(session: RoomSession): readonly Command[] {
  const { talk } = session;
  const canWrite = () => session.opened.value && session.role.value === "editor";
  return [
    {
      id: "talk.chat",
      group: "Talk",
      label: "Go to the Chat",
      keys: "Mod+Shift+M",
      when: () => session.opened.value,
      run: () => showTalk(session, "chat"),
    },
    {
      id: "talk.comments",
      group: "Talk",
      label: "Show All Comments",
      when: () => session.opened.value,
      run: () => showTalk(session, "comments"),
    },
    {
      id: "talk.comment",
      group: "Talk",
      label: "Comment on the Selection",
      keys: "Mod+Alt+M",
      when: canWrite,
      run: comment,
    },
    { id: "talk.share", group: "Talk", label: "Share the Selection in the Chat", when: canWrite, run: share },
  ];

  function comment(): void {
    const place = selectedPlace(session);
    if (!place) return showToast({ text: "There is no code at the caret to comment on. Select some first." });
    const { file, from, to, text } = place;
    talk.about({ file, from, to, quote: text.sliceString(from, to) });
    showTalk(session, "comments");
  }

  function share(): void {
    const place = selectedPlace(session);
    const path = place && session.files.value.get(place.file)?.path;
    if (!place || path === undefined)
      return showToast({ text: "There is no code at the caret to share. Select some first." });
    const { file, from, to, text } = place;
    const lines = {
      from: text.lineAt(from).number,
      to: text.lineAt(to > from && text.lineAt(to).from === to ? to - 1 : to).number,
    };
    const code = text.sliceString(text.line(lines.from).from, text.line(lines.to).to);
    const quoted = quotedCode({ path, ...lines, version: session.version.value }, code, session.languageOf(file));
    const draft = talk.draft.value;
    talk.writes(`${draft}${draft === "" || draft.endsWith("\n") ? "" : "\n"}${quoted}`);
    showTalk(session, "chat");
  }
}

/** Shows what was said about a place. */
export function lookAt(session: RoomSession, thread: number): void {
  session.talk.choose(thread);
  session.talk.show("comments");
  showView(TALK_VIEW);
}

export function showTalk({ talk }: RoomSession, tab: "chat" | "comments"): void {
  talk.show(tab);
  talk.wantsFocus.value++;
  showView(TALK_VIEW);
}
