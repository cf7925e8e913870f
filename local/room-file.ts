// One room's archive as a file: the lines of protocol/room-archive.ts, packed. Known to be whole by the hash in its last line.
import { createHash } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

export const SUFFIX = ".jsonl.gz";
/** Begins the name of what is being written. */
export const UNFINISHED = ".unfinished-";

/** What unpacks to more than any archive has is none. */
const BYTES_MAX = 256_000_000;

/** Throws a sentence when it is not as it was written. */
export async function readRoomFile(path: string): Promise<string> {
  const packed = await readFile(path);
  const text = await promisify(gunzip)(packed, { maxOutputLength: BYTES_MAX }).then(String, () => {
    throw new Error("it is cut off, or no gzip file");
  });
  checkArchive(text);
  return text;
}

export function checkArchive(text: string): void {
  const end = text.lastIndexOf("\n", text.length - 2) + 1;
  const told = /^\{"type":"end","sha256":"([0-9a-f]{64})"\}\n$/.exec(text.slice(end))?.[1];
  if (told === undefined) throw new Error("its end is missing");
  if (createHash("sha256").update(text.slice(0, end)).digest("hex") !== told) throw new Error("its hash differs");
}

/** Another whenever the room's archive would be another; undefined when there is no such file, or it cannot be used. */
export async function tagOfFile(path: string): Promise<string | undefined> {
  try {
    const text = await readRoomFile(path);
    return String(JSON.parse(text.slice(0, text.indexOf("\n"))).tag);
  } catch {
    return undefined; // it is written anew
  }
}

/** A reader sees the old file or the new one. Only its owner may read it: the ids in it open the room. */
export async function writeRoomFile(folder: string, name: string, text: string, stop: AbortSignal): Promise<void> {
  const unfinished = `${folder}/${UNFINISHED}${process.pid}-${name}`;
  try {
    await writeFile(unfinished, await promisify(gzip)(text), { mode: 0o600, signal: stop });
    await rename(unfinished, `${folder}/${name}`);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
