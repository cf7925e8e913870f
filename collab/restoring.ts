// The edits that make files again what they were.
import { diffTexts } from "#collab/diff-texts";
import type { TextEdit } from "#collab/edit-log";
import { sameEntry } from "#collab/file-wishes";
import type { FileChange, Project } from "#collab/project";

/** First `tree`, then `texts`. Files that were not there then are deleted, which keeps their texts. */
export function restoring(now: Project, then: Project): { tree: FileChange[]; texts: TextEdit[] } {
  const tree: FileChange[] = [];
  const texts: TextEdit[] = [];
  for (const { entry, text } of now.files()) {
    const was = then.get(entry.file);
    if (!was) {
      if (!entry.deleted) tree.push({ ...entry, deleted: true });
      continue;
    }
    if (!sameEntry(was.entry, entry)) tree.push(was.entry);
    if (was.entry.deleted) continue;
    const changes = text.eq(was.text) ? undefined : diffTexts(text.toString(), was.text.toString());
    if (changes) texts.push({ file: entry.file, changes });
  }
  return { tree, texts };
}
