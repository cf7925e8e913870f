// The list of people is opened from elsewhere, too.
import { signal } from "@preact/signals";

export const rosterWanted = signal(false);
