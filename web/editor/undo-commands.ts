// Undo and redo mean one's own typing in the room; Monaco's own would undo what the others wrote as well.
import { editor as monacoEditor, KeyCode, KeyMod } from "./monaco";

type UndoRedo = { undo(): void; redo(): void };

const steps = [
  { id: "undo", label: "Undo My Last Edit", keys: [KeyMod.CtrlCmd | KeyCode.KeyZ] },
  {
    id: "redo",
    label: "Redo My Last Edit",
    keys: [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ, KeyMod.CtrlCmd | KeyCode.KeyY],
  },
] as const;

export function bindUndo(editor: monacoEditor.IStandaloneCodeEditor, target: UndoRedo): { dispose(): void } {
  const bound = steps.flatMap(({ id, label, keys }) => [
    // The way of the keyboard and the command palette.
    editor.addAction({
      id: `tandem.${id}`,
      label,
      keybindings: [...keys],
      keybindingContext: "editorTextFocus",
      run: () => target[id](),
    }),
    // Every other way, such as a menu of the system. The widgets' own text fields keep what the browser gives them.
    monacoEditor.registerCommand(id, () => {
      const inField =
        document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement;
      if (inField && !editor.hasTextFocus()) document.execCommand(id);
      else target[id]();
    }),
  ]);
  return { dispose: () => bound.forEach((one) => one.dispose()) };
}
