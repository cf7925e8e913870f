// What a person can do about running, whichever way they ask for it: button, key or command.
import type { RoomSession } from "#web/room-session";
import { nextInput } from "./next-input";
import { openPanel, pane, panelAsked, panelFocus, panelMenu } from "./run-layout";
import { askRunnable, runnable } from "./runnable";

/** Runs the room's program; shows the one that runs already. */
export function pressRun(session: RoomSession): void {
  if (!session.opened.value || session.role.value !== "editor") return;
  showOutput();
  if (session.run.isRunning) return;
  const can = runnable(session.language.value);
  if (can.state === "no") {
    session.run.trouble.value = can.words;
    void askRunnable(); // a runner may have come since
    return;
  }
  const { text, ends } = nextInput(session.id).value;
  session.startRun(text, ends);
}

export function showOutput(): void {
  panelAsked.value = true;
  pane.value = "output";
  openPanel(true);
}

export function showCode(session: RoomSession): void {
  pane.value = "code";
  session.focusEditor();
}

/** From the code to the output, or to its input line; from there back. */
export function toggleOutput(session: RoomSession): void {
  if (document.activeElement?.closest(".run-panel")) return showCode(session);
  showOutput();
  panelFocus.value++;
}

/** Opens one of the panel's menus, and the panel if need be. */
export function panelWish(menu: "input" | "runs"): void {
  showOutput();
  panelMenu.value = menu;
}
