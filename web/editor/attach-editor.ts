// Joins one editor and one room: binding, carets of the others, undo, and what Monaco adds to the room's commands.
import { effect } from "@preact/signals";
import { commands, registerCommands } from "#web/commands/commands";
import { lookAt } from "#web/talk/talk-commands";
import { GhostText } from "#web/completion/ghost-text";
import { isMac } from "#web/keys";
import type { RoomSession } from "#web/room-session";
import { roomDialog } from "#web/room/room-dialog";
import { showToast } from "#web/toast";
import { editorCommands, LOOK_ACTION, PALETTE_ACTION } from "./editor-commands";
import { indent } from "./editor-settings";
import { CodePlaces } from "./code-places";
import { bindKeyMap } from "./key-maps";
import { editorViewport } from "./editor-viewport";
import { MonacoBinding } from "./monaco-binding";
import { editor as monaco, KeyCode, KeyMod, Range, type editor as monacoEditor } from "./monaco";
import { RemoteCursors } from "./remote-cursors";
import { bindUndo } from "./undo-commands";

export function attachEditor(
  editor: monacoEditor.IStandaloneCodeEditor,
  session: RoomSession,
  statusLine: HTMLElement,
): { dispose(): void } {
  const model = editor.getModel();
  const file = session.file.peek();
  const text = session.textOf(file);
  if (!model || !text) throw new Error("The editor is mounted before its text is there");
  const ghost: GhostText = new GhostText(editor, session, () => binding.composing);
  const binding = new MonacoBinding(editor, model, text, {
    edited: (changes) => {
      session.edited(changes, file);
      ghost.typed();
    },
    moved: (carets) => session.moved(carets, file),
  });
  const cursors = new RemoteCursors(editor);
  const places = new CodePlaces(editor, (thread) => lookAt(session, thread));
  const detach = session.attach({
    file,
    reset: (next) => {
      binding.reset(next);
      indent(model);
      ghost.textChanged();
    },
    apply: (changes, origin) => {
      binding.apply(changes, origin);
      ghost.textChanged();
    },
    // Held changes lie between the present text and what is on the screen: carets would be drawn in wrong places.
    showPeople: (people) => binding.composing || cursors.show(people),
    showPlaces: (shown) => binding.composing || places.show(shown),
    announce: (user) => cursors.announce(user),
    focus: () => editor.focus(),
    reveal: (from, to = from) => {
      const range = Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to));
      editor.setSelection(range);
      editor.revealRangeInCenterIfOutsideViewport(range);
      editor.focus();
    },
    selected: () => model.getValueInRange(editor.getSelection() ?? new Range(1, 1, 1, 1)),
    viewport: editorViewport(editor),
  });
  const bound = [
    bindUndo(editor, session),
    addPalette(editor),
    addLook(editor),
    { dispose: effect(() => indent(model)) },
    addTabMode(editor),
  ];
  let unregister = registerCommands(editorCommands(editor));
  const keyMap = bindKeyMap(editor, {
    session,
    statusLine,
    isApplyingOthers: () => binding.applyingRemote,
    onChange() {
      unregister();
      unregister = registerCommands(editorCommands(editor));
    },
  });
  if (file !== session.placedIn) session.moved(binding.carets(), file);
  // On a phone the focus would bring the keyboard up before anybody asked for it; in the tree or among the tabs it stays.
  const isElsewhere =
    document.activeElement !== document.body && !editor.getDomNode()?.contains(document.activeElement);
  if (matchMedia("(pointer: fine)").matches && !isElsewhere) editor.focus();
  return {
    dispose() {
      detach();
      keyMap.dispose();
      unregister();
      ghost.dispose();
      binding.dispose();
      cursors.dispose();
      places.dispose();
      bound.forEach((one) => one.dispose());
    },
  };
}

// For the menu of the right mouse button; the key is heard by the room.
function addPalette(editor: monacoEditor.IStandaloneCodeEditor): { dispose(): void } {
  return editor.addAction({
    id: PALETTE_ACTION,
    label: "All Commands…",
    keybindings: [KeyCode.F1],
    contextMenuGroupId: "z_commands",
    run: () => void (roomDialog.value = "commands"),
  });
}

// Tab indents, so this is how one gets out of the code without a mouse. Monaco's own way tells screen readers only.
function addTabMode(editor: monacoEditor.IStandaloneCodeEditor): { dispose(): void } {
  const { tabFocusMode } = monaco.EditorOption;
  return editor.addAction({
    id: "tandem.tabMode",
    label: "Tab Key Leaves the Code, On or Off",
    keybindings: [isMac ? KeyMod.WinCtrl | KeyMod.Shift | KeyCode.KeyM : KeyMod.CtrlCmd | KeyCode.KeyM],
    run() {
      const leaves = !editor.getOption(tabFocusMode);
      editor.updateOptions({ tabFocusMode: leaves });
      showToast({ text: leaves ? "Tab leaves the code now." : "Tab indents again." });
    },
  });
}

// The room's own command, where one looks for what can be done with what is selected.
function addLook(editor: monacoEditor.IStandaloneCodeEditor): { dispose(): void } {
  return editor.addAction({
    id: LOOK_ACTION,
    label: "Ask the Others to Look Here",
    contextMenuGroupId: "z_commands",
    run: () =>
      commands
        .peek()
        .find(({ id }) => id === "together.look")
        ?.run(),
  });
}
