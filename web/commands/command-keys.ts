// Hears the keys of all commands, wherever the focus is.
import { isMac } from "#web/keys";
import { type Command, commands, isAvailable, keysOf } from "./commands";
import { isPressed, isTyped } from "./key-strokes";

/** Where keys type. */
const TYPED_INTO = "input, textarea, select, [contenteditable], .monaco-editor, .cm-editor, .xterm";

export function hearCommandKeys(): () => void {
  // Caught on its way down, before an editor makes a line of it.
  const onKeyDown = (event: KeyboardEvent) => {
    const element = event.target instanceof Element ? event.target : undefined;
    // A dialog has the keyboard to itself.
    if (event.isComposing || element?.closest("dialog")) return;
    const command = commandFor(event, element?.closest(TYPED_INTO) !== null);
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) command.run();
  };
  document.addEventListener("keydown", onKeyDown, true);
  return () => document.removeEventListener("keydown", onKeyDown, true);
}

function commandFor(event: KeyboardEvent, isTyping: boolean): Command | undefined {
  return commands.value.find(
    (command) =>
      !command.isHeardElsewhere &&
      keysOf(command).some((keys) => !(isTyping && isTyped(keys)) && isPressed(keys, event, isMac)) &&
      isAvailable(command),
  );
}
