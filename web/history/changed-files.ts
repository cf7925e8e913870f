// Which files are otherwise between two moments, and how.
import type { FileEntry, FileId } from "#protocol/project";
import type { PastFile, PastFiles } from "./past-edits";

export type ChangedFile = {
  readonly file: FileId;
  readonly entry: FileEntry;
  readonly path: string;
  /** What it was called. */
  readonly before: string;
  readonly how: "added" | "deleted" | "renamed" | "changed";
  readonly was: string;
  readonly is: string;
};

export function changedFiles(then: PastFiles, now: PastFiles): ChangedFile[] {
  const changed: ChangedFile[] = [];
  for (const file of new Set([...then.keys(), ...now.keys()])) {
    const before = visible(then.get(file));
    const after = visible(now.get(file));
    const one = after ?? before;
    if (!one || one.entry.kind === "folder") continue;
    const how = !before ? "added" : !after ? "deleted" : before.entry.path !== after.entry.path ? "renamed" : "changed";
    const isSame = how === "changed" && before?.text.eq(one.text) && before.entry.asset?.hash === one.entry.asset?.hash;
    if (isSame) continue;
    changed.push({
      file,
      entry: one.entry,
      path: one.entry.path,
      before: before?.entry.path ?? one.entry.path,
      how,
      was: before?.text.toString() ?? "",
      is: after?.text.toString() ?? "",
    });
  }
  return changed.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

const visible = (file: PastFile | undefined): PastFile | undefined => (file?.entry.deleted ? undefined : file);
