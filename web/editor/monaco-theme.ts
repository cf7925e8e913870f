// Monaco's theme out of the page's own colours, so that there is one table of them.
import { editor } from "./monaco";

const NAME = "tandem";

const colors = {
  "editor.background": "--surface",
  "editor.foreground": "--code-text",
  "editorLineNumber.foreground": "--code-line-number",
  "editorLineNumber.activeForeground": "--text",
  "editor.lineHighlightBackground": "--code-line-current",
  "editor.selectionBackground": "--code-selection",
  "editor.inactiveSelectionBackground": "--surface-hover",
  "editor.wordHighlightBackground": "--surface-hover",
  "editor.wordHighlightStrongBackground": "--surface-hover",
  "editor.selectionHighlightBackground": "--surface-hover",
  "editorBracketMatch.background": "--accent-quiet",
  "editorBracketMatch.border": "--accent",
  "editor.findMatchBackground": "--warning-quiet",
  "editor.findMatchHighlightBackground": "--warning-quiet",
  "editorCursor.foreground": "--text",
  "scrollbarSlider.background": "--scroll",
  "scrollbarSlider.hoverBackground": "--scroll-hover",
  "scrollbarSlider.activeBackground": "--scroll-hover",
  "editorIndentGuide.background1": "--line",
  "editorIndentGuide.activeBackground1": "--line-strong",
  "editorWidget.background": "--surface-raised",
  "editorWidget.border": "--line",
  "editorHoverWidget.background": "--surface-raised",
  "editorHoverWidget.border": "--line",
  "editorSuggestWidget.background": "--surface-raised",
  "editorSuggestWidget.border": "--line",
  "editorSuggestWidget.selectedBackground": "--surface-hover",
  "editorSuggestWidget.selectedForeground": "--text",
  "editorSuggestWidget.highlightForeground": "--accent",
  "editorSuggestWidget.focusHighlightForeground": "--accent",
  "quickInput.background": "--surface-raised",
  "quickInput.foreground": "--text",
  "quickInputList.focusBackground": "--surface-hover",
  "quickInputList.focusForeground": "--text",
  "list.hoverBackground": "--surface-hover",
  "list.highlightForeground": "--accent",
  "list.focusHighlightForeground": "--accent",
  "input.background": "--surface",
  "input.foreground": "--text",
  "input.border": "--line-strong",
  "inputValidation.infoBackground": "--surface-raised",
  "inputValidation.infoBorder": "--line-strong",
  "inputOption.activeBorder": "--accent",
  "menu.background": "--surface-raised",
  "menu.foreground": "--text",
  "menu.selectionBackground": "--surface-hover",
  "menu.selectionForeground": "--text",
  "menu.border": "--line",
  "widget.shadow": "--shadow",
  "editorOverviewRuler.border": "--surface",
  focusBorder: "--accent",
} as const;

const tokens = {
  comment: "--code-comment",
  keyword: "--code-keyword",
  string: "--code-string",
  number: "--code-number",
  constant: "--code-number",
  regexp: "--code-string",
  type: "--code-type",
  "type.identifier": "--code-type",
  namespace: "--code-type",
  tag: "--code-keyword",
  metatag: "--code-keyword",
  annotation: "--code-function",
  function: "--code-function",
  predefined: "--code-function",
  "attribute.name": "--code-function",
  "attribute.value": "--code-string",
  key: "--code-function",
  variable: "--code-text",
  delimiter: "--code-text",
  operator: "--code-text",
} as const;

/** Reads the page's colours of this moment and shows the editor in them. */
export function applyTheme(shown: "light" | "dark"): void {
  const read = colorReader();
  editor.defineTheme(NAME, {
    base: shown === "dark" ? "vs-dark" : "vs",
    inherit: true,
    colors: Object.fromEntries(Object.entries(colors).map(([key, role]) => [key, read(role)])),
    rules: Object.entries(tokens).map(([token, role]) => ({ token, foreground: read(role).slice(1) })),
  });
  editor.setTheme(NAME);
}

// A custom property keeps light-dark() unresolved; a real property of an element in the page does not.
function colorReader(): (role: string) => string {
  const probe = document.createElement("span");
  return (role) => {
    document.body.append(probe);
    probe.style.color = `var(${role})`;
    const parts =
      getComputedStyle(probe)
        .color.match(/[\d.]+/g)
        ?.map(Number) ?? [];
    probe.remove();
    const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
    const bytes = alpha === 1 ? [red, green, blue] : [red, green, blue, alpha * 255];
    return `#${bytes.map((byte) => Math.round(byte).toString(16).padStart(2, "0")).join("")}`;
  };
}
