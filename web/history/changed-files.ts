// Which files are otherwise between two moments, and how.
import type { FileEntry, FileId } from "#protocol/project";
import { sizeWords } from "#web/files/size-words";
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
  /** What the two texts do not show. */
  readonly note?: string;
};

export function changedFiles(then: PastFiles, now: PastFiles): ChangedFile[] {
  const changed: ChangedFile[] = [];
  for (const file of new Set([...then.keys(), ...now.keys()])) {
    const before = visible(then.get(file));
    const after = visible(now.get(file));
    const one = after ?? before;
    if (!one || one.entry.kind === "folder") continue;
    const how = !before ? "added" : !after ? "deleted" : before.entry.path !== after.entry.path ? "renamed" : "changed";
    if (how === "changed" && before && after && isSame(before, after)) continue;
    const note = noteOf(before, after);
    changed.push({
      file,
      entry: one.entry,
      path: one.entry.path,
      before: before?.entry.path ?? one.entry.path,
      how,
      was: textOf(before),
      is: textOf(after),
      ...(note !== undefined && { note }),
    });
  }
  return changed.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function noteOf(before: PastFile | undefined, after: PastFile | undefined): string | undefined {
  const was = before?.entry.asset;
  const is = after?.entry.asset;
  if (before && after && isSame(before, after)) return `Only its name is otherwise: it was ${before.entry.path}.`;
  if (was && is) return `Other bytes, no text: ${sizeWords(was.size)} before, ${sizeWords(is.size)} now.`;
  if (is) return `${before ? "A text before, now none" : "New, no text"}: ${sizeWords(is.size)}.`;
  if (was) return `${after ? "A text now; before it was none" : "Deleted, no text"}: ${sizeWords(was.size)}.`;
  if (!before && textOf(after) === "") return "New, and empty.";
  return !after && textOf(before) === "" ? "Deleted; it was empty." : undefined;
}

const isSame = ({ entry: was, text: before }: PastFile, { entry: is, text: after }: PastFile): boolean =>
  was.kind === is.kind && was.asset?.hash === is.asset?.hash && (is.kind !== "text" || before.eq(after));
/** Of a text: one that has become bytes still has its last. */
const textOf = (file: PastFile | undefined): string => (file?.entry.kind === "text" ? file.text.toString() : "");
const visible = (file: PastFile | undefined): PastFile | undefined => (file?.entry.deleted ? undefined : file);
