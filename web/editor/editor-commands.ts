// What Monaco can do by itself, as commands of the room, with the keys that it hears at this moment.
import type { Command } from "#web/commands/commands";
import { isMac } from "#web/keys";
import { editor as monaco, type editor as monacoEditor } from "./monaco";

type Editor = monacoEditor.IStandaloneCodeEditor;
type Chord = { ctrlKey: boolean; shiftKey: boolean; altKey: boolean; metaKey: boolean; keyLabel: string | null };
type Keybinding = { command: string | null; resolvedKeybinding: { getChords(): Chord[] } | undefined };
/** Which Monaco keeps to itself: otherwise its keys would have to be written down here, and could be wrong. */
type WithKeybindings = { _standaloneKeybindingService: { getKeybindings(): readonly Keybinding[] } };

const KEYS_MAX = 2;

/** The palette, which Monaco knows for its menu of the right mouse button. */
export const PALETTE_ACTION = "tandem.commands";
/** Of the context menu: the room has commands of its own for them. */
export const LOOK_ACTION = "tandem.look";
const roomActions = [PALETTE_ACTION, LOOK_ACTION];

/** Of these Monaco does not know that they are for those who may write. */
const WRITES =
  /^tandem\.(undo|redo|suggestion)|removeBrackets|startFindReplace|indentUsing|changeTabDisplaySize|detectIndentation|inlineSuggest|suggestWidget/i;

const groups: readonly [name: string, ids: RegExp][] = [
  ["Emacs", /^emacs\./],
  ["Fold", /fold/i],
  ["Find", /find|replace/i],
  ["Go", /goto|reveal|jump|marker|outline|wordhighlight|editor\.action\.(next|prev)/i],
  ["Lines", /(?<!in)line(?!ar)/i],
  ["Select", /select|cursor(undo|redo)|insertcursor|addcursors/i],
];

export function editorCommands(editor: Editor): Command[] {
  const known = (editor as unknown as WithKeybindings)._standaloneKeybindingService.getKeybindings();
  const keysByAction = Map.groupBy(known, ({ command }) => command);
  return editor.getSupportedActions().flatMap((action): Command[] => {
    const id = action.id.replace(/^.*:/, ""); // without which editor it is
    if (roomActions.includes(id) || /^$|^Developer:/.test(action.label)) return [];
    const keys = (keysByAction.get(action.id) ?? []).map(({ resolvedKeybinding }) =>
      (resolvedKeybinding?.getChords() ?? []).map(strokeOf).join(" "),
    );
    return [
      {
        id: `editor.${id}`,
        group: groups.find(([, ids]) => ids.test(id))?.[0] ?? "Edit",
        label: action.label,
        // Plain Enter means it in Monaco's own fields only.
        keys: [...new Set(keys)].filter((one) => !/^(Shift\+)?Enter$/.test(one)).slice(0, KEYS_MAX),
        isHeardElsewhere: true,
        when: () => action.isSupported() && !(WRITES.test(id) && editor.getOption(monaco.EditorOption.readOnly)),
        run() {
          editor.focus();
          void action.run();
        },
      },
    ];
  });
}

function strokeOf({ ctrlKey, shiftKey, altKey, metaKey, keyLabel }: Chord): string {
  const held = { Mod: isMac ? metaKey : ctrlKey, Ctrl: isMac && ctrlKey, Alt: altKey, Shift: shiftKey };
  return [...Object.entries(held).flatMap(([name, isHeld]) => (isHeld ? [name] : [])), keyLabel ?? ""].join("+");
}
