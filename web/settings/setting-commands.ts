// The settings as commands: what one changes often has a name of its own, the rest is in the dialog.
import type { Command } from "#web/commands/commands";
import { showToast } from "#web/toast";
import { keyMapWords, schemeWords, themeWords } from "./setting-words";
import { resetSettings, setSettings, settings } from "./settings";
import { fontSizes, keyMaps, type SettingName, type Settings, schemes, themes } from "./settings-table";

type Flag = { [Name in SettingName]: Settings[Name] extends boolean ? Name : never }[SettingName];

export function settingCommands(open: () => void): readonly Command[] {
  const group = "Settings";
  const toggle = (name: Flag, label: string, keys?: string): Command => ({
    id: `settings.${name}`,
    group,
    label,
    ...(keys && { keys }),
    run: () => (settings[name].value = !settings[name].value),
  });
  const choose = <Name extends SettingName>(name: Name, value: Settings[Name], label: string): Command => ({
    id: `settings.${name}.${value}`,
    group,
    label,
    when: () => settings[name].value !== value,
    run: () => setSettings({ [name]: value } as Partial<Settings>),
  });
  const resize = (by: number, id: string, label: string): Command => ({
    id: `settings.${id}`,
    group,
    label,
    when: () => settings.fontSize.value !== fontSizes[by > 0 ? 1 : 0],
    run: () => (settings.fontSize.value += by),
  });
  return [
    { id: "settings.open", group, label: "Open…", keys: "Mod+Comma", run: open },
    toggle("wordWrap", "Word Wrap, On or Off", "Alt+Z"),
    toggle("minimap", "Minimap, On or Off"),
    toggle("ligatures", "Ligatures, On or Off"),
    {
      ...toggle("suggestions", "Suggestions While Typing, On or Off"),
      run() {
        settings.suggestions.value = !settings.suggestions.value;
        // Nothing else on the page says so.
        showToast({
          text: settings.suggestions.value ? "Suggestions come while you type." : "No more suggestions while you type.",
        });
      },
    },
    resize(1, "larger", "Larger Code"),
    resize(-1, "smaller", "Smaller Code"),
    choose("lineNumbers", "relative", "Line Numbers: Relative"),
    choose("lineNumbers", "on", "Line Numbers: On"),
    ...keyMaps.map((value) => choose("keyMap", value, `Keys: ${keyMapWords[value]}`)),
    ...themes.map((value) => choose("theme", value, `Theme: ${themeWords[value]}`)),
    ...schemes.map((value) => choose("scheme", value, `Colours of Code: ${schemeWords[value]}`)),
    { id: "settings.reset", group, label: "Reset All to the Standard", run: resetWithUndo },
  ];
}

export function resetWithUndo(): void {
  const undo = resetSettings();
  showToast({ text: "All settings are as they were at first.", action: { label: "Undo", run: undo } });
}
