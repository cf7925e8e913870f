// What stands in the two sidebars, and on a phone beside code and output. Each part of the page brings its own views.
import { signal, type Signal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { RoomSession } from "#web/room-session";
import { readStored, writeStored } from "#web/stored";

export type Side = "left" | "right";

export type View = {
  readonly id: string;
  readonly label: string;
  readonly side: Side;
  readonly icon: ComponentType;
  /** May be late: the sidebar keeps its place while it loads. Whatever must outlive a closed sidebar is kept elsewhere. */
  readonly Content: ComponentType<{ session: RoomSession }>;
  /** A few characters at its name, such as how many messages nobody has read here; and what they mean. */
  readonly mark?: (session: RoomSession) => { text: string; words: string } | undefined;
};

const views = signal<readonly View[]>([]);

/** Adds a view, in the order of the calls. To be called before a room is shown, so that nothing jumps. */
export function addView(view: View): void {
  views.value = [...views.value.filter(({ id }) => id !== view.id), view];
}

export const viewsOn = (side: Side): readonly View[] => views.value.filter((view) => view.side === side);
export const viewOf = (id: string): View | undefined => views.value.find((view) => view.id === id);

const keyOf = (side: Side) => `tandem.view.${side}`;
const chosen: Readonly<Record<Side, Signal<string | null>>> = {
  left: signal(readStored(keyOf("left"))),
  right: signal(readStored(keyOf("right"))),
};

/** The one that its sidebar shows when it is open. */
export function chosenView(side: Side): View | undefined {
  const all = viewsOn(side);
  return all.find(({ id }) => id === chosen[side].value) ?? all[0];
}

export function chooseView({ id, side }: View): void {
  chosen[side].value = id;
  writeStored(keyOf(side), id);
}
