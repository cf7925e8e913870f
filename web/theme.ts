// Which colours are on the screen: what the person chose, or what the system says. theme-first.js applies the same before
// the first paint.
import { computed, effect, signal } from "@preact/signals";
import { settings } from "#web/settings/settings";

/** Colours that the system forces are few, and far apart. */
const CONTRAST_WANTED = "(prefers-contrast: more), (forced-colors: active)";

const isTrue = (query: string) => {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener("change", () => (matches.value = list.matches));
  return matches;
};
const systemIsDark = isTrue("(prefers-color-scheme: dark)");
const systemWantsContrast = isTrue(CONTRAST_WANTED);

export const shownTheme = computed<"light" | "dark">(() => {
  const { value } = settings.theme;
  if (value === "system") return systemIsDark.value ? "dark" : "light";
  return value === "dark" || value === "contrast-dark" ? "dark" : "light";
});

/** A theme chosen by name is as it was chosen, whatever the system wants. */
export const isHighContrast = computed(() =>
  settings.theme.value === "system" ? systemWantsContrast.value : settings.theme.value.startsWith("contrast-"),
);

/** Another name, other colours: for what draws by itself and has to be told. */
export const look = computed(() => [shownTheme.value, isHighContrast.value, settings.scheme.value].join(" "));

effect(() => {
  const { dataset } = document.documentElement;
  if (settings.theme.value === "system") delete dataset["theme"];
  else dataset["theme"] = shownTheme.value;
  if (isHighContrast.value) dataset["contrast"] = "more";
  else delete dataset["contrast"];
  dataset["scheme"] = settings.scheme.value;
});
