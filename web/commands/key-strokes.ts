// Keys as commands name them: "Mod+Shift+P", "F1", "?". Mod is Ctrl, and Cmd on a Mac. Letters and signs are those that the
// key types where the person sits, so "?" is wherever their keyboard has it; other keys go by the name of `event.code`.

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;
type Stroke = { key: string; mod: boolean; ctrl: boolean; alt: boolean; shift: boolean };

export function isPressed(keys: string, event: Pressed, isMac: boolean): boolean {
  const { key, mod, ctrl, alt, shift } = strokeOf(keys);
  if (event.ctrlKey !== (ctrl || (mod && !isMac)) || event.metaKey !== (mod && isMac)) return false;
  if (isSign(key)) {
    // Signs have their Shift, and on some keyboards AltGr, in themselves.
    return event.key === key;
  }
  return event.altKey === alt && event.shiftKey === shift && keyOf(event) === key;
}

/** Types a character where text is typed: no key for a command there. */
export const isTyped = (keys: string): boolean => {
  const { key, mod, ctrl, alt } = strokeOf(keys);
  return !mod && !ctrl && !alt && key.length === 1;
};

const macNames = { Mod: "⌘", Ctrl: "⌃", Alt: "⌥", Shift: "⇧" } as const;
const signs: Readonly<Record<string, string>> = {
  Backquote: "`",
  Comma: ",",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  UpArrow: "↑",
  DownArrow: "↓",
  LeftArrow: "←",
  RightArrow: "→",
  Escape: "Esc",
};

/** What is written on each key to press, one after the other for strokes that follow each other. */
export function keyCaps(keys: string, isMac: boolean): string[][] {
  return keys.split(" ").map((stroke) =>
    partsOf(stroke).map((part) => {
      if (isMac && part in macNames) return macNames[part as keyof typeof macNames];
      return part === "Mod" ? "Ctrl" : (signs[part] ?? part);
    }),
  );
}

function strokeOf(keys: string): Stroke {
  const parts = partsOf(keys);
  const has = (name: string) => parts.slice(0, -1).includes(name);
  return { key: parts.at(-1) ?? "", mod: has("Mod"), ctrl: has("Ctrl"), alt: has("Alt"), shift: has("Shift") };
}

// "Mod++" is the plus together with Mod.
const partsOf = (stroke: string): string[] => stroke.split(/\+(?!$)/);

const isSign = (key: string) => key.length === 1 && !/[a-z0-9]/i.test(key);

// Where a keyboard types no Latin letters, the key that has one on the others.
function keyOf({ key, code }: Pressed): string {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? code;
}
