// Binds one Monaco editor to one text that others write too. It knows changes and carets, and nothing of the network.
//
// 1. Between two calls the model and the text of the owner are equal, except while an input method composes.
// 2. What the owner applies never comes back as an edit, and never enters Monaco's undo stack.
// 3. While composing nothing is told and nothing applied; both sides meet when the composition ends.
import { ChangeSet, type Text } from "@codemirror/state";
import { diffOf } from "#collab/changes";
import { diffTexts } from "#collab/diff-texts";
import type { Carets } from "#collab/presence";
import { changesOfEvent } from "./monaco-changes";
import { withSteadyView } from "./steady-view";
import { Range, Selection, editor as monacoEditor } from "./monaco";

export type ChangeOrigin = "remote" | "undo" | "redo" | "refused";

/** Who owns the text: told of what the person does. */
export type TextOwner = {
  edited(changes: ChangeSet): void;
  moved(carets: Carets): void;
};

type Editor = monacoEditor.ICodeEditor;

export class MonacoBinding {
  readonly #editor: Editor;
  readonly #model: monacoEditor.ITextModel;
  readonly #owner: TextOwner;
  readonly #listeners: { dispose(): void }[];
  #length: number;
  #applyingRemote = false;
  #composing = false;
  // While composing, both on the text as it was when it began: what the person writes, what the others wrote.
  #heldLocal: ChangeSet | undefined;
  #heldRemote: ChangeSet | undefined;

  constructor(editor: Editor, model: monacoEditor.ITextModel, text: Text, owner: TextOwner) {
    this.#editor = editor;
    this.#model = model;
    this.#owner = owner;
    // Before anything else: with "\r\n" in the model no offset would be the room's.
    model.setEOL(monacoEditor.EndOfLineSequence.LF);
    model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
    this.#length = model.getValueLength();
    this.reset(text);
    this.#listeners = [
      model.onDidChangeContent((event) => this.#onContent(event)),
      editor.onDidChangeCursorSelection(() => this.#onSelection()),
      editor.onDidCompositionStart(() => (this.#composing = true)),
      editor.onDidCompositionEnd(() => this.#endComposition()),
    ];
  }

  get composing(): boolean {
    return this.#composing;
  }
  /** What the model tells of just now comes from the owner. */
  get applyingRemote(): boolean {
    return this.#applyingRemote;
  }

  /**
   * Shows another text. By edits, not by setValue: that one strips a byte order mark and guesses line ends anew. By small
   * ones: a file that was shown before keeps its folds, its carets and what one looks at.
   */
  reset(text: Text): void {
    this.#heldLocal = undefined;
    this.#heldRemote = undefined;
    const before = this.#model.getValue();
    const after = text.toString();
    if (before !== "") return this.#write(diffTexts(before, after), "remote");
    this.#silently(() => {
      this.#model.applyEdits([{ range: this.#model.getFullModelRange(), text: after }]);
      this.#editor.setSelections([new Selection(1, 1, 1, 1)]);
    });
  }

  apply(changes: ChangeSet, origin: ChangeOrigin): void {
    if (changes.empty) return;
    if (this.#composing) this.#heldRemote = this.#heldRemote?.compose(changes) ?? changes;
    else this.#write(changes, origin);
  }

  carets(): Carets {
    return (this.#editor.getSelections() ?? []).map((selection) => ({
      anchor: this.#model.getOffsetAt(selection.getSelectionStart()),
      head: this.#model.getOffsetAt(selection.getPosition()),
    }));
  }

  dispose(): void {
    this.#endComposition();
    for (const listener of this.#listeners) listener.dispose();
  }

  #onContent(event: monacoEditor.IModelContentChangedEvent): void {
    if (this.#applyingRemote) return;
    let changes = changesOfEvent(event.changes, this.#length);
    this.#length = this.#model.getValueLength();
    if (changes.newLength !== this.#length) throw new Error("A change event of Monaco does not lead to its text");
    const repair = wellFormed(changes);
    if (repair) {
      this.#silently(() => this.#model.applyEdits(this.#editsOf(repair)));
      changes = changes.compose(repair);
    }
    if (this.#composing) this.#heldLocal = this.#heldLocal?.compose(changes) ?? changes;
    else this.#owner.edited(changes);
  }

  #onSelection(): void {
    if (!this.#applyingRemote && !this.#composing) this.#owner.moved(this.carets());
  }

  //        text                What was composed stands before what others inserted at the same place,
  //  local /    \ remote       as the caret there stands left of it.
  //       \     /
  //     remote' local'
  #endComposition(): void {
    this.#composing = false;
    const local = this.#heldLocal;
    const remote = this.#heldRemote;
    this.#heldLocal = undefined;
    this.#heldRemote = undefined;
    if (remote) this.#write(local ? remote.map(local) : remote, "remote");
    if (local) this.#owner.edited(remote ? local.map(remote, true) : local);
    if (local || remote) this.#owner.moved(this.carets());
  }

  #write(changes: ChangeSet, origin: ChangeOrigin): void {
    const edits = this.#editsOf(changes);
    const isStepBack = origin === "undo" || origin === "redo";
    const selections = isStepBack ? endOf(changes) : mapped(this.carets(), changes);
    const write = () =>
      this.#silently(() => {
        // applyEdits leaves Monaco's undo stack alone: undo here is of one's own typing only, and the owner keeps it.
        this.#model.applyEdits(edits);
        this.#editor.setSelections(selections.map(({ anchor, head }) => this.#selectionAt(anchor, head)));
      });
    if (!isStepBack) return withSteadyView(this.#editor, changes, write);
    write();
    const position = this.#editor.getPosition();
    if (position) this.#editor.revealPositionInCenterIfOutsideViewport(position);
    this.#owner.moved(this.carets());
  }

  #editsOf(changes: ChangeSet): monacoEditor.IIdentifiedSingleEditOperation[] {
    return diffOf(changes).map(({ start, end, text }) => ({
      range: Range.fromPositions(this.#model.getPositionAt(start), this.#model.getPositionAt(end)),
      text,
      forceMoveMarkers: true,
    }));
  }

  #selectionAt(anchor: number, head: number): Selection {
    return Selection.fromPositions(this.#model.getPositionAt(anchor), this.#model.getPositionAt(head));
  }

  #silently(write: () => void): void {
    this.#applyingRemote = true;
    try {
      write();
    } finally {
      this.#applyingRemote = false;
      this.#length = this.#model.getValueLength();
    }
  }
}

// My caret at the place of a remote insert stays left of it; a selection does not grow over what is inserted at its ends.
function mapped(carets: Carets, changes: ChangeSet): Carets {
  return carets.map(({ anchor, head }) => {
    if (anchor === head) return { anchor: changes.mapPos(head, -1), head: changes.mapPos(head, -1) };
    const [outward, inward] = anchor < head ? [1, -1] : [-1, 1];
    return { anchor: changes.mapPos(anchor, outward), head: changes.mapPos(head, inward) };
  });
}

// Where one looks after an undo: behind the last thing that changed.
function endOf(changes: ChangeSet): Carets {
  let end = 0;
  changes.iterChangedRanges((_from, _to, _start, to) => (end = to));
  return [{ anchor: end, head: end }];
}

// A paste can carry half a surrogate pair, which no room takes: a replacement character of the same length stands for it.
function wellFormed(changes: ChangeSet): ChangeSet | undefined {
  const repairs: { from: number; to: number; insert: string }[] = [];
  changes.iterChanges((_from, _to, start, end, inserted) => {
    const text = inserted.toString();
    if (!text.isWellFormed()) repairs.push({ from: start, to: end, insert: text.toWellFormed() });
  });
  return repairs.length > 0 ? ChangeSet.of(repairs, changes.newLength) : undefined;
}
