// The browser's small storages, where they may be had: a private window or a full disk must not break the page.

/** `device` is kept for good and seen by all tabs, `tab` lives as long as this one, also over a reload. */
type Area = "device" | "tab";

const storage = (area: Area): Storage => (area === "device" ? localStorage : sessionStorage);

export function readStored(key: string, area: Area = "device"): string | null {
  try {
    return storage(area).getItem(key);
  } catch {
    // Forbidden storage reads as empty.
    return null;
  }
}

export function writeStored(key: string, value: string, area: Area = "device"): void {
  try {
    storage(area).setItem(key, value);
  } catch {
    // What is kept here is a convenience; typing is kept by the outbox.
  }
}
