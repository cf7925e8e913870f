// Files and folders that somebody drops on the page or chooses: all of them with their paths, without what no room wants.
import { ASSET_BYTES_MAX, FILES_MAX } from "#protocol/limits";
import { filePath } from "#protocol/project";

export type Arrived = { path: string; file: File };
export type Skipped = { path: string; why: string };
export type Arrival = { files: readonly Arrived[]; skipped: readonly Skipped[] };

/** Made by tools from what is beside them, large, and never edited. */
const LEFT_OUT = new Set([
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  "__pycache__",
  ".venv",
  "venv",
  ".DS_Store",
  "Thumbs.db",
]);
/** Entries that are looked at: a home folder that was dropped by mistake ends here. */
const LOOKED_AT_MAX = 20_000;

export const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;

/** To be called while the event is handled; the answer may take its time. */
export function takeDropped({ dataTransfer }: DragEvent): Promise<Arrival> {
  const items = [...(dataTransfer?.items ?? [])].filter(({ kind }) => kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile()).filter((one) => one !== null);
  return gather(entries);
}

/** What an `<input type="file">` has. */
export function takeChosen(list: FileList): Arrival {
  const taken = new Taken();
  for (const file of list) taken.add(file.webkitRelativePath || file.name, file);
  return taken;
}

async function gather(entries: readonly (FileSystemEntry | File)[]): Promise<Arrival> {
  const taken = new Taken();
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    const path = entry.fullPath.replace(/^\//, "");
    if (taken.isFull) return;
    if (!taken.looksAt(path)) return;
    if (isFile(entry)) {
      const file = await fileOf(entry).catch(() => undefined);
      if (file) taken.add(path, file);
      else taken.skip(path, "the browser could not read it");
    } else if (isDirectory(entry)) for (const child of await childrenOf(entry)) await walk(child);
  };
  for (const entry of entries) {
    if (entry instanceof File) taken.add(entry.name, entry);
    else await walk(entry);
  }
  return taken;
}

class Taken implements Arrival {
  readonly files: Arrived[] = [];
  readonly skipped: Skipped[] = [];
  #looked = 0;

  get isFull(): boolean {
    return this.#looked >= LOOKED_AT_MAX;
  }

  /** False where it, and all that is in it, stays out. */
  looksAt(path: string): boolean {
    if (++this.#looked === LOOKED_AT_MAX) this.skip(path, `and all behind it: more than ${LOOKED_AT_MAX} files`);
    const left = path.split("/").find((name) => LEFT_OUT.has(name));
    if (left === undefined) return true;
    const why = "tools make it anew";
    const folder = path.slice(0, path.indexOf(left) + left.length);
    if (!this.skipped.some((one) => one.path === folder)) this.skip(folder, why);
    return false;
  }

  add(path: string, file: File): void {
    if (path.split("/").some((name) => LEFT_OUT.has(name))) return void this.looksAt(path);
    const checked = filePath.safeParse(path);
    if (!checked.success) this.skip(path, checked.error.issues[0]?.message ?? "its name cannot be had in a room");
    else if (file.size > ASSET_BYTES_MAX && !isZip(file))
      this.skip(path, `larger than ${ASSET_BYTES_MAX / 1_000_000} MB`);
    else if (this.files.length >= FILES_MAX) this.skip(path, `more than ${FILES_MAX} files`);
    else this.files.push({ path: checked.data, file });
  }

  skip(path: string, why: string): void {
    this.skipped.push({ path, why });
  }
}

export const isZip = (file: File): boolean => /\.zip$/i.test(file.name);

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

// A browser tells them a hundred at a time.
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
    if (all.length > LOOKED_AT_MAX) return all;
  }
}
