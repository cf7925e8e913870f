// A room with its whole history as text, to be kept in a file: lines of JSON. The first says what it is; then the states,
// the log, the marks, the assets, the messages and the runs; the last has the SHA-256 of all lines before it, so that a file that was cut or changed is known.
import { z } from "zod";
import { FILE_PATH_LENGTH_MAX } from "#protocol/limits";
import { MESSAGE_LENGTH_MAX } from "#protocol/limits";
import { roomLocation } from "#protocol/rest";
import { language, roomTitle } from "#protocol/text";

/** Bytes of an archive, as UTF-8: what goes from Worker to room in one call has at most 32 MiB. */
export const ARCHIVE_BYTES_MAX = 33_000_000;

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const body = z.base64();
const id = z.uuid();

export const archiveHead = z.object({
  format: z.literal("tandem room"),
  /** 1 had one text, no marks and no assets; the heads of 1 and 2 are of another hash chain. */
  formatVersion: z.literal([1, 2, 3]),
  /** Another whenever the archive would be another. */
  tag: z.string().max(100),
  room: z.object({
    id,
    viewId: id,
    title: roomTitle,
    language,
    version: count,
    createdAt: count,
    updatedAt: count,
    visitedAt: count,
    forkedFrom: id.nullable().default(null),
    forkedVersion: count.nullable().default(null),
    forkedTitle: roomTitle.nullable().default(null),
  }),
});
export const archiveLine = z.discriminatedUnion("type", [
  z.object({ type: z.literal("snapshot"), version: count, body }),
  z.object({ type: z.literal("chunk"), start: count, through: count, head: z.hash("sha256").nullish(), body }),
  z.object({
    type: z.literal("mark"),
    id: count,
    version: count,
    kind: z.string().max(40),
    body: z.string().max(2_000),
    time: count,
  }),
  z.object({ type: z.literal("asset"), hash: z.hash("sha256"), body }),
  z.object({ type: z.literal("message"), n: count, body: z.string().max(10 * MESSAGE_LENGTH_MAX) }),
  z.object({
    type: z.literal("run"),
    id,
    version: count,
    language: z.string().max(40),
    user: count,
    name: z.string().max(100),
    startedAt: z.iso.datetime(),
    file: count.nullable().default(null),
    path: z.string().max(FILE_PATH_LENGTH_MAX).nullable().default(null),
    status: z.string().max(40),
    exitCode: z.int().nullable(),
    signal: z.string().max(40).nullable(),
    detail: z.string().max(10_000).nullable(),
    truncated: z.boolean(),
    wallMs: z.number(),
    cpuMs: z.number(),
    memoryKb: count,
    input: z.string().max(1_000_000),
    transcript: z.string().max(2_000_000),
    skipped: count,
  }),
]);
export const archiveEnd = z.object({ type: z.literal("end"), sha256: z.hash("sha256") });

export const roomsPageQuery = z.object({ after: z.string().default("") });

/** PUT /admin/rooms/{id}/archive. */
export const restoreQuery = z.object({
  replace: z.enum(["no", "newer", "any"]).default("no").meta({
    description: "Whether it may take the place of a room that is there: of an older one, or of any.",
  }),
  location: roomLocation.optional(),
});

/** Whether an archive may take the place of a room that is there: never, when it is newer, or whatever is there. */
export type Replace = z.infer<typeof restoreQuery>["replace"];

/** GET /admin/rooms: a page of the rooms that D1 knows; `next` goes on behind it. */
export const roomsPage = z
  .object({
    rooms: z.array(z.object({ roomId: z.string(), version: count, updatedAt: count })),
    next: z.string().optional().meta({ description: "The `after` of the next page, where there is one." }),
  })
  .meta({ id: "RoomsPage" });
export type RoomsPage = z.infer<typeof roomsPage>;
