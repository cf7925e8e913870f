// The files of a room over REST: whoever may read the room may read them, now and as they were; only editors write.
import { type Context, Hono } from "hono";
import { log } from "#operation/log";
import { atQuery, filesBody, filesQuery, restoreBody, writeQuery, zipQuery, type ZipTaken } from "#protocol/file-rest";
import { ASSET_BYTES_MAX, ASSETS_BYTES_MAX, BODY_BYTES_MAX, PROJECT_LENGTH_MAX, ZIP_BYTES_MAX } from "#protocol/limits";
import { type FileEntry, filePath } from "#protocol/project";
import { besideMain, mainPathOf } from "#worker/beside-main";
import { keyIn } from "#worker/client-key";
import { bytesOf, contentOf } from "#worker/file-content";
import { bounded, boundedBody, jsonBody } from "#worker/json-body";
import { Refused } from "#worker/problem";
import { querySchema } from "#worker/query";
import { pastLimitOfAt, roomRateLimit } from "#worker/rate-limit";
import { cacheOf, editableRoom, known, readableRoom } from "#worker/room-access";
import { filesOfZip, tooMuch, type UnzippedFile, type ZippedFile, zipOf } from "#worker/zip-files";

type C = Context<{ Bindings: Env }>;

export const files = new Hono<{ Bindings: Env }>()
  .get("/files", pastLimitOfAt, async (c) => {
    const { at, texts } = querySchema(c, filesQuery);
    const answer = known(await (await readableRoom(c)).files(at, texts === "1"), 404);
    return c.json(answer, 200, cacheOf(at));
  })
  .post("/files", boundedBody, async (c) => {
    const room = await editableRoom(c);
    const key = await keyIn(c);
    const { changes } = await jsonBody(c, filesBody);
    return c.json(known(await room.wishFiles(changes, key)));
  })
  .get("/files/:path{.+}", pastLimitOfAt, async (c) => {
    const { at } = querySchema(c, atQuery);
    const file = known(await (await readableRoom(c)).readFile(pathIn(c), at), 404);
    const { entry } = file;
    const type = entry.kind === "text" ? "text/plain; charset=utf-8" : "application/octet-stream";
    // A text is shown as a text (nosniff), other bytes are not shown: nothing of a room is ever a page of our origin.
    return c.body(bytesOf(file), 200, {
      ...cacheOf(at),
      "content-type": type,
      "content-disposition": entry.kind === "text" ? "inline" : "attachment",
    });
  })
  .put("/files/:path{.+}", bounded(Math.max(ASSET_BYTES_MAX, BODY_BYTES_MAX)), async (c) => {
    const room = await editableRoom(c);
    const key = await keyIn(c);
    const { version } = querySchema(c, writeQuery);
    const path = pathIn(c);
    const content = contentOf(new Uint8Array(await c.req.arrayBuffer()));
    if ("bytes" in content && !content.asText && mainPathOf(known(await room.files(undefined, false)).files) === path)
      throw new Refused(409, "The main file is a text; this is none");
    const answer = known(await room.writeFiles([{ path, ...content }], version, key));
    const now = known(await room.files(undefined, false)).files.find((entry) => entry.path === path);
    if (!now) throw new Refused(409, "Somebody renamed or deleted the file just now");
    return c.json({ version: answer.version, file: now });
  })
  .delete("/files/:path{.+}", async (c) => {
    const room = await editableRoom(c);
    const key = await keyIn(c);
    const path = pathIn(c);
    const found = known(await room.files(undefined, false)).files.find((entry) => entry.path === path);
    if (!found) throw new Refused(404, "The room has no such file");
    known(await room.wishFiles([{ file: found.file, deleted: true }], key));
    return c.body(null, 204);
  })
  .get("/zip", roomRateLimit("WHOLE_LIMIT", "downloads"), async (c) => {
    const { at } = querySchema(c, atQuery);
    const found = known(await (await readableRoom(c)).readFiles(at), 404);
    const next = async () => (await found.next()).map(zippedFile);
    const zip = zipOf(next, ZIP_TIME, (error) => {
      found[Symbol.dispose](); // the room holds the version for as long
      if (error !== undefined) log("info", { event: "download broke off", request: c.get("requestId") }, error);
    });
    return c.body(zip, 200, {
      ...cacheOf(at),
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="tandem-v${found.version}.zip"`,
    });
  })
  .post("/zip", bounded(ZIP_BYTES_MAX), async (c) => {
    const room = await editableRoom(c);
    const { folder } = querySchema(c, zipQuery);
    const key = await keyIn(c);
    const { files: unzipped, skipped } = await filesOfZip(new Uint8Array(await c.req.arrayBuffer()), folder);
    refuseTooMuch(unzipped);
    const { files: sent, moved } = besideMain(unzipped, known(await room.files(undefined, false)).files);
    const { version } = known(await room.writeFiles(sent, undefined, key));
    const answer: ZipTaken = { version, files: sent.length, skipped: moved ? [moved, ...skipped] : skipped };
    return c.json(answer);
  })
  .post("/restore", boundedBody, async (c) => {
    const room = await editableRoom(c);
    const key = await keyIn(c);
    const { version } = await jsonBody(c, restoreBody);
    return c.json(known(await room.restoreVersion(version, key)));
  });

// What no room takes would not get to one either: a call to it has its limit.
function refuseTooMuch(sent: readonly UnzippedFile[]): void {
  const units = sent.reduce((sum, file) => sum + ("text" in file ? file.text.length : 0), 0);
  const bytes = sent.reduce((sum, file) => sum + ("bytes" in file ? file.bytes.length : 0), 0);
  if (units > PROJECT_LENGTH_MAX) throw tooMuch(`characters of text, the most is ${PROJECT_LENGTH_MAX}`);
  if (bytes > ASSETS_BYTES_MAX) throw tooMuch(`bytes that are no text, the most is ${ASSETS_BYTES_MAX}`);
}

const zippedFile = (file: { entry: FileEntry } & ({ text: string } | { bytes: Uint8Array })): ZippedFile =>
  file.entry.kind === "folder"
    ? { path: file.entry.path, folder: true }
    : { path: file.entry.path, bytes: bytesOf(file) };

/** Files have no times of their own; so two zip files of one version are the same. */
const ZIP_TIME = new Date("2000-01-01T00:00:00Z");

function pathIn(c: C): string {
  const writes = c.req.method === "PUT";
  // The router takes what it cannot decode as it stands.
  if (!isDecodable(new URL(c.req.url).pathname))
    throw new Refused(writes ? 400 : 404, "The address is not percent-encoded UTF-8");
  const path = filePath.safeParse(c.req.param("path"));
  if (path.success) return path.data;
  throw new Refused(writes ? 422 : 404, path.error.issues[0]?.message ?? "The path is none");
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== "";
  } catch {
    return false;
  }
}
