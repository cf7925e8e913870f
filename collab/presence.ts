// Where somebody's carets and selections are, and how edits move them. Never durable.
import type { ChangeDesc } from "@codemirror/state";
import type { Selection } from "#protocol/socket";

export type Carets = readonly Selection[];

/**
 * Carets after somebody else's edit. Mapped with -1: a caret at the place of a remote insert stays left of it,
 * otherwise two people typing at one spot push each other along.
 */
export function caretsOver(carets: Carets, changes: ChangeDesc): Carets {
  return carets.map(({ anchor, head }) => ({ anchor: changes.mapPos(anchor, -1), head: changes.mapPos(head, -1) }));
}

/**
 * Where an edit leaves its author's carets: collapsed, behind what was typed over them.
 * Typing moves the caret just so, and therefore sends no caret of its own.
 */
export function caretsAfterOwn(carets: Carets, changes: ChangeDesc): Carets {
  return carets.map(({ anchor, head }) => {
    const caret = Math.max(changes.mapPos(anchor, 1), changes.mapPos(head, 1));
    return { anchor: caret, head: caret };
  });
}

/** Carets brought inside a text of `length` units. */
export function caretsWithin(carets: Carets, length: number): Carets {
  const inside = (position: number) => Math.min(Math.max(position, 0), length);
  return carets.map(({ anchor, head }) => ({ anchor: inside(anchor), head: inside(head) }));
}

export function sameCarets(a: Carets, b: Carets): boolean {
  return a.length === b.length && a.every((one, i) => one.anchor === b[i]?.anchor && one.head === b[i]?.head);
}
