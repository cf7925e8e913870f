// Which languages can run here and now, as GET /languages tells it.
import { signal } from "@preact/signals";
import { languages as editable } from "#protocol/languages";
import type { LanguagesAnswer } from "#protocol/service";
import { api } from "#web/api";
import { askUntil } from "#web/ask-until";

export type Runnable =
  | { state: "yes"; version: string | undefined }
  /** Not asked yet, or nobody answered: the room itself will say. */
  | { state: "unknown" }
  | { state: "no"; words: string };

const known = signal<LanguagesAnswer | undefined>(undefined);

export async function askRunnable(): Promise<void> {
  try {
    known.value = await api("GET /languages");
  } catch {
    // Offline, or out of order: the Run button stays, and the room answers what is true.
  }
}

/** Asks, and again from time to time while nothing runs: a runner looks around for some seconds after the app is there. */
export const keepAskingRunnable = (stop: AbortSignal): Promise<void> =>
  askUntil(
    async () => {
      await askRunnable();
      return known.peek()?.runner === "ok";
    },
    { firstMs: 2_000, mostMs: 300_000, stop },
  );

/**
 * Others run here, and this one does not. Not told: while nobody has answered, and while nothing runs, which passes.
 */
export function isEditOnly(language: string, told = known.value): boolean {
  if (!told?.languages.some(({ run }) => run)) return false;
  return !told.languages.some(({ id, run }) => run && id === language);
}

export function runnable(language: string): Runnable {
  if (!known.value) return { state: "unknown" };
  const { languages, runner } = known.value;
  const found = languages.find(({ id }) => id === language);
  if (found?.run) return { state: "yes", version: found.version };
  const name = editable.find(({ id }) => id === language)?.name ?? language;
  if (runner === "unavailable" || !languages.some(({ run }) => run))
    return { state: "no", words: "Programs cannot run here at the moment: no runner is connected." };
  if (found?.missing)
    return { state: "no", words: `${name} cannot run here: the package “${found.missing}” is not installed.` };
  return { state: "no", words: `${name} is not a language that runs here.` };
}
