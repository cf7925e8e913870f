// Undo of one's own edits only: their inverses, kept valid while others' edits come between.
//
// Each item leads from the text after the items above it are undone; the top one applies to the present text.
// Others' edits are composed into `over` of the top item and handed down when it is taken off: mapping a thousand
// items for every remote key would cost more than the key.
import type { ChangeSet, Text } from "@codemirror/state";

type Item = { changes: ChangeSet; over: ChangeSet | undefined };

/** Steps that can be undone: hours of work. */
const DEPTH_MAX = 1_000;
/** Typing without a longer pause, in one place, is undone in one step. In ms. */
const PAUSE_MAX = 600;

export class UndoStack {
  #undo: Item[] = [];
  #redo: Item[] = [];
  // Where and when the last edit ended, to know whether the next one continues it.
  #last: { time: number; end: number } | undefined;

  get canUndo(): boolean {
    return this.#undo.length > 0;
  }
  get canRedo(): boolean {
    return this.#redo.length > 0;
  }

  /** One's own edit of `before` at `time` in ms. */
  edited(changes: ChangeSet, before: Text, time: number): void {
    const inverse = changes.invert(before);
    const place = placeOf(changes);
    const continues =
      this.#last &&
      place &&
      time - this.#last.time < PAUSE_MAX &&
      (place.from === this.#last.end || place.to === this.#last.end);
    const top = this.#undo.at(-1);
    if (continues && top) {
      settle(this.#undo);
      top.changes = inverse.compose(top.changes);
    } else push(this.#undo, inverse);
    this.#redo = [];
    this.#last = place && { time, end: place.end };
  }

  /** The next edit is no continuation of the last. */
  separate(): void {
    this.#last = undefined;
  }

  /** Somebody else's edit of the present text. */
  rebase(theirs: ChangeSet): void {
    for (const stack of [this.#undo, this.#redo]) {
      const top = stack.at(-1);
      if (top) top.over = top.over?.compose(theirs) ?? theirs;
    }
    if (this.#last) this.#last.end = theirs.mapPos(this.#last.end, -1);
  }

  /** The changes that undo one's last step in `text`; the caller applies them. Undefined when nothing is left to undo. */
  undo(text: Text): ChangeSet | undefined {
    return this.#step(this.#undo, this.#redo, text);
  }

  redo(text: Text): ChangeSet | undefined {
    return this.#step(this.#redo, this.#undo, text);
  }

  clear(): void {
    this.#undo = [];
    this.#redo = [];
    this.#last = undefined;
  }

  #step(from: Item[], to: Item[], text: Text): ChangeSet | undefined {
    this.#last = undefined;
    for (;;) {
      settle(from);
      const item = from.pop();
      if (!item) return undefined;
      if (item.changes.empty) continue; // others have deleted all of it
      // Others' edits wait in the other stack's top in the coordinates of the present text: settle before covering it.
      settle(to);
      push(to, item.changes.invert(text));
      return item.changes;
    }
  }
}

function push(stack: Item[], changes: ChangeSet): void {
  stack.push({ changes, over: undefined });
  if (stack.length > DEPTH_MAX) stack.shift();
}

// Maps the top item over what came since it became the top, and hands that down.
function settle(stack: Item[]): void {
  const top = stack.at(-1);
  if (!top?.over) return;
  const below = stack.at(-2);
  const over = top.over.map(top.changes, true);
  top.changes = top.changes.map(top.over);
  top.over = undefined;
  if (below) below.over = below.over?.compose(over) ?? over;
}

function placeOf(changes: ChangeSet): { from: number; to: number; end: number } | undefined {
  let place: { from: number; to: number; end: number } | undefined;
  let count = 0;
  changes.iterChanges((from, to, _from, end) => {
    count++;
    place = { from, to, end };
  });
  return count === 1 ? place : undefined;
}
