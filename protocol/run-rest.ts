// The bodies and answers of the REST routes of a room's runs.
import { z } from "zod";
import { RUN_INPUT_LENGTH_MAX, RUN_STDIN_LENGTH_MAX } from "#protocol/limits";
import { runResult } from "#protocol/run";
import { runPhase, runTranscriptEntry } from "#protocol/room-run";
import { inputText } from "#protocol/text";

const version = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

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

/** GET /rooms/{id}/runs/{runId}: with its text, and the end of what it was given and of what it wrote. */
export const runReport = runAnswer.extend({
  /** The text that ran; null where the room's log does not reach back to it any more. */
  code: z.string().nullable(),
  input: z.string(),
  events: z.array(runTranscriptEntry),
  skipped: z.int(),
});
export type RunReport = z.infer<typeof runReport>;
