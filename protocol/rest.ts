// The bodies and answers of the REST routes that this room of the house serves.
import { z } from "zod";
import { RUN_INPUT_LENGTH_MAX, RUN_STDIN_LENGTH_MAX } from "#protocol/limits";
import { runResult } from "#protocol/run";
import { inputText, language, roomTitle, wholeText } from "#protocol/text";
import { role, runPhase, runTranscriptEntry } from "#protocol/socket";

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

/** POST /rooms/{id}/runs: runs the room's text as it is now. */
export const startRunBody = z.object({ stdin: inputText(RUN_STDIN_LENGTH_MAX).optional() });

/** POST /rooms/{id}/runs/{runId}/input. */
export const typeBody = z.object({
  text: inputText(RUN_INPUT_LENGTH_MAX).default(""),
  eof: z.boolean().default(false),
});

/** A run of a room. `result` comes with its end. */
export const runAnswer = z.object({
  runId: z.string(),
  /** The version of the text that ran. */
  version,
  language: z.string(),
  user: z.int(),
  name: z.string(),
  startedAt: z.string(),
  phase: z.enum([...runPhase.options, "ended"]),
  result: runResult.optional(),
});
export type RunAnswer = z.infer<typeof runAnswer>;

/** GET /rooms/{id}/runs/{runId}: with the end of what it was given and of what it wrote. */
export const runReport = runAnswer.extend({
  input: z.string(),
  events: z.array(runTranscriptEntry),
  skipped: z.int(),
});
export type RunReport = z.infer<typeof runReport>;

/** RFC 9457. `errors` lists what a body's schema refused. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
