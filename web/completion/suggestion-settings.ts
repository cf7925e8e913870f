// Whether and when a person wants suggestions while typing. Kept on the device; nobody else in the room is touched by it.
import { effect, signal } from "@preact/signals";
import { readStored, writeStored } from "#web/stored";

const ON_KEY = "tandem.suggestions";
const DELAY_KEY = "tandem.suggestions.delay";

/** Pauses after the last key, in ms, to choose from. */
export const suggestionDelays = [200, 400, 800, 1_500] as const;
const DELAY_MS = 400;

export const suggestionsOn = signal(readStored(ON_KEY) !== "off");

const remembered = Number(readStored(DELAY_KEY));
export const suggestionDelayMs = signal<number>(suggestionDelays.find((one) => one === remembered) ?? DELAY_MS);

effect(() => writeStored(ON_KEY, suggestionsOn.value ? "on" : "off"));
effect(() => writeStored(DELAY_KEY, String(suggestionDelayMs.value)));
