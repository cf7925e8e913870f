// A guest's name: two friendly words until its owner writes another; remembered by the browser.
import { signal } from "@preact/signals";
import { memberName } from "#protocol/text";
import { readStored, writeStored } from "./stored";

const KEY = "tandem.name";

const first = [
  "Amber",
  "Brave",
  "Calm",
  "Clever",
  "Coral",
  "Crisp",
  "Deft",
  "Eager",
  "Fern",
  "Gentle",
  "Golden",
  "Hazel",
  "Jolly",
  "Keen",
  "Lively",
  "Lucky",
  "Mellow",
  "Merry",
  "Mossy",
  "Nimble",
  "Olive",
  "Patient",
  "Quick",
  "Quiet",
  "Rosy",
  "Sandy",
  "Silver",
  "Sunny",
  "Swift",
  "Velvet",
  "Warm",
  "Witty",
];
const second = [
  "Badger",
  "Bee",
  "Bison",
  "Crane",
  "Dolphin",
  "Falcon",
  "Finch",
  "Fox",
  "Gecko",
  "Hare",
  "Heron",
  "Ibis",
  "Jay",
  "Koala",
  "Lark",
  "Lynx",
  "Magpie",
  "Marten",
  "Moth",
  "Newt",
  "Otter",
  "Owl",
  "Panda",
  "Puffin",
  "Raven",
  "Robin",
  "Seal",
  "Sparrow",
  "Stork",
  "Swan",
  "Tern",
  "Wren",
];

const one = (words: readonly string[]): string => words[Math.floor(Math.random() * words.length)] ?? "Guest";

function remembered(): string {
  const parsed = memberName.safeParse(readStored(KEY) ?? "");
  if (parsed.success && parsed.data) return parsed.data;
  const made = `${one(first)} ${one(second)}`;
  writeStored(KEY, made);
  return made;
}

export const guestName = signal(remembered());

/** Takes the name if it can be one, and says so. */
export function renameGuest(name: string): boolean {
  const parsed = memberName.safeParse(name);
  if (!parsed.success || !parsed.data) return false;
  guestName.value = parsed.data;
  writeStored(KEY, parsed.data);
  return true;
}

/** Up to two letters that stand for a name on an avatar. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => (word ? [...word][0] : ""))
    .join("")
    .toUpperCase();
}
