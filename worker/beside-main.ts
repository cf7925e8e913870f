// The main file is a text and stays one: what comes to its path and is none is kept beside it, and not the reason to refuse
// all that came with it.
import { type FileEntry, MAIN_FILE } from "#protocol/project";
import type { Skipped, UnzippedFile } from "#worker/zip-files";

/** `entries`: the files that are there. */
export function besideMain(
  files: readonly UnzippedFile[],
  entries: readonly FileEntry[],
): { files: readonly UnzippedFile[]; moved?: Skipped } {
  const path = mainPathOf(entries);
  const found = files.find((file) => file.path === path && "bytes" in file && !file.asText);
  if (!found) return { files };
  const taken = new Set([...entries, ...files].map((file) => file.path));
  let beside = found.path;
  for (let n = 2; taken.has(beside); n++) beside = found.path.replace(/(\.[^./]+)?$/, (end) => ` (${n})${end}`);
  return {
    files: files.map((file) => (file === found ? { ...file, path: beside } : file)),
    moved: { path: found.path, why: `is no text, as the main file must be; its bytes are in ${beside}` },
  };
}

export const mainPathOf = (entries: readonly FileEntry[]): string | undefined =>
  entries.find(({ file }) => file === MAIN_FILE)?.path;
