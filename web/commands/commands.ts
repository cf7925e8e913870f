// Everything that can be done in a room, by name: one list, which the palette searches, the keyboard listens for and the
// list of shortcuts is made of. Whoever brings something that can be done registers it here, for as long as it can be.
import { computed, signal } from "@preact/signals";

export type Command = {
  /** Of its own among all, such as "run.stop". What was used lately is remembered by it. */
  id: string;
  /** Under which heading it stands; the palette shows "Run: Stop". */
  group: string;
  label: string;
  /** Such as "Mod+Shift+P"; the first ones are shown, all are heard. */
  keys?: string | readonly string[];
  /** Somebody else hears the keys, and they are only shown: the editor's own ones. */
  isHeardElsewhere?: boolean;
  /** Whether it can be done now; always, by default. */
  when?: () => boolean;
  run: () => void;
};

const lists = signal<readonly (readonly Command[])[]>([]);

/** In the order in which they were registered. Of two with one id the later one counts. */
export const commands = computed(() => {
  const all = [...new Map(lists.value.flat().map((command) => [command.id, command])).values()];
  // Who hears a key elsewhere never hears it once a command here takes it.
  const taken = new Set(all.flatMap((command) => (command.isHeardElsewhere ? [] : keysOf(command))));
  return all.map((command) =>
    command.isHeardElsewhere ? { ...command, keys: keysOf(command).filter((keys) => !taken.has(keys)) } : command,
  );
});

/** Answers with the way to take them back. */
export function registerCommands(list: readonly Command[]): () => void {
  lists.value = [...lists.peek(), list];
  return () => (lists.value = lists.peek().filter((one) => one !== list));
}

export const isAvailable = ({ when }: Command): boolean => when?.() ?? true;
export const keysOf = ({ keys = [] }: Command): readonly string[] => (typeof keys === "string" ? [keys] : keys);
export const nameOf = ({ group, label }: Command): string => `${group}: ${label}`;
