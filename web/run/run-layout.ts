// What somebody here asked of the output.
import { signal } from "@preact/signals";

/** To see it before anything has run. */
export const panelAsked = signal(false);
/** Counts the wishes to have the focus in it. */
export const panelFocus = signal(0);
/** Which of its menus is to be opened. */
export const panelMenu = signal<"input" | "runs" | undefined>(undefined);

/** As a room begins. */
export function freshLayout(): void {
  panelAsked.value = false;
  panelMenu.value = undefined;
}
