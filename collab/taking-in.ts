// Files from outside into a project: which of them are new, and which are another text or other bytes of one that is there.
import type { Project } from "#collab/project";
import { type Asset, type FileId, type FileWish, MAIN_FILE, type TextContent } from "#protocol/project";

/** A file from outside; one without content is a folder. */
export type Incoming = { path: string } & (TextContent | { asset: Asset } | { folder: true });

/** First the wishes, then the texts of files that are there. */
export type TakingIn = { wishes: FileWish[]; texts: { file: FileId; text: string }[] };

/** A program's first file, by the names that languages give it. */
const first = /(^|\/)(main|index|app|__main__)\.[a-z]+$/i;

export function takingIn(project: Project, incoming: readonly Incoming[]): TakingIn {
  const taken: TakingIn = { wishes: [], texts: [] };
  const liveByPath = new Map<string, FileId>();
  for (const { entry } of project.files()) if (!entry.deleted) liveByPath.set(entry.path, entry.file);
  const main = mainAmong(project, incoming, liveByPath);
  for (const one of incoming) {
    const file = one.path === main ? MAIN_FILE : liveByPath.get(one.path);
    const before = file === undefined ? undefined : project.get(file)?.entry;
    if (!before) taken.wishes.push(newFile(one));
    else if ("text" in one && before.kind === "text") {
      taken.wishes.push({ file: before.file, path: one.path, eol: one.eol });
      taken.texts.push({ file: before.file, text: one.text });
    } else if ("asset" in one && before.kind === "asset") taken.wishes.push({ file: before.file, asset: one.asset });
    // A folder where a file stands cannot be, and is refused with all the rest.
    else if ("folder" in one) taken.wishes.push(...(before.kind === "folder" ? [] : [newFile(one)]));
    else taken.wishes.push({ file: before.file, deleted: true }, newFile(one));
  }
  return taken;
}

function newFile(one: Incoming): FileWish {
  const { path } = one;
  if ("text" in one) return { path, text: one.text, eol: one.eol };
  return "asset" in one ? { path, asset: one.asset } : { path, kind: "folder" };
}

// A room that nobody has written in yet has an empty main file, which would lie about among a project's own.
function mainAmong(
  project: Project,
  incoming: readonly Incoming[],
  liveByPath: ReadonlyMap<string, FileId>,
): string | undefined {
  const path = project.get(MAIN_FILE)?.entry.path ?? "";
  if (project.main.length > 0 || incoming.some((one) => one.path === path)) return undefined;
  const texts = incoming.filter((one) => "text" in one && !liveByPath.has(one.path)).map((one) => one.path);
  const depth = (one: string) => one.split("/").length;
  const [likely] = texts.filter((one) => first.test(one)).toSorted((a, b) => depth(a) - depth(b));
  return likely ?? texts.find((one) => depth(one) === 1);
}
