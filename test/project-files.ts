// This repository's own files as a project that somebody brings, and zip files as any program makes them.
import { configure, TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from "@zip.js/zip.js";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

configure({ useWebWorkers: false });

/** By path; null is a folder with nothing in it. */
export type ProjectFiles = Map<string, Uint8Array | null>;

const root = join(import.meta.dirname, "..");
// Those where the house's texts are, and nothing that is built, installed or left by tests.
const folders = "bench client collab completion db docs documents examples execution local migrations operation party";
const more = "protocol runner test/sessions web worker";

/** Several hundred files as they lie on the disk. */
export function ownFiles(): ProjectFiles {
  const files: ProjectFiles = new Map();
  const read = (path: string) => files.set(path, readFileSync(join(root, path)));
  const isOurs = (name: string) => !/^\.|^node_modules$/.test(name); // a dot begins what is this machine's
  const walk = (folder: string, deep: boolean) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (!isOurs(entry.name)) continue;
      if (entry.isFile()) read(path);
      else if (deep && entry.isDirectory()) walk(path, deep);
    }
  };
  for (const folder of `${folders} ${more}`.split(" ")) walk(folder, true);
  for (const folder of ["", "test"]) walk(folder, false);
  return files;
}

export async function zipOf(files: ProjectFiles): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  for (const [path, body] of files) {
    if (body) await writer.add(path, new Uint8ArrayReader(body));
    else await writer.add(`${path}/`, new TextReader(""), { directory: true });
  }
  return writer.close();
}

export async function unzipped(zip: Uint8Array): Promise<ProjectFiles> {
  const files: ProjectFiles = new Map();
  for (const entry of await new ZipReader(new Uint8ArrayReader(zip)).getEntries()) {
    if (entry.directory) files.set(entry.filename.replace(/\/$/, ""), null);
    else files.set(entry.filename, await entry.getData(new Uint8ArrayWriter()));
  }
  return files;
}
