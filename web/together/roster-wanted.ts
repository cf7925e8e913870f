// Somebody asked for the list of people by a command, and walks on in it by keys.
import { signal } from "@preact/signals";

export const rosterWanted = signal(false);
