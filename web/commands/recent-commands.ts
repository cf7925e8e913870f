// The commands used last, the latest first; kept on the device.
import { readStored, writeStored } from "#web/stored";

const KEY = "tandem.commands";
const KEPT_MAX = 6;

export function recentCommands(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(readStored(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string").slice(0, KEPT_MAX) : [];
  } catch {
    // Written by hand, or by half: none.
    return [];
  }
}

export function noteCommand(id: string): void {
  const kept = [id, ...recentCommands().filter((one) => one !== id)].slice(0, KEPT_MAX);
  writeStored(KEY, JSON.stringify(kept));
}
