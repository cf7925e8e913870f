// On a phone: what fills the page.
import { computed, signal } from "@preact/signals";
import { hasPreview, isShown, panels, setOpen } from "./panels";
import { isNarrow } from "#web/narrow";
import { chosenView, chooseView, type Side, viewOf } from "./views";

/** "code", "preview", "output", or the id of a view. */
const wanted = signal("code");

/** What is on the screen; the code, when what was there has gone. */
export const pane = computed(() => {
  const id = wanted.value;
  const isThere = id === "output" || (id === "preview" ? hasPreview.value : viewOf(id) !== undefined);
  return isThere ? id : "code";
});

export function showPane(id: string): void {
  wanted.value = id;
}

/** Brings a view onto the screen, in its sidebar or in the place of the code. */
export function showView(id: string): void {
  const view = viewOf(id);
  if (!view) return;
  chooseView(view);
  showPane(id);
  if (!isNarrow.value) setOpen(panels[view.side], true);
}

/** True when it is open now. */
export function toggleSidebar(side: Side): boolean {
  const view = chosenView(side);
  if (!view) return false;
  if (isNarrow.value) showPane(pane.value === view.id ? "code" : view.id);
  else setOpen(panels[side], !isShown(panels[side]));
  return isNarrow.value ? pane.value === view.id : isShown(panels[side]);
}
