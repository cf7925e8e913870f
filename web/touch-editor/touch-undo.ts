// Undo and redo mean one's own typing in the room, by whichever way they are asked for: keys, the bar, a shaken phone.
import { type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

type UndoRedo = { undo(): void; redo(): void };

export function undoOf(target: UndoRedo): Extension {
  const step = (id: keyof UndoRedo) => () => {
    target[id]();
    return true;
  };
  return Prec.high([
    keymap.of([
      { key: "Mod-z", run: step("undo"), preventDefault: true },
      { key: "Mod-Shift-z", run: step("redo"), preventDefault: true },
      { key: "Mod-y", run: step("redo"), preventDefault: true },
    ]),
    EditorView.domEventHandlers({
      beforeinput({ inputType }) {
        if (inputType === "historyUndo") return step("undo")();
        return inputType === "historyRedo" && step("redo")();
      },
    }),
  ]);
}
