// A room behind a request, and what it answered: as who may read it, or only as who may edit it.
import type { Context } from "hono";
import type { Moment } from "#protocol/file-rest";
import { openRoom } from "#worker/find-room";
import { Refused, refusedByRoom } from "#worker/problem";

type C = Context<{ Bindings: Env }>;

export const readableRoom = async (c: C) =>
  c.env.ROOM.getByName((await openRoom(c.env, c.req.param("roomId") ?? "")).row.id);

export async function editableRoom(c: C) {
  const { row, role } = await openRoom(c.env, c.req.param("roomId") ?? "");
  if (role !== "editor") throw new Refused(403, "This link only views the room");
  return c.env.ROOM.getByName(row.id);
}

/** `unknown`: the answer where the room has no such version or file. */
export function known<T extends object>(answer: T, unknown?: 404): Exclude<T, Refusal> {
  if (!isRefusal(answer)) return answer as Exclude<T, Refusal>;
  const isUnknown = answer.refused === "version_unknown" || answer.refused === "unknown_file";
  throw isUnknown && unknown ? new Refused(unknown, answer.detail) : refusedByRoom(answer);
}

type Refusal = Parameters<typeof refusedByRoom>[0];
const isRefusal = (answer: object): answer is Refusal => "refused" in answer;

/** What a version was it stays; the room's id is part of the address, which only those know who may read. */
export const cacheOf = (at: Moment | undefined) => ({
  "cache-control": at && "version" in at ? "private, max-age=31536000, immutable" : "no-store",
});
