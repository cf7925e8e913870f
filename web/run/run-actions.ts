// What a person can do about running, whichever way they ask for it: button, key or command.
import { type FileId, MAIN_FILE } from "#protocol/project";
import { isNarrow } from "#web/narrow";
import { isShown, outputPanel, setOpen } from "#web/layout/panels";
import { pane, showPane } from "#web/layout/panes";
import type { RoomSession } from "#web/room-session";
import { nextInput } from "./next-input";
import { panelAsked, panelFocus, panelMenu } from "./run-layout";
import { askRunnable, runnable } from "./runnable";

/** Runs the room's program, or a file of it; shows the one that runs already. */
export function pressRun(session: RoomSession, file: FileId = MAIN_FILE): void {
  if (!session.opened.value || session.role.value !== "editor") return;
  showOutput();
  if (session.run.isRunning) return;
  const can = runnable(session.languageOf(file));
  if (can.state === "no") {
    session.run.trouble.value = can.words;
    void askRunnable(); // a runner may have come since
    return;
  }
  const { text, ends } = nextInput(session.id).value;
  session.startRun(text, ends, file);
}

export function showOutput(): void {
  panelAsked.value = true;
  showPane("output");
  setOpen(outputPanel(), true);
}

export function showCode(session: RoomSession): void {
  showPane("code");
  session.focusEditor();
}

/** From the code to the output, or to its input line; from there back. */
export function toggleOutput(session: RoomSession): void {
  if (document.activeElement?.closest(".run-panel")) return showCode(session);
  showOutput();
  panelFocus.value++;
}

/** Opens the output and closes it, and leaves the focus where it is unless that goes with it. */
export function openOrCloseOutput(session: RoomSession): void {
  const isThere = isNarrow.value ? pane.value === "output" : isShown(outputPanel());
  if (!isThere) return showOutput();
  const hadFocus = document.activeElement?.closest(".run-panel");
  if (!isNarrow.value) setOpen(outputPanel(), false);
  if (isNarrow.value || hadFocus) showCode(session);
}

/** Opens one of the panel's menus, and the panel if need be. */
export function panelWish(menu: "input" | "runs"): void {
  showOutput();
  panelMenu.value = menu;
}
