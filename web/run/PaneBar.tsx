// On a phone: which of the two one looks at. Stands in the bar at the thumb, beside language and status.
import type { RoomSession } from "#web/room-session";
import { showCode, showOutput } from "./run-actions";
import { pane } from "./run-layout";

export function PaneBar({ session }: { session: RoomSession }) {
  const busy = session.run.isRunning;
  return (
    <div class="segments pane-bar" role="radiogroup" aria-label="What is shown">
      <button type="button" role="radio" aria-checked={pane.value === "code"} onClick={() => showCode(session)}>
        Code
      </button>
      <button type="button" role="radio" aria-checked={pane.value === "output"} onClick={showOutput}>
        Output
        {busy && <span class="visually-hidden">, running</span>}
        {busy && <span class="pane-busy" aria-hidden="true" />}
      </button>
    </div>
  );
}
