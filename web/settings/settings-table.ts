// What a person may set for themselves, and which values each setting takes. A line here is a setting: it is kept, checked
// when it is read, followed by other tabs and put back by "Reset" without a word elsewhere.

type Setting<T> = { readonly standard: T; readonly takes: (value: unknown) => boolean };

const oneOf = <const T>(values: readonly T[], standard: NoInfer<T>): Setting<T> => ({
  standard,
  takes: (value) => values.includes(value as T),
});
const within = ([least, most]: readonly [number, number], standard: number): Setting<number> => ({
  standard,
  takes: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
});
const flag = (standard: boolean): Setting<boolean> => ({ standard, takes: (value) => typeof value === "boolean" });

export const themes = ["system", "light", "dark", "contrast-light", "contrast-dark"] as const;
export type Theme = (typeof themes)[number];
/** Of the code. Each has a light and a dark half, in style/schemes.css. */
export const schemes = ["tandem", "plain", "catppuccin", "dracula", "gruvbox", "solarized"] as const;
export const fonts = ["jetbrains", "atkinson", "system"] as const;
/** In px. */
export const fontSizes = [10, 24] as const;
export const tabSizes = [2, 4, 8] as const;
export const indents = ["spaces", "tabs"] as const;
export const lineNumbers = ["on", "relative", "off"] as const;
export const touchEditors = ["automatic", "always", "never"] as const;
export const keyMaps = ["standard", "vim", "emacs"] as const;
/** Pauses after the last key, in ms, before something is suggested. */
export const suggestionDelays = [200, 400, 800, 1_500] as const;

/** What is said of the others to those who listen. */
export const announcements = ["edits", "people", "off"] as const;

export const table = {
  theme: oneOf(themes, "system"),
  scheme: oneOf(schemes, "tandem"),
  font: oneOf(fonts, "jetbrains"),
  ligatures: flag(false),
  fontSize: within(fontSizes, 14),
  /** This one and the next are for texts that do not show by themselves how they are indented. */
  tabSize: oneOf(tabSizes, 4),
  indentWith: oneOf(indents, "spaces"),
  wordWrap: flag(false),
  minimap: flag(false),
  lineNumbers: oneOf(lineNumbers, "on"),
  keyMap: oneOf(keyMaps, "standard"),
  /** In Vim: "jk" leaves insert mode. */
  vimEscape: flag(false),
  /** Which editor: the one for fingers where they are what one points with. */
  touchEditor: oneOf(touchEditors, "automatic"),
  suggestions: flag(true),
  suggestionDelayMs: oneOf(suggestionDelays, 400),
  announce: oneOf(announcements, "edits"),
};

export type Settings = { [Name in keyof typeof table]: (typeof table)[Name]["standard"] };
export type SettingName = keyof Settings;
export const settingNames = Object.keys(table) as SettingName[];

export const standardSettings = Object.fromEntries(
  settingNames.map((name) => [name, table[name].standard]),
) as Settings;

/** Whatever was kept: what is not there, not known or not a value of its setting is as if it had never been set. */
export function readSettings(kept: string | null): Settings {
  const values = objectOf(kept);
  const known = settingNames.filter((name) => name in values && table[name].takes(values[name]));
  return { ...standardSettings, ...Object.fromEntries(known.map((name) => [name, values[name]])) };
}

/** Only what differs from the standard: who never chose a value gets the better one that a later version finds. */
export function keptSettings(settings: Settings): string {
  const chosen = settingNames.filter((name) => settings[name] !== standardSettings[name]);
  return JSON.stringify(Object.fromEntries(chosen.map((name) => [name, settings[name]])));
}

function objectOf(kept: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(kept ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Written by hand, or by half: as if nothing had been kept.
    return {};
  }
}
