// The bodies and answers of the REST routes of rooms. The landing page carries this: those of runs are in run-rest.ts.
import { z } from "zod";
import { role } from "#protocol/role";
import { language, roomTitle, wholeText } from "#protocol/text";

const version = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** POST /rooms. `initialCode` is the older spelling of `initial_code`. */
export const createRoomBody = z.object({
  language: language.optional(),
  initial_code: wholeText.optional(),
  initialCode: wholeText.optional(),
  title: roomTitle.optional(),
});

/** PUT /rooms/{id}/code: the change from the text at `version` to `code`, merged with what came since. */
export const replaceCodeBody = z.object({
  code: wholeText,
  version: version.optional(),
  language: language.optional(),
});

export const roomAnswer = z.object({
  roomId: z.string(),
  /** Opens the room for reading only; told to editors. */
  viewId: z.string().optional(),
  role,
  title: z.string(),
  code: z.string(),
  language: z.string(),
  version,
  userCount: z.int().min(0),
  createdAt: z.string(),
});
export type RoomAnswer = z.infer<typeof roomAnswer>;

export const replaceCodeAnswer = z.object({ code: z.string(), version });

/** RFC 9457. `errors` lists what a body's schema refused. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
