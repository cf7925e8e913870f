// The panel of the output: what runs, what it writes, what is typed into it. Loaded when a room first needs it.
import { useEffect, useMemo, useRef } from "preact/hooks";
import { PanelEdge } from "#web/layout/PanelEdge.tsx";
import { dock, isShown, outputPanel, outputSize } from "#web/layout/panels";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";
import { RunHead } from "./RunHead.tsx";
import { RunInput } from "./RunInput.tsx";
import { TerminalView, type TerminalPort } from "./TerminalView.tsx";
import { panelFocus } from "./run-layout";
import { RunHistory } from "./run-history";
import "./run.css";

export default function RunPanel({ session }: { session: RoomSession }) {
  const history = useMemo(() => new RunHistory(session.id), [session]);
  const terminal = useRef<TerminalPort>(null);
  const input = useRef<HTMLInputElement>(null);
  const { run } = session;
  const running = run.isRunning;
  const runId = run.run.value?.id;
  const past = history.shown.value;

  // A new run is what everybody wants to see, whatever they looked at before.
  useEffect(() => history.showLatest(), [history, runId]);

  // What was said of one language is not true of another.
  const language = session.mainLanguage.value;
  useEffect(() => () => void (run.trouble.value = undefined), [run, language]);

  const focus = panelFocus.value;
  useEffect(() => {
    if (focus === 0) return;
    panelFocus.value = 0;
    if (input.current) input.current.focus();
    else terminal.current?.focus();
  }, [focus]);

  const panel = outputPanel();
  const open = isNarrow.value || isShown(panel);
  const typing = running && !past && session.role.value === "editor";
  return (
    <section
      class="run-panel"
      aria-label="Output"
      data-doing="output"
      data-open={open}
      data-dock={dock.value}
      style={outputSize()}
    >
      {!isNarrow.value && <PanelEdge panel={panel} edge={dock.value === "below" ? "top" : "left"} />}
      <RunHead session={session} history={history} />
      <div class="run-body" hidden={!open}>
        <TerminalView
          session={session}
          past={past}
          port={terminal}
          onTyping={() => input.current?.focus()}
          onEndInput={() => typing && run.type("", true)}
        />
        {typing && <RunInput session={session} field={input} onGone={() => terminal.current?.focus()} />}
      </div>
    </section>
  );
}
