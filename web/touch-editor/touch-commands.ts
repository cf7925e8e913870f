// What CodeMirror can do by itself, as commands of the room: on glass the palette is the only way to most of it.
import {
  copyLineDown,
  deleteLine,
  indentLess,
  indentMore,
  moveLineDown,
  moveLineUp,
  selectAll,
  toggleComment,
} from "@codemirror/commands";
import { gotoLine, openSearchPanel } from "@codemirror/search";
import type { Command as EditorCommand, EditorView } from "@codemirror/view";
import type { Command } from "#web/commands/commands";

type Entry = readonly [id: string, group: string, label: string, keys: string, command: EditorCommand];

// By the names that Monaco's have, so that what was used lately is known on every device.
const entries: readonly Entry[] = [
  ["actions.find", "Find", "Find", "Mod+F", openSearchPanel],
  ["editor.action.gotoLine", "Go", "Go to Line…", "Mod+Alt+G", gotoLine],
  ["editor.action.selectAll", "Select", "Select All", "Mod+A", selectAll],
  ["editor.action.commentLine", "Lines", "Toggle Line Comment", "Mod+/", toggleComment],
  ["editor.action.indentLines", "Lines", "Indent Line", "Mod+]", indentMore],
  ["editor.action.outdentLines", "Lines", "Outdent Line", "Mod+[", indentLess],
  ["editor.action.moveLinesUpAction", "Lines", "Move Line Up", "Alt+ArrowUp", moveLineUp],
  ["editor.action.moveLinesDownAction", "Lines", "Move Line Down", "Alt+ArrowDown", moveLineDown],
  ["editor.action.copyLinesDownAction", "Lines", "Copy Line Down", "Shift+Alt+ArrowDown", copyLineDown],
  ["editor.action.deleteLines", "Lines", "Delete Line", "Mod+Shift+K", deleteLine],
];

/** Groups of what changes nothing. */
const onlyLooks = ["Find", "Go", "Select"];

export function touchCommands(view: EditorView): Command[] {
  return entries.map(([id, group, label, keys, command]) => ({
    id: `editor.${id}`,
    group,
    label,
    keys,
    isHeardElsewhere: true,
    when: () => !view.state.readOnly || onlyLooks.includes(group),
    run() {
      view.focus();
      command(view);
    },
  }));
}
