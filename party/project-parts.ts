// All files of a room at one version, some at a time: however large they are together, few are in memory at once.
import type { Project, ProjectFile } from "#collab/project";

/** Units of text, and bytes, that make a part: few calls, none of them large. */
const PART_LENGTH = 1_000_000;

/** Without those that are deleted. What somebody edits meanwhile is another text: those of this version never change. */
export function partsOfProject<Content>(
  project: Project,
  contentOf: (file: ProjectFile) => Promise<Content>,
): AsyncGenerator<Content[], undefined> {
  return parts(
    [...project.files()].filter(({ entry }) => !entry.deleted),
    contentOf,
  );
}

async function* parts<Content>(
  files: readonly ProjectFile[],
  contentOf: (file: ProjectFile) => Promise<Content>,
): AsyncGenerator<Content[], undefined> {
  let part: Content[] = [];
  let length = 0;
  for (const file of files) {
    part.push(await contentOf(file));
    length += file.text.length + (file.entry.asset?.size ?? 0);
    if (length < PART_LENGTH) continue;
    yield part;
    part = [];
    length = 0;
  }
  if (part.length > 0) yield part;
}
