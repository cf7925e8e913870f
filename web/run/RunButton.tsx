import { Play, Square } from "lucide-preact";
import { isMac } from "#web/keys";
import type { RoomSession } from "#web/room-session";
import { pressRun } from "./run-actions";
import { runnable } from "./runnable";

const RUN_KEYS = isMac ? "⌘ Enter" : "Ctrl+Enter";

export function RunButton({ session }: { session: RoomSession }) {
  if (session.role.value === "viewer") return null;
  const { run } = session;
  if (run.isRunning) {
    const stopping = run.asking.value === "stop";
    return (
      <button
        type="button"
        class="button button-stop run-button"
        aria-disabled={stopping}
        title="Stop the program, for everybody"
        onClick={() => stopping || run.stop()}
      >
        <Square />
        <span>{stopping ? "Stopping" : "Stop"}</span>
      </button>
    );
  }
  const can = runnable(session.mainLanguage.value);
  const starting = run.asking.value === "run";
  const words = can.state === "no" ? can.words : `Run this for everybody in the room (${RUN_KEYS})`;
  return (
    <button
      type="button"
      class="button button-primary run-button"
      // Pressed all the same, it says in the panel why it cannot.
      aria-disabled={can.state === "no" || starting || !session.opened.value}
      title={words}
      aria-label={can.state === "no" ? `Run. ${words}` : undefined}
      aria-keyshortcuts={isMac ? "Meta+Enter" : "Control+Enter"}
      onClick={() => pressRun(session)}
    >
      <Play />
      <span>Run</span>
    </button>
  );
}
