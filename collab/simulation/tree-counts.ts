// What an edit of the tree did, counted: a run in which nothing happens to files keeps every promise about them.
import type { Authorship, TreeEdit } from "#collab/edit-log";
import { Editor } from "#collab/simulation/editor";
import type { World } from "#collab/simulation/world";

export function countTree({ host, people }: World, { version, tree }: Authorship & TreeEdit): void {
  const before = new Map(
    host
      .filesAt(host.state.epoch, version - 1)
      ?.files()
      .map(({ entry }) => [entry.file, entry] as const),
  );
  if (tree.length > 1) host.count("several files at once");
  for (const entry of tree) {
    const was = before.get(entry.file);
    const typed = () => people.some((person) => person instanceof Editor && person.hasPending(entry.file));
    const count = (what: string) => {
      host.count(what);
      if (typed()) host.count(`${what} while somebody types`);
    };
    if (!was) host.count(entry.kind === "folder" ? "folder made" : "file made");
    else if (!was.deleted && entry.deleted) count("deleted");
    else if (was.deleted && !entry.deleted) count("brought back");
    else if (was.path !== entry.path) count("path changed");
    else host.count("language or line ends");
  }
}
