// Joins one editor and one room: binding, carets of the others, undo, and the commands of the palette.
import { GhostText } from "#web/completion/ghost-text";
import type { RoomSession } from "#web/room-session";
import { editorViewport } from "./editor-viewport";
import { MonacoBinding } from "./monaco-binding";
import { KeyCode, KeyMod, type editor as monacoEditor } from "./monaco";
import { RemoteCursors } from "./remote-cursors";
import { bindUndo } from "./undo-commands";

const keys = {
  "Shift+E": KeyMod.Shift | KeyCode.KeyE,
  "Shift+L": KeyMod.Shift | KeyCode.KeyL,
  Enter: KeyCode.Enter,
  Backquote: KeyCode.Backquote,
} as const;

/** An action of the room in the editor's command palette; `key` is pressed together with Ctrl (or Cmd). */
export type Command = { id: string; label: string; key?: keyof typeof keys; run: () => void };

export function attachEditor(
  editor: monacoEditor.IStandaloneCodeEditor,
  session: RoomSession,
  commands: readonly Command[],
): { dispose(): void } {
  const model = editor.getModel();
  const text = session.text;
  if (!model || !text) throw new Error("The editor is mounted before its text is there");
  const ghost: GhostText = new GhostText(editor, session, () => binding.composing);
  const binding = new MonacoBinding(editor, model, text, {
    edited: (changes) => {
      session.edited(changes);
      ghost.typed();
    },
    moved: (carets) => session.moved(carets),
  });
  const cursors = new RemoteCursors(editor);
  const detach = session.attach({
    reset: (next) => {
      binding.reset(next);
      ghost.textChanged();
    },
    apply: (changes, origin) => {
      binding.apply(changes, origin);
      ghost.textChanged();
    },
    // Held changes lie between the present text and what is on the screen: carets would be drawn in wrong places.
    showPeople: (people) => binding.composing || cursors.show(people),
    announce: (user) => cursors.announce(user),
    focus: () => editor.focus(),
    reveal: (offset) => {
      editor.setPosition(model.getPositionAt(offset));
      editor.revealPositionInCenter(model.getPositionAt(offset));
      editor.focus();
    },
    viewport: editorViewport(editor),
  });
  const bound = [bindUndo(editor, session), ...commands.map((command) => addCommand(editor, command))];
  // On a phone the focus would bring the keyboard up before anybody asked for it.
  if (matchMedia("(pointer: fine)").matches) editor.focus();
  return {
    dispose() {
      detach();
      ghost.dispose();
      binding.dispose();
      cursors.dispose();
      bound.forEach((one) => one.dispose());
    },
  };
}

function addCommand(editor: monacoEditor.IStandaloneCodeEditor, { id, label, key, run }: Command): { dispose(): void } {
  const keybindings = key ? [KeyMod.CtrlCmd | keys[key]] : [];
  return editor.addAction({ id: `tandem.${id}`, label, keybindings, run });
}
