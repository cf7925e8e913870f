// What a person has set, as Monaco takes it.
import { codeFont, lineHeightOf } from "#web/settings/code-font";
import { settings } from "#web/settings/settings";
import type { Settings } from "#web/settings/settings-table";
import type { editor as monacoEditor } from "./monaco";

/** `font` is one that is there already: Monaco measures it at once. */
export function settingOptions(font: Settings["font"]): monacoEditor.IEditorOptions {
  const fontSize = settings.fontSize.value;
  return {
    fontFamily: codeFont(font),
    fontLigatures: settings.ligatures.value,
    fontSize,
    lineHeight: lineHeightOf(fontSize),
    lineNumbers: settings.lineNumbers.value,
    minimap: { enabled: settings.minimap.value },
    wordWrap: settings.wordWrap.value ? "on" : "off",
  };
}

/** As the text shows by itself how it is indented, else as it was set. */
export function indent(model: monacoEditor.ITextModel): void {
  const { tabSize, indentWith } = settings;
  model.detectIndentation(indentWith.value === "spaces", tabSize.value);
}
