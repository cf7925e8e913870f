// Up to which version this device has seen each room it was in.
import { readStored, writeStored } from "#web/stored";

const KEY = "tandem.seen";
const ROOMS_MAX = 100;

function load(): [string, number][] {
  try {
    const found: unknown = JSON.parse(readStored(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isSeen) : [];
  } catch {
    return []; // damaged: then nobody was anywhere
  }
}
const isSeen = (one: unknown): one is [string, number] =>
  Array.isArray(one) && typeof one[0] === "string" && typeof one[1] === "number";

export const seenVersion = (room: string): number | undefined => load().find(([id]) => id === room)?.[1];

export function noteSeen(room: string, version: number): void {
  const others = load().filter(([id]) => id !== room);
  writeStored(KEY, JSON.stringify([[room, version], ...others].slice(0, ROOMS_MAX)));
}
