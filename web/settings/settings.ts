// What this person has set: a signal for each setting, kept together on the device and shared by all tabs.
import { batch, effect, type Signal, signal } from "@preact/signals";
import { readStored, writeStored } from "#web/stored";
import {
  keptSettings,
  readSettings,
  type SettingName,
  settingNames,
  type Settings,
  standardSettings,
} from "./settings-table";

/** Also known to theme-first.js. */
const KEY = "tandem.settings";

const kept = readStored(KEY) ?? earlierSettings();
let written = kept;
const first = readSettings(kept);

export const settings = Object.fromEntries(settingNames.map((name) => [name, signal(first[name])])) as {
  readonly [Name in SettingName]: Signal<Settings[Name]>;
};

/** All of them at this moment. */
export const settingsNow = () =>
  Object.fromEntries(settingNames.map((name) => [name, settings[name].value])) as Settings;

export function setSettings(next: Partial<Settings>): void {
  batch(() => {
    for (const [name, value] of Object.entries(next)) (settings[name as SettingName] as Signal<unknown>).value = value;
  });
}

/** Puts everything back to the standard and answers with the way back. */
export function resetSettings(): () => void {
  const before = settingsNow();
  setSettings(standardSettings);
  return () => setSettings(before);
}

// What another tab wrote is not written again: two tabs would answer each other for ever.
effect(() => {
  const text = keptSettings(settingsNow());
  if (text === (written ?? "{}")) return;
  written = text;
  writeStored(KEY, text);
});

addEventListener("storage", ({ key, newValue }) => {
  // Without a key everything was cleared.
  if (key !== KEY && key !== null) return;
  written = newValue;
  setSettings(readSettings(newValue));
});

/** Where versions before this store kept what they knew. */
function earlierSettings(): string | null {
  const theme = readStored("tandem.theme");
  const suggestions = readStored("tandem.suggestions");
  const delay = readStored("tandem.suggestions.delay");
  if (theme === null && suggestions === null && delay === null) return null;
  return JSON.stringify({ theme, suggestions: suggestions !== "off", suggestionDelayMs: Number(delay) });
}
