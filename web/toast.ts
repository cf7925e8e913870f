// One short message at a time, for what is visible nowhere else, with at most one action.
import { signal } from "@preact/signals";

export type Toast = { text: string; action?: { label: string; run: () => void } };

/** Long enough to read it and reach the action. */
const SHOWN_MS = 8_000;

export const toast = signal<Toast | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

export function showToast(next: Toast): void {
  clearTimeout(timer);
  toast.value = next;
  timer = setTimeout(() => (toast.value = undefined), SHOWN_MS);
}

export function hideToast(): void {
  clearTimeout(timer);
  toast.value = undefined;
}
