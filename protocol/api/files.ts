// A room's files over REST: one by one as they are, or all of them in a zip file; now, or as they were.
import { z } from "zod";
import {
  badMoment,
  notJson,
  notServed,
  pastTooOften,
  roomParams,
  tooLarge,
  tooOften,
  unfit,
  unknownRoom,
  viewOnly,
} from "#protocol/api/rooms";
import { json, nothing, raw, refusal, type Route } from "#protocol/api/route";
import { clientHeaders } from "#protocol/client-id";
import {
  atQuery,
  filesAnswer,
  filesBody,
  filesChanged,
  filesQuery,
  fileWritten,
  restoreBody,
  writeQuery,
  zipQuery,
  zipTaken,
} from "#protocol/file-rest";

const entry = { file: 3, path: "lib/tree.py", kind: "text" };

const fileParams = roomParams.extend({
  path: z.string().meta({
    description: "The file's path; its slashes may stand as they are.",
    examples: [entry.path],
  }),
});
const unknownFile = refusal(404, "No room has this id, or no file of it this path then.", "The room has no such file");
const unknownVersion = refusal(404, "No room has this id, or it has no such version.", "The room has no such version");
const misfitting = refusal(
  409,
  "It does not go together with the files that there are.",
  "There is a file lib/tree.py already",
);
const isBytes = "Bytes. Those of a text are UTF-8, with the line ends that the file came with.";

export const fileRoutes = {
  "GET /rooms/{roomId}/files": {
    tag: "Files",
    summary: "List the files",
    description: "Without those that are deleted. File 0 is the main one.",
    params: roomParams,
    query: filesQuery,
    answers: {
      200: {
        ...json("The files.", filesAnswer),
        example: { version: 12, files: [{ file: 0, path: "main.py", kind: "text" }, entry] },
      },
      404: unknownVersion,
      422: badMoment,
      429: pastTooOften,
      503: notServed,
    },
  },
  "POST /rooms/{roomId}/files": {
    tag: "Files",
    summary: "Create, rename, move, delete and restore files",
    description: "All of it or nothing. What is deleted keeps its text and comes back with `deleted: false`.",
    params: roomParams,
    headers: clientHeaders,
    body: filesBody,
    example: { changes: [{ path: "lib/tree.py", text: "class Tree:\n    pass\n" }] },
    answers: {
      200: { ...json("What is otherwise now.", filesChanged), example: { version: 13, files: [entry] } },
      400: notJson,
      403: viewOnly,
      404: unknownRoom,
      409: misfitting,
      413: tooLarge,
      422: unfit,
      503: notServed,
    },
  },
  "GET /rooms/{roomId}/files/{path}": {
    tag: "Files",
    summary: "Read a file",
    description: isBytes,
    params: fileParams,
    query: atQuery,
    answers: {
      200: raw("The file.", "text/plain", "application/octet-stream"),
      404: unknownFile,
      422: badMoment,
      429: pastTooOften,
      503: notServed,
    },
  },
  "PUT /rooms/{roomId}/files/{path}": {
    tag: "Files",
    summary: "Write a file",
    description:
      "A new one, or one that is there: then the change from its text at `version` is merged with what came since. What is no UTF-8 text is kept as it is, and so is a new text whose lines do not all end alike; in one that is there they end alike.",
    params: fileParams,
    query: writeQuery,
    headers: clientHeaders,
    body: z.string().meta({ format: "binary" }),
    bodyType: "application/octet-stream",
    answers: {
      200: { ...json("The file is written.", fileWritten), example: { version: 14, file: entry } },
      400: refusal(400, "The address is not percent-encoded UTF-8."),
      403: viewOnly,
      404: unknownRoom,
      409: misfitting,
      413: tooLarge,
      422: refusal(422, "The path or the version is none, or `x-client` too long.", "The path is too long"),
      503: notServed,
    },
  },
  "DELETE /rooms/{roomId}/files/{path}": {
    tag: "Files",
    summary: "Delete a file",
    description: "It can be restored with its text.",
    params: fileParams,
    headers: clientHeaders,
    answers: {
      204: nothing("The file is deleted."),
      403: viewOnly,
      404: unknownFile,
      409: refusal(409, "It is the main file.", "The main file cannot be deleted"),
      422: refusal(422, "`x-client` is too long.", "The client id is too long"),
      503: notServed,
    },
  },
  "GET /rooms/{roomId}/zip": {
    tag: "Files",
    summary: "Download all files",
    params: roomParams,
    query: atQuery,
    answers: {
      200: raw("A zip file.", "application/zip"),
      404: unknownVersion,
      422: badMoment,
      429: tooOften(
        "This room was downloaded too often from this address.",
        "Too many downloads from your address; wait a minute",
      ),
      503: notServed,
    },
  },
  "POST /rooms/{roomId}/zip": {
    tag: "Files",
    summary: "Upload many files",
    description:
      "Files that are there get the texts of the zip file as an edit; what is not in it stays. Bytes at the main file's path that are no text are kept beside it.",
    params: roomParams,
    headers: clientHeaders,
    query: zipQuery,
    body: z.string().meta({ format: "binary" }),
    bodyType: "application/zip",
    answers: {
      200: {
        ...json("The files are written.", zipTaken),
        example: { version: 15, files: 1, skipped: [{ path: ".git/config", why: "belongs to version control" }] },
      },
      403: viewOnly,
      404: unknownRoom,
      409: misfitting,
      413: tooLarge,
      422: refusal(
        422,
        "It is no zip file, or a broken one, or the folder is none, or `x-client` too long.",
        "End of central directory not found",
      ),
      503: notServed,
    },
  },
  "POST /rooms/{roomId}/restore": {
    tag: "Files",
    summary: "Make the files again what they were",
    description: "By edits that are made now: nothing of what was in between is lost.",
    params: roomParams,
    headers: clientHeaders,
    body: restoreBody,
    example: { version: 12 },
    answers: {
      200: { ...json("What is otherwise now.", filesChanged), example: { version: 16, files: [] } },
      400: notJson,
      403: viewOnly,
      404: unknownRoom,
      409: refusal(409, "The room does not have the version.", "The room has no such version"),
      413: tooLarge,
      422: unfit,
      503: notServed,
    },
  },
} as const satisfies Record<string, Route>;
