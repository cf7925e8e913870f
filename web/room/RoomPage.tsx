import { computed, effect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { hearCommandKeys } from "#web/commands/command-keys";
import { registerCommands } from "#web/commands/commands";
import { late } from "#web/controls/late.tsx";
import { FileArrivals } from "#web/files/FileArrivals.tsx";
import { fileCommands } from "#web/files/file-commands";
import { addFileViews } from "#web/files/file-views";
import { OverCode } from "#web/files/OverCode.tsx";
import { TabBar } from "#web/files/TabBar.tsx";
import { formatCommand } from "#web/format/format-command";
import { historyCommands } from "#web/history/history-commands";
import { RoomPast } from "#web/history/RoomPast.tsx";
import { layoutCommands } from "#web/layout/layout-commands";
import { PaneBar } from "#web/layout/PaneBar.tsx";
import { dock, hasOutput, layOut, outputSize } from "#web/layout/panels";
import { pane, showPane } from "#web/layout/panes";
import { Sidebar } from "#web/layout/Sidebar.tsx";
import { isNarrow } from "#web/narrow";
import { fetchAhead } from "#web/parts";
import { Preview } from "#web/preview/Preview.tsx";
import { RoomSession } from "#web/room-session";
import { freshLayout, panelAsked } from "#web/run/run-layout";
import { keepAskingRunnable } from "#web/run/runnable";
import { settingCommands } from "#web/settings/setting-commands";
import { addRosterView } from "#web/together/roster-view";
import { Together } from "#web/together/together";
import { followCommands, togetherCommands } from "#web/together/together-commands";
import { FollowFrame, TogetherNotices } from "#web/together/TogetherLayer.tsx";
import { talkCommands } from "#web/talk/talk-commands";
import { addTalkView } from "#web/talk/talk-view";
import { EditorSkeleton } from "./EditorSkeleton.tsx";
import { RoomBanner } from "./RoomBanner.tsx";
import { RoomDialogs } from "./RoomDialogs.tsx";
import { RoomEditor } from "./RoomEditor.tsx";
import { RoomNotice } from "./RoomNotice.tsx";
import { TopBar } from "./TopBar.tsx";
import { roomCommands } from "./room-commands";
import { roomDialog } from "./room-dialog";

const RunPanel = late(() => import("#web/run/RunPanel.tsx").then((module) => module.default), {
  name: "The output",
  Frame: ({ children }) => (
    <div class="run-panel run-frame" style={outputSize()}>
      {children}
    </div>
  ),
});

addFileViews();
addTalkView();
addRosterView();

export function RoomPage({ id }: { id: string }) {
  const session = useMemo(() => beginRoom(id), [id]);
  useEffect(() => () => session.dispose(), [session]);
  const together = useMemo(() => new Together(session), [session]);
  useEffect(() => {
    const undo = [
      registerCommands(togetherCommands(together)),
      effect(() => registerCommands(followCommands(together))),
    ];
    return () => {
      undo.forEach((one) => one());
      together.dispose();
    };
  }, [together]);
  useEffect(() => {
    const undo = [
      registerCommands(roomCommands(session)),
      registerCommands(talkCommands(session)),
      registerCommands(fileCommands(session)),
      registerCommands(historyCommands(session)),
      registerCommands([...layoutCommands(session), formatCommand(session)]),
      registerCommands(settingCommands(() => (roomDialog.value = "settings"))),
      hearCommandKeys(),
      () => (roomDialog.value = undefined),
    ];
    return () => undo.forEach((one) => one());
  }, [session]);

  useEffect(() => {
    // From anywhere in the frame Escape leads back to the code; menus, dialogs and the editor use it up themselves.
    const onKeyDown = ({ key, target, defaultPrevented }: KeyboardEvent) => {
      const inFrame = target instanceof Element && !target.closest("dialog, .monaco-editor, .cm-editor");
      if (key === "Escape" && inFrame && !defaultPrevented) session.focusEditor();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [session]);

  const live = session.live.value;
  // A runner may have come or gone while the line was away.
  useWhile(live, keepAskingRunnable);

  // Without a line the room goes on, with all that it can do.
  useWhile(live && session.viewport.value !== undefined, fetchAhead);

  const closed = session.closed.value;
  if (closed) return <RoomNotice session={session} why={closed} />;
  if (session.unreachable.value) return <RoomNotice session={session} why="unreachable" />;
  return (
    <div class="room" data-pane={isNarrow.value ? pane.value : "all"}>
      <TopBar session={session} together={together} />
      <RoomBanner session={session} />
      <RoomPast session={session} />
      <div class="room-row">
        <Sidebar session={session} side="left" />
        <div class="room-center" data-dock={dock.value}>
          <div class="room-code">
            <main class="room-editor">
              <TabBar session={session} />
              <div class="room-text" id="room-code">
                {session.opened.value ? <RoomEditor session={session} /> : <EditorSkeleton />}
                <OverCode session={session} />
                <FollowFrame together={together} />
              </div>
            </main>
            <Preview session={session} />
          </div>
          {(hasOutput.value || isNarrow.value) && session.opened.value && <RunPanel session={session} />}
        </div>
        <Sidebar session={session} side="right" />
      </div>
      {isNarrow.value && <PaneBar session={session} />}
      <FileArrivals session={session} />
      <RoomDialogs session={session} />
      <TogetherNotices together={together} />
    </div>
  );
}

function beginRoom(id: string): RoomSession {
  const session = new RoomSession(id);
  freshLayout();
  showPane("code");
  layOut({
    output: computed(() => panelAsked.value || session.run.run.value !== undefined),
    preview: computed(() => session.opened.value && session.language.value === "markdown"),
  });
  return session;
}

/** Acts when it is so, and stops when it is no longer, or with the page. */
function useWhile(isSo: boolean, act: (stop: AbortSignal) => Promise<void>): void {
  useEffect(() => {
    if (!isSo) return;
    const stop = new AbortController();
    void act(stop.signal);
    return () => stop.abort();
  }, [isSo, act]);
}
