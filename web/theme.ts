// Light, dark, or whatever the system says; chosen once and remembered. theme-first.js applies it before the first paint.
import { computed, effect, signal } from "@preact/signals";
import { readStored, writeStored } from "./stored";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const KEY = "tandem.theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const dark = signal(systemIsDark.matches);
systemIsDark.addEventListener("change", () => (dark.value = systemIsDark.matches));

const remembered = readStored(KEY);
export const theme = signal<Theme>(themes.find((one) => one === remembered) ?? "system");

/** What is on the screen now. */
export const shownTheme = computed<"light" | "dark">(() =>
  theme.value === "system" ? (dark.value ? "dark" : "light") : theme.value,
);

effect(() => {
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
  writeStored(KEY, theme.value);
});
