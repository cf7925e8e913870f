// The input that a room's next run begins with: what this person prepared, remembered on this device.
import { signal, type Signal } from "@preact/signals";
import { z } from "zod";
import { readStored, writeStored } from "#web/stored";

const stored = z.object({ text: z.string(), ends: z.boolean() });
/** `ends`: the program finds the end of its input behind the text. */
export type NextInput = z.infer<typeof stored>;

/** Longer texts are used, but not remembered: the browser's small storage is for all rooms together. */
const REMEMBERED_LENGTH_MAX = 200_000;

const none: NextInput = { text: "", ends: true };
const signals = new Map<string, Signal<NextInput>>();
const keyOf = (room: string) => `tandem.input.${room}`;

export function nextInput(room: string): Signal<NextInput> {
  const known = signals.get(room) ?? signal(load(room));
  signals.set(room, known);
  return known;
}

export function keepNextInput(room: string, input: NextInput): void {
  nextInput(room).value = input;
  if (input.text.length <= REMEMBERED_LENGTH_MAX) writeStored(keyOf(room), JSON.stringify(input));
}

function load(room: string): NextInput {
  try {
    return stored.parse(JSON.parse(readStored(keyOf(room)) ?? "null"));
  } catch {
    // Never written, or by another version.
    return none;
  }
}
