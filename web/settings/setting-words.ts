// What the values of the settings are called.
import type { Settings } from "./settings-table";

export const themeWords: Record<Settings["theme"], string> = {
  system: "System",
  light: "Light",
  dark: "Dark",
  "contrast-light": "High contrast, light",
  "contrast-dark": "High contrast, dark",
};
export const schemeWords: Record<Settings["scheme"], string> = {
  tandem: "Tandem",
  plain: "Plain",
  catppuccin: "Catppuccin",
  dracula: "Dracula",
  gruvbox: "Gruvbox",
  solarized: "Solarized",
};
export const fontWords: Record<Settings["font"], string> = {
  jetbrains: "JetBrains Mono",
  atkinson: "Atkinson Mono",
  system: "The system’s",
};
export const keyMapWords: Record<Settings["keyMap"], string> = { standard: "Standard", vim: "Vim", emacs: "Emacs" };
export const touchEditorWords: Record<Settings["touchEditor"], string> = {
  automatic: "Automatic",
  always: "Always",
  never: "Never",
};
export const lineNumberWords: Record<Settings["lineNumbers"], string> = { on: "On", relative: "Relative", off: "Off" };
export const indentWords: Record<Settings["indentWith"], string> = { spaces: "Spaces", tabs: "Tabs" };
export const announceWords: Record<Settings["announce"], string> = {
  edits: "People and edits",
  people: "People",
  off: "Nothing",
};
