// Emacs' keys in the code, as actions of Monaco. What is killed goes to the clipboard as well, and is yanked from here: a
// page may not read the clipboard unasked. Ctrl+N, Ctrl+T and Ctrl+W never reach a page where Ctrl is the browser's own key.
import { isMac } from "#web/keys";
import { roomDialog } from "#web/room/room-dialog";
import { showToast } from "#web/toast";
import type { KeyMapHost } from "./key-maps";
import { type editor as monacoEditor, KeyCode, KeyMod, Range, Selection } from "./monaco";

type Editor = monacoEditor.IStandaloneCodeEditor;
type Binding = { id: string; label: string; keys: readonly number[]; run: () => void };

const C = isMac ? KeyMod.WinCtrl : KeyMod.CtrlCmd;
const M = KeyMod.Alt;
const S = KeyMod.Shift;
const Cx = (key: number) => KeyMod.chord(C | KeyCode.KeyX, key);

export function bindEmacs(editor: Editor, host: KeyMapHost): { dispose(): void } {
  const killing = new Killing(editor, () => host.separateUndo());
  let isMarking = false;
  const command = (name: string) => () => editor.trigger("emacs", name, undefined);
  /** The point moves, and the region with it after a mark was set. */
  const move = (name: string) => () => editor.trigger("emacs", isMarking ? `${name}Select` : name, undefined);
  const quit = () => {
    isMarking = false;
    const point = editor.getPosition();
    if (point) editor.setPosition(point);
    editor.trigger("emacs", "closeFindWidget", undefined);
  };
  const kill = (run: () => void) => () => {
    isMarking = false;
    run();
  };

  const bindings: Binding[] = [
    { id: "forward", label: "Forward", keys: [C | KeyCode.KeyF], run: move("cursorRight") },
    { id: "backward", label: "Backward", keys: [C | KeyCode.KeyB], run: move("cursorLeft") },
    { id: "nextLine", label: "Next Line", keys: [C | KeyCode.KeyN], run: move("cursorDown") },
    { id: "previousLine", label: "Previous Line", keys: [C | KeyCode.KeyP], run: move("cursorUp") },
    { id: "lineStart", label: "Start of the Line", keys: [C | KeyCode.KeyA], run: move("cursorHome") },
    { id: "lineEnd", label: "End of the Line", keys: [C | KeyCode.KeyE], run: move("cursorEnd") },
    { id: "forwardWord", label: "Forward by a Word", keys: [M | KeyCode.KeyF], run: move("cursorWordEndRight") },
    { id: "backwardWord", label: "Backward by a Word", keys: [M | KeyCode.KeyB], run: move("cursorWordStartLeft") },
    { id: "top", label: "Start of the Text", keys: [M | S | KeyCode.Comma], run: move("cursorTop") },
    { id: "bottom", label: "End of the Text", keys: [M | S | KeyCode.Period], run: move("cursorBottom") },
    { id: "pageDown", label: "A Page Down", keys: [C | KeyCode.KeyV], run: move("cursorPageDown") },
    { id: "pageUp", label: "A Page Up", keys: [M | KeyCode.KeyV], run: move("cursorPageUp") },
    { id: "center", label: "Scroll to the Point", keys: [C | KeyCode.KeyL], run: () => center(editor) },
    { id: "gotoLine", label: "Go to a Line", keys: [gg(), gg(M)], run: command("editor.action.gotoLine") },

    { id: "deleteRight", label: "Delete a Character", keys: [C | KeyCode.KeyD], run: command("deleteRight") },
    { id: "deleteLeft", label: "Delete Backward", keys: [C | KeyCode.KeyH], run: command("deleteLeft") },
    { id: "openLine", label: "Open a Line", keys: [C | KeyCode.KeyO], run: () => openLine(editor) },
    { id: "newLine", label: "New Line", keys: [C | KeyCode.KeyM, C | KeyCode.KeyJ], run: () => typed(editor, "\n") },
    {
      id: "transpose",
      label: "Transpose Letters",
      keys: [C | KeyCode.KeyT],
      run: command("editor.action.transposeLetters"),
    },
    { id: "comment", label: "Comment", keys: [M | KeyCode.Semicolon], run: command("editor.action.commentLine") },
    { id: "complete", label: "Complete", keys: [M | KeyCode.Slash], run: command("editor.action.triggerSuggest") },
    { id: "upper", label: "Upcase", keys: [M | KeyCode.KeyU], run: command("editor.action.transformToUppercase") },
    { id: "lower", label: "Downcase", keys: [M | KeyCode.KeyL], run: command("editor.action.transformToLowercase") },

    { id: "mark", label: "Set the Mark", keys: [C | KeyCode.Space], run: () => void (isMarking = true) },
    { id: "markAll", label: "Mark Everything", keys: [Cx(KeyCode.KeyH)], run: command("editor.action.selectAll") },
    { id: "exchange", label: "Exchange Point and Mark", keys: [Cx(C | KeyCode.KeyX)], run: () => exchange(editor) },
    { id: "quit", label: "Quit", keys: [C | KeyCode.KeyG], run: quit },
    { id: "killLine", label: "Kill to the End of the Line", keys: [C | KeyCode.KeyK], run: kill(() => killing.line()) },
    {
      id: "killWord",
      label: "Kill a Word",
      keys: [M | KeyCode.KeyD],
      run: kill(() => killing.word("cursorWordEndRightSelect")),
    },
    {
      id: "killWordBackward",
      label: "Kill a Word Backward",
      keys: [M | KeyCode.Backspace],
      run: kill(() => killing.word("cursorWordStartLeftSelect")),
    },
    { id: "killRegion", label: "Kill the Region", keys: [C | KeyCode.KeyW], run: kill(() => killing.region(true)) },
    { id: "copyRegion", label: "Copy the Region", keys: [M | KeyCode.KeyW], run: kill(() => killing.region(false)) },
    { id: "yank", label: "Yank", keys: [C | KeyCode.KeyY], run: kill(() => killing.yank()) },

    {
      id: "undo",
      label: "Undo",
      keys: [C | KeyCode.Slash, C | S | KeyCode.Minus, Cx(KeyCode.KeyU)],
      run: () => host.undo(),
    },
    { id: "search", label: "Search", keys: [C | KeyCode.KeyS], run: command("actions.find") },
    {
      id: "searchBackward",
      label: "Search Backward",
      keys: [C | KeyCode.KeyR],
      run: command("editor.action.previousMatchFindAction"),
    },
    {
      id: "replace",
      label: "Replace",
      keys: [M | S | KeyCode.Digit5],
      run: command("editor.action.startFindReplaceAction"),
    },
    { id: "save", label: "Save", keys: [Cx(C | KeyCode.KeyS)], run: () => showToast({ text: host.savedWords() }) },
    {
      id: "commands",
      label: "All Commands",
      keys: [M | KeyCode.KeyX],
      run: () => void (roomDialog.value = "commands"),
    },
  ];
  const bound = bindings.map(({ id, label, keys, run }) =>
    editor.addAction({
      id: `emacs.${id}`,
      label,
      keybindings: [...keys],
      // Where words are offered, up and down are theirs.
      keybindingContext: id.endsWith("Line") ? "editorTextFocus && !suggestWidgetVisible" : "editorTextFocus",
      run,
    }),
  );
  // Writing ends a region, as in Emacs.
  bound.push(editor.onDidChangeModelContent(() => (isMarking &&= host.isApplyingOthers())));
  return { dispose: () => bound.forEach((one) => one.dispose()) };
}

const gg = (held = 0) => KeyMod.chord(M | KeyCode.KeyG, held | KeyCode.KeyG);

function center(editor: Editor): void {
  const point = editor.getPosition();
  if (point) editor.revealPositionInCenter(point);
}

const typed = (editor: Editor, text: string) => editor.trigger("keyboard", "type", { text });

function openLine(editor: Editor): void {
  const point = editor.getPosition();
  typed(editor, "\n");
  if (point) editor.setPosition(point);
}

function exchange(editor: Editor): void {
  const region = editor.getSelection();
  if (!region) return;
  const { positionLineNumber, positionColumn, selectionStartLineNumber, selectionStartColumn } = region;
  editor.setSelection(
    new Selection(positionLineNumber, positionColumn, selectionStartLineNumber, selectionStartColumn),
  );
}

/** Killed text is yanked again; what is killed in a row, at one place, becomes one. */
class Killing {
  readonly #editor: Editor;
  readonly #separateUndo: () => void;
  #killed = "";
  /** Where the text, in which version of it, was killed last. */
  #last = "";

  constructor(editor: Editor, separateUndo: () => void) {
    this.#editor = editor;
    this.#separateUndo = separateUndo;
  }

  line(): void {
    const point = this.#editor.getPosition();
    const model = this.#editor.getModel();
    if (!point || !model) return;
    const end = model.getLineMaxColumn(point.lineNumber);
    const isAtEnd = point.column === end;
    this.#kill(
      isAtEnd
        ? new Range(point.lineNumber, end, point.lineNumber + 1, 1)
        : new Range(point.lineNumber, point.column, point.lineNumber, end),
    );
  }

  word(command: string): void {
    this.#editor.trigger("emacs", command, undefined);
    this.region(true);
  }

  region(isRemoved: boolean): void {
    const region = this.#editor.getSelection();
    if (!region || region.isEmpty()) return;
    if (isRemoved) return this.#kill(region);
    this.#keep(this.#editor.getModel()?.getValueInRange(region) ?? "");
    this.#editor.setPosition(region.getPosition());
  }

  yank(): void {
    if (this.#killed === "") return this.#editor.trigger("emacs", "editor.action.clipboardPasteAction", undefined);
    this.#separateUndo();
    typed(this.#editor, this.#killed);
    this.#separateUndo();
  }

  #kill(range: Range): void {
    const text = this.#editor.getModel()?.getValueInRange(range) ?? "";
    if (text === "") return;
    const isInARow = this.#last === this.#place();
    this.#separateUndo();
    this.#editor.executeEdits("emacs", [{ range, text: "" }], [Selection.fromPositions(range.getStartPosition())]);
    this.#separateUndo();
    this.#keep(isInARow ? this.#killed + text : text);
    this.#last = this.#place();
  }

  #keep(text: string): void {
    this.#killed = text;
    // Best effort: it can be yanked here in any case.
    navigator.clipboard?.writeText(text).catch(() => {});
  }

  #place(): string {
    return `${this.#editor.getModel()?.getVersionId()} ${this.#editor.getPosition()}`;
  }
}
