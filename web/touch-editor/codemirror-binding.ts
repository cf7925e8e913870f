// Binds one CodeMirror editor to one text that others write too. It knows changes and carets, and nothing of the network.
//
// 1. Between two calls the editor's text and that of the owner are equal but for what is held: the others' changes while
//    a word is composed. In its line they would end it; in other ones they were seen to mix up its letters (EditContext).
// 2. What the owner applies never comes back as an edit, and there is no undo here: the owner keeps it.
// 3. What the person writes is told at once, also while composing: keyboards of phones compose every word, and rest in it.
import { Annotation, type ChangeSet, EditorState, StateEffect, type Text, type Transaction } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { caretsOver, type Carets } from "#collab/presence";
import type { ChangeOrigin, TextOwner } from "#web/editor/monaco-binding";
import { changesInside } from "./composed-word";
import { SETTLE_MS, Settling } from "./settling";

const fromOwner = Annotation.define<true>();

/** A composition that nothing is added to for so long holds no longer: what was written stays, only the word list goes. */
const QUIET_MS = 3_000;
/** Who chooses among characters takes longer; changes in the very word would tear it, so they wait for that. */
const CHOOSING_MS = 60_000;

export class CodeMirrorBinding {
  readonly #view: EditorView;
  readonly #owner: TextOwner;
  // The others' changes that are not on the screen yet; they apply to the text that is.
  #held: ChangeSet | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writtenAt = 0;
  /** What has been composed since a composition began, in the text that is shown. */
  #composed: { from: number; to: number } | undefined;
  readonly #settling = new Settling();
  readonly #stop = new AbortController();
  #disposed = false;

  constructor(view: EditorView, text: Text, owner: TextOwner) {
    this.#view = view;
    this.#owner = owner;
    const extension = [
      EditorState.transactionFilter.of((transaction) => wellFormed(transaction)),
      EditorView.updateListener.of((update) => this.#onUpdate(update)),
    ];
    view.dispatch({ effects: StateEffect.appendConfig.of(extension) });
    const onEnd = () => {
      this.#settling.begin();
      this.#composed = undefined;
    };
    view.contentDOM.addEventListener("compositionend", onEnd, { signal: this.#stop.signal });
    this.reset(text);
  }

  /** What is on the screen is behind the owner's text. */
  get isHolding(): boolean {
    return this.#held !== undefined;
  }

  reset(text: Text): void {
    this.#forgetHeld();
    const { doc } = this.#view.state;
    if (text.eq(doc)) return;
    this.#view.dispatch({
      changes: { from: 0, to: doc.length, insert: text },
      selection: { anchor: 0 },
      annotations: fromOwner.of(true),
    });
  }

  apply(changes: ChangeSet, origin: ChangeOrigin): void {
    if (changes.empty) return;
    const isStepBack = origin === "undo" || origin === "redo";
    const isHeld = !isStepBack && (this.#held !== undefined || this.#view.compositionStarted || this.#settling.isOn);
    const all = this.#held?.compose(changes) ?? changes;
    if (!isHeld) return this.#write(all, isStepBack ? endOf(changes) : undefined);
    this.#held = all;
    this.#timer ??= this.#whenComposed();
  }

  /**
   * Does what is no change of the text. CodeMirror throws away what a browser has handed in of a composition's end and it
   * has not read yet when anything is dispatched meanwhile, were it only a caret that is drawn.
   */
  whenSettled(act: () => void): void {
    this.#settling.whenOver(act);
  }

  /** In the owner's text. */
  carets(): Carets {
    const carets = this.#view.state.selection.ranges.map(({ anchor, head }) => ({ anchor, head }));
    return this.#held ? caretsOver(carets, this.#held) : carets;
  }

  dispose(): void {
    this.#release();
    this.#disposed = true;
    this.#settling.stop();
    this.#stop.abort();
  }

  #onUpdate(update: ViewUpdate): void {
    if (this.#disposed) return;
    let isOwn = false;
    for (const transaction of update.transactions) {
      if (transaction.annotation(fromOwner)) continue;
      isOwn ||= transaction.docChanged || transaction.selection !== undefined;
      this.#noteComposed(transaction);
      if (transaction.docChanged) this.#tell(transaction.changes);
    }
    if (isOwn) this.#owner.moved(this.carets());
  }

  #noteComposed(transaction: Transaction): void {
    const { changes, docChanged } = transaction;
    if (!docChanged) return;
    const before = this.#composed && {
      from: changes.mapPos(this.#composed.from, -1),
      to: changes.mapPos(this.#composed.to, 1),
    };
    this.#composed = undefined;
    if (!transaction.isUserEvent("input.type.compose")) return;
    let [from, to] = [before?.from ?? Infinity, before?.to ?? 0];
    changes.iterChangedRanges((_from, _to, start, end) => {
      from = Math.min(from, start);
      to = Math.max(to, end);
    });
    this.#composed = { from, to };
  }

  //        shown               What was composed stands before what others inserted at the same place,
  //  local /    \ held         as the caret there stands left of it.
  //       \     /
  //      held'  local'
  #tell(local: ChangeSet): void {
    this.#writtenAt = performance.now();
    const held = this.#held;
    this.#held = held?.map(local);
    this.#owner.edited(held ? local.map(held, true) : local);
  }

  // Looked for, not listened to: it ends by an event of the element, of an EditContext, or of neither.
  #whenComposed(hasEnded = false): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      const ends = !this.#view.compositionStarted;
      const wouldTear = this.#held && this.#composed && changesInside(this.#held, this.#composed);
      const patience = wouldTear ? CHOOSING_MS : QUIET_MS;
      if ((ends && hasEnded) || performance.now() - this.#writtenAt > patience) this.#release();
      else this.#timer = this.#whenComposed(ends);
    }, SETTLE_MS);
  }

  #release(): void {
    const held = this.#held;
    if (held) this.#write(held);
  }

  #forgetHeld(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#held = undefined;
  }

  // Without a selection CodeMirror maps the present one just as presence does: a caret at the place of a remote insert
  // stays left of it, a selection does not grow over what is inserted at its ends.
  #write(changes: ChangeSet, caret?: number): void {
    this.#forgetHeld();
    const steady = caret === undefined ? this.#steadyLine() : undefined;
    this.#view.dispatch({
      changes,
      annotations: fromOwner.of(true),
      ...(caret !== undefined && { selection: { anchor: caret }, scrollIntoView: true }),
    });
    steady?.();
    if (caret !== undefined) this.#owner.moved(this.carets());
  }

  // The line one writes in stays where it is on the screen. CodeMirror holds the first one that is seen instead.
  #steadyLine(): (() => void) | undefined {
    const view = this.#view;
    const place = () => {
      const { doc, selection } = view.state;
      return { number: doc.lineAt(selection.main.head).number, top: view.coordsAtPos(selection.main.head)?.top };
    };
    const before = place();
    if (!view.hasFocus || before.top === undefined) return undefined;
    const { top, bottom } = view.scrollDOM.getBoundingClientRect();
    if (before.top < top || before.top > bottom) return undefined;
    return () => {
      if (view.state.doc.lineAt(view.state.selection.main.head).number === before.number) return;
      const after = place();
      // Too far away to have a place on the screen: then at least it is on it.
      if (after.top === undefined)
        view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head) });
      else view.scrollDOM.scrollTop += after.top - (before.top ?? 0);
    };
  }
}

// Where one looks after an undo: behind the last thing that changed.
function endOf(changes: ChangeSet): number {
  let end = 0;
  changes.iterChangedRanges((_from, _to, _start, to) => (end = to));
  return end;
}

// What a keyboard or a paste brings may hold half a surrogate pair, or a "\r" that is no line's end to it; no room takes
// either. Characters of the same length stand for them.
function wellFormed(transaction: Transaction): Transaction | readonly [Transaction, object] {
  if (!transaction.docChanged || transaction.annotation(fromOwner)) return transaction;
  const repairs: { from: number; to: number; insert: string }[] = [];
  transaction.changes.iterChanges((_from, _to, start, end, inserted) => {
    const text = inserted.toString();
    const repaired = text.toWellFormed().replaceAll("\r", "\n");
    if (text !== repaired) repairs.push({ from: start, to: end, insert: repaired });
  });
  return repairs.length > 0 ? [transaction, { changes: repairs, sequential: true }] : transaction;
}
