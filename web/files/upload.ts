// Brings files into the room: one as it is, many packed into a zip file. Says how far it is, can be stopped, and tells
// what was left out and why.
import { signal } from "@preact/signals";
import {
  ASSET_BYTES_MAX,
  ASSETS_BYTES_MAX,
  PROJECT_LENGTH_MAX,
  TEXT_LENGTH_MAX,
  ZIP_BYTES_MAX,
} from "#protocol/limits";
import { zipTaken } from "#protocol/file-rest";
import { asMember } from "#web/client-identity";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { type Arrival, type Arrived, isZip, type Skipped } from "./arrivals";
import { fileAddress, zipAddress } from "./file-actions";
import { inFolder, nameOf } from "./file-tree";

export type Upload = { words: string; /** Of 1. */ done: number; cancel: () => void };
export const upload = signal<Upload | undefined>(undefined);

/** What did not come in, for a dialog. */
export const uploadReport = signal<{ count: number; skipped: readonly Skipped[] } | undefined>(undefined);

/** Said before anybody chooses files. */
export const limitWords = `Texts up to ${millions(TEXT_LENGTH_MAX)} million characters each, ${millions(
  PROJECT_LENGTH_MAX,
)} million together; other files up to ${millions(ASSET_BYTES_MAX)} MB each, ${millions(ASSETS_BYTES_MAX)} MB together.`;

/** Into a folder, "" for the top. One zip file alone is unpacked there. */
export async function bring(session: RoomSession, folder: string, arrival: Arrival | Promise<Arrival>): Promise<void> {
  if (session.role.peek() !== "editor") return showToast({ text: "This link only views the room." });
  if (upload.peek()) return showToast({ text: "Files are being added already. Wait for them, or cancel." });
  const stop = new AbortController();
  const tell = (words: string, done: number) => (upload.value = { words, done, cancel: () => stop.abort() });
  tell("Reading files…", 0);
  try {
    const { files, skipped } = await arrival;
    const [first] = files;
    const words = files.length === 1 ? `Adding ${nameOf(first?.path ?? "")}…` : `Adding ${files.length} files…`;
    const progress = (done: number) => tell(words, done);
    if (!first) return report(0, skipped);
    progress(0);
    const headers = await asMember(session.id);
    if (files.length === 1 && !isZip(first.file)) {
      const address = fileAddress(session, inFolder(folder, first.path));
      const answer = await send("PUT", address, headers, first.file, progress, stop.signal);
      if (answer !== undefined) report(1, skipped, `“${inFolder(folder, first.path)}”`);
      return;
    }
    const body = files.length === 1 ? first.file : await packed(files, stop.signal);
    const where = folder === "" ? "" : `?${new URLSearchParams({ folder })}`;
    if (body.size > ZIP_BYTES_MAX)
      return showToast({
        text: `Together they are larger than the ${millions(ZIP_BYTES_MAX)} MB that a room takes at once.`,
      });
    const answer = await send("POST", `${zipAddress(session)}${where}`, headers, body, progress, stop.signal);
    const taken = zipTaken.safeParse(answer);
    if (!taken.success) return;
    const { files: count, skipped: leftOut } = taken.data;
    report(
      count,
      [...skipped, ...leftOut],
      `${count === 1 ? "one file" : `${count} files`}${folder && ` in “${folder}”`}`,
    );
  } catch (error) {
    if (!stop.signal.aborted)
      showToast({ text: `Nothing was added: ${error instanceof Error ? error.message : String(error)}` });
  } finally {
    upload.value = undefined;
  }
}

function millions(count: number): number {
  return count / 1_000_000;
}

function report(count: number, skipped: readonly Skipped[], what = ""): void {
  if (skipped.length > 0) uploadReport.value = { count, skipped };
  else showToast({ text: `Added ${what}.` });
}

async function packed(files: readonly Arrived[], signal: AbortSignal): Promise<Blob> {
  const { BlobReader, BlobWriter, configure, ZipWriter } = await import("@zip.js/zip.js/lib/zip-core-native.js");
  configure({ useWebWorkers: false }); // they are made of text, which the page's policy refuses
  const zip = new ZipWriter(new BlobWriter("application/zip"), { level: 1 });
  for (const { path, file } of files) await zip.add(path, new BlobReader(file), { signal });
  return zip.close();
}

/** By XMLHttpRequest, for fetch does not say how much has been sent. */
function send(
  method: "PUT" | "POST",
  address: string,
  headers: Readonly<Record<string, string>>,
  body: Blob,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader("content-type", method === "POST" ? "application/zip" : "application/octet-stream");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => progress(loaded / Math.max(1, total));
    request.onload = () => {
      if (request.status < 300) return resolve(request.response);
      const problem = request.response as { detail?: unknown } | null;
      reject(
        new Error(typeof problem?.detail === "string" ? problem.detail : `the server answered ${request.status}.`),
      );
    };
    request.onerror = () => reject(new Error("the room cannot be reached at the moment. Try again when it is back."));
    request.onabort = () => reject(new Error("cancelled."));
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}
