import type { RefObject } from "preact";
import { useEffect, useImperativeHandle, useRef, useState } from "preact/hooks";
import { copyText } from "#web/copy-text";
import type { RoomSession } from "#web/room-session";
import { look } from "#web/theme";
import { OutputTerminal } from "./output-terminal";
import type { PastRun } from "./run-history";

/** A slow font must not keep the output away. */
const FONT_WAIT_MS = 1_500;

export type TerminalPort = { focus(): void };
type TerminalViewProps = {
  session: RoomSession;
  past: PastRun | undefined;
  port: RefObject<TerminalPort>;
  onTyping: () => void;
  onEndInput: () => void;
};

export function TerminalView({ session, past, port, onTyping, onEndInput }: TerminalViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<OutputTerminal>();
  const eventsRef = useRef({ onTyping, onEndInput });
  eventsRef.current = { onTyping, onEndInput };
  const { run } = session;

  useEffect(() => {
    let made: OutputTerminal | undefined;
    let gone = false;
    // xterm measures the font once: measured before it is there, the letters would not fit their cells.
    const late = new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS));
    void Promise.race([document.fonts.load('13px "JetBrains Mono"'), late]).then(() => {
      if (gone || !host.current) return;
      made = new OutputTerminal(host.current, {
        colorOf: (user) => session.colorOf(user),
        onTyping: () => eventsRef.current.onTyping(),
        onEndInput: () => eventsRef.current.onEndInput(),
        onStop: () => session.role.value === "editor" && run.stop(),
        onCopy: (text) => void copyText(text),
      });
      setTerminal(made);
    });
    return () => {
      gone = true;
      made?.dispose();
    };
  }, [session, run]);

  useEffect(() => {
    if (!terminal) return;
    if (!past) return run.attach(terminal);
    terminal.reset(past.entries, past.skipped);
    return;
  }, [terminal, past, run]);

  const theme = look.value;
  useEffect(() => terminal?.applyTheme(), [terminal, theme]);
  useImperativeHandle(port, () => ({ focus: () => terminal?.focus() }), [terminal]);

  const words = emptyWords(session, past);
  return (
    <div class="run-output">
      <div class="run-terminal" ref={host} />
      {words && <p class="run-empty">{words}</p>}
    </div>
  );
}

function emptyWords({ run, role }: RoomSession, past: PastRun | undefined): string | undefined {
  if (past) return past.entries.length === 0 ? "This run wrote nothing, or nothing of it was kept." : undefined;
  if (run.hasOutput.value) return undefined;
  if (!run.run.value)
    return role.value === "editor"
      ? "Nothing has run here yet. Press Run, and everybody in the room sees what it writes."
      : "Nothing has run here yet. When somebody runs the code, what it writes appears here.";
  return run.run.value.result?.status === "ok" ? "The program wrote nothing." : undefined;
}
