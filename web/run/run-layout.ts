// Where the output stands on this page: under the code, as high as this person left it, or on a phone in its place.
import { signal } from "@preact/signals";
import { readStored, writeStored } from "#web/stored";

const KEY = "tandem.run-panel";
const HEIGHT_FIRST = 260;
export const HEIGHT_MIN = 120;

function load(): { height: number; open: boolean } {
  const [height, open] = (readStored(KEY) ?? "").split(" ");
  return { height: Math.max(HEIGHT_MIN, Number(height) || HEIGHT_FIRST), open: open !== "closed" };
}

const remembered = load();
/** In px, with its head. */
export const panelHeight = signal(remembered.height);
export const panelOpen = signal(remembered.open);
/** On a phone: which of the two fills the page. */
export const pane = signal<"code" | "output">("code");
/** Somebody here wanted to see it before anything has run. */
export const panelAsked = signal(false);
/** Counts the wishes to have the focus in it. */
export const panelFocus = signal(0);
/** Which of its menus is to be opened. */
export const panelMenu = signal<"input" | "runs" | undefined>(undefined);

/** As a room begins. */
export function freshLayout(): void {
  pane.value = "code";
  panelAsked.value = false;
  panelMenu.value = undefined;
}

const remember = () => writeStored(KEY, `${panelHeight.value} ${panelOpen.value ? "open" : "closed"}`);

export function openPanel(open: boolean): void {
  panelOpen.value = open;
  remember();
}

/** The code keeps a few lines, whatever is asked. */
export const heightMax = () => Math.max(HEIGHT_MIN, innerHeight - 200);

export function resizePanel(height: number): void {
  panelHeight.value = Math.round(Math.min(heightMax(), Math.max(HEIGHT_MIN, height)));
  panelOpen.value = true;
  remember();
}
