// The rooms lately visited from this browser, newest first. They are on this device only.
import { signal } from "@preact/signals";
import { z } from "zod";
import { readStored, writeStored } from "./stored";

const KEY = "tandem.rooms";
/** More than anybody scrolls through, small enough to rewrite at every visit. */
const ROOMS_MAX = 50;
/** Faces shown for a room. */
const PEOPLE_MAX = 8;

const person = z.object({ name: z.string(), color: z.number() });
const recentRoom = z.object({
  id: z.string(),
  title: z.string(),
  language: z.string(),
  role: z.enum(["editor", "viewer"]),
  visitedAt: z.number(),
  people: z.array(person),
});
export type RecentRoom = z.infer<typeof recentRoom>;

function load(): RecentRoom[] {
  try {
    return z.array(recentRoom).parse(JSON.parse(readStored(KEY) ?? "[]"));
  } catch {
    // Written by another version or damaged: a list of conveniences starts anew.
    return [];
  }
}

export const recentRooms = signal<RecentRoom[]>(load());
// Another tab visited something: without this, the two would overwrite each other's lists.
addEventListener("storage", (event) => {
  if (event.key === KEY) recentRooms.value = load();
});

function keep(rooms: RecentRoom[]): void {
  recentRooms.value = rooms.toSorted((a, b) => b.visitedAt - a.visitedAt).slice(0, ROOMS_MAX);
  writeStored(KEY, JSON.stringify(recentRooms.value));
}

/** Notes a visit; people met there before stay on the list behind those met now. */
export function noteVisit(visit: RecentRoom): void {
  const before = recentRooms.value.find((room) => room.id === visit.id);
  const names = new Set(visit.people.map((one) => one.name));
  const people = [...visit.people, ...(before?.people ?? []).filter((one) => !names.has(one.name))].slice(
    0,
    PEOPLE_MAX,
  );
  keep([{ ...visit, people }, ...recentRooms.value.filter((room) => room.id !== visit.id)]);
}

export function forgetRoom(id: string): void {
  keep(recentRooms.value.filter((room) => room.id !== id));
}

export function restoreRoom(room: RecentRoom): void {
  keep([room, ...recentRooms.value.filter((other) => other.id !== room.id)]);
}
