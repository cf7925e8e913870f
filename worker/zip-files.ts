// A project as a zip file, and what of a zip file can be in a project.
import {
  configure,
  TextReader,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from "@zip.js/zip.js/lib/zip-core-native.js";
import { ASSET_BYTES_MAX, FILES_MAX, TEXT_LENGTH_MAX, ZIP_CONTENT_BYTES_MAX } from "#protocol/limits";
import { foldersOf } from "#protocol/path";
import { filePath } from "#protocol/project";
import { contentOf, type FileContent } from "#worker/file-content";
import { Refused } from "#worker/problem";

// A Worker has no workers. The library would still count files that are packed at once, of all requests together, and let
// others wait for them: those of a download that somebody reads slowly, or not at all.
configure({ useWebWorkers: false, maxWorkers: Number.MAX_SAFE_INTEGER });

export type ZippedFile = { path: string; bytes: Uint8Array } | { path: string; folder: true };
export type UnzippedFile = { path: string } & (FileContent | { folder: true });
export type Skipped = { path: string; why: string };

/** Of what was left out so many are named: more nobody reads. */
const SKIPPED_NAMED_MAX = 200;
/** What no file of a room can be longer than. */
const FILE_BYTES_MAX = Math.max(ASSET_BYTES_MAX, TEXT_LENGTH_MAX * 3);

/**
 * Packs files while the zip file is read: `next` is asked for some more when those before them have been read, and answers
 * none at the end. What it throws, and a reader that goes away, break the stream off; `ended` is told why, and nothing when all went well.
 */
export function zipOf(
  next: () => Promise<readonly ZippedFile[]>,
  time: Date,
  ended: (broken?: unknown) => void = () => {},
): ReadableStream<Uint8Array> {
  let end: TransformStreamDefaultController<Uint8Array> | undefined;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({ start: (it) => void (end = it) });
  const pack = async (): Promise<void> => {
    const writer = new ZipWriter(writable, { lastModDate: time, extendedTimestamp: false });
    for (let files = await next(); files.length > 0; files = await next()) {
      for (const file of files) {
        if ("folder" in file) await writer.add(`${file.path}/`, new TextReader(""), { directory: true });
        else await writer.add(file.path, new Uint8ArrayReader(file.bytes));
      }
    }
    await writer.close();
  };
  pack().then(
    () => ended(),
    (error: unknown) => {
      end?.error(error);
      ended(error);
    },
  );
  return readable;
}

/** With their paths in `folder`. Refuses with 413 and 422. A file whose bytes are not those that the zip file promises is a broken zip file. */
export async function filesOfZip(
  body: Uint8Array,
  folder?: string,
): Promise<{ files: UnzippedFile[]; skipped: Skipped[] }> {
  const reader = new ZipReader(new Uint8ArrayReader(body), { checkSignature: true });
  const files: UnzippedFile[] = [];
  const skipped: Skipped[] = [];
  const skip = (path: string, why: string) =>
    skipped.length < SKIPPED_NAMED_MAX && skipped.push({ path: path.slice(0, 300), why });
  let total = 0;
  try {
    const seen = new Set<string>();
    const entries = await reader.getEntries();
    // Folders that something is in: any entry but the folder itself.
    const filled = new Set(entries.flatMap(({ filename }) => foldersOf(filename.replace(/\/$/, ""))));
    for (const entry of entries) {
      const path = entry.filename.replace(/\/$/, "");
      const parsed = filePath.safeParse(folder === undefined ? path : `${folder}/${path}`);
      const why = whyNot(entry.filename) ?? (parsed.success ? undefined : parsed.error.issues[0]?.message);
      if (why !== undefined || !parsed.success) skip(entry.filename, why ?? "its path is none");
      else if (seen.has(parsed.data)) skip(entry.filename, "it is there twice");
      else if (entry.directory && filled.has(path)) continue;
      else if (entry.encrypted) skip(entry.filename, "it is encrypted");
      else if (entry.uncompressedSize > FILE_BYTES_MAX) skip(entry.filename, `it has over ${FILE_BYTES_MAX} bytes`);
      else {
        total += entry.uncompressedSize;
        if (total > ZIP_CONTENT_BYTES_MAX) throw tooMuch(`bytes unpacked, the most is ${ZIP_CONTENT_BYTES_MAX}`);
        if (files.length >= FILES_MAX) throw tooMuch(`files, the most is ${FILES_MAX}`);
        seen.add(parsed.data);
        if (entry.directory) files.push({ path: parsed.data, folder: true });
        else files.push({ path: parsed.data, ...contentOf(await entry.getData(new Uint8ArrayWriter())) });
      }
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(422, `The zip file cannot be read: ${error instanceof Error ? error.message : "it is broken"}`);
  } finally {
    await reader.close();
  }
  return { files, skipped };
}

export const tooMuch = (what: string) => new Refused(413, `The zip file holds too many ${what}`);

// What tools leave behind is no part of a project, and would often be more than all of it.
function whyNot(path: string): string | undefined {
  const names = path.split("/");
  if (names.includes(".git") || names.includes(".hg") || names.includes(".svn")) return "belongs to version control";
  if (names.includes("node_modules")) return "is installed, not written";
  if (names[0] === "__MACOSX" || names.at(-1) === ".DS_Store" || names.at(-1) === "Thumbs.db")
    return "belongs to an operating system";
  return undefined;
}
