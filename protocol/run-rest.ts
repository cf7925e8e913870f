// The bodies and answers of the REST routes of a room's runs.
import { z } from "zod";
import { RUN_INPUT_LENGTH_MAX, RUN_STDIN_LENGTH_MAX, RUNS_KEPT_MAX } from "#protocol/limits";
import { fileId, filePath } from "#protocol/project";
import { runResult } from "#protocol/run";
import { eventId } from "#protocol/run-events";
import { runPhase, runTranscriptEntry } from "#protocol/room-run";
import { inputText } from "#protocol/text";

const version = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** POST /rooms/{id}/runs: runs a file as it is now, with all others beside it. */
export const startRunBody = z
  .object({
    file: z.union([fileId, filePath]).optional().meta({
      description: "The file that runs, by its path or its number; the main one unless it is said.",
    }),
    stdin: inputText(RUN_STDIN_LENGTH_MAX).optional().meta({ description: "What the program reads first." }),
  })
  .meta({ id: "NewRun" });

/** POST /rooms/{id}/runs/{runId}/input. */
export const typeBody = z
  .object({
    text: inputText(RUN_INPUT_LENGTH_MAX).default("").meta({ default: "" }),
    eof: z.boolean().default(false).meta({ description: "Nothing comes after this." }),
  })
  .meta({ id: "NewInput" });

const LIMIT = 50;

/** GET /rooms/{id}/runs. */
export const runsQuery = z.object({
  limit: z.coerce
    .number()
    .pipe(z.int().min(1).max(RUNS_KEPT_MAX))
    .default(LIMIT)
    .meta({ description: `At most so many; ${LIMIT} unless it is said.` }),
});

/** GET /rooms/{id}/runs/{runId}/events. */
export const runEventsQuery = z.object({
  after: z
    .string()
    .regex(eventId, "Must be the id of an event")
    .optional()
    .meta({ description: "The `id` of the last event already had.", examples: ["4"] }),
});

export const runAnswer = z
  .object({
    runId: z.string(),
    version: version.meta({ description: "Of the text that ran." }),
    language: z.string(),
    user: z.int().meta({ description: "Who started it: the member's number, or 0 for who did by REST." }),
    name: z.string(),
    startedAt: z.iso.datetime(),
    file: fileId.optional().meta({ description: "The file that ran, where it was not the main one." }),
    path: z.string().optional().meta({ description: "Its path then; comes with `file`." }),
    phase: z.enum([...runPhase.options, "ended"]),
    result: runResult.optional().meta({ description: "Comes with its end." }),
  })
  .meta({ id: "Run", description: "A run of a room." });
export type RunAnswer = z.infer<typeof runAnswer>;

export const runsAnswer = z.object({ runs: z.array(runAnswer) }).meta({ id: "Runs" });

/** GET /rooms/{id}/runs/{runId}. */
export const runReport = runAnswer
  .extend({
    code: z.string().nullable().meta({
      description: "The text that ran; null where the room's log does not reach back to it any more.",
    }),
    input: z.string().meta({ description: "The end of what it was given." }),
    events: z.array(runTranscriptEntry).meta({ description: "The end of what it wrote and was given, in order." }),
    skipped: z.int().meta({ description: "Characters that were dropped from the front of `events`." }),
  })
  .meta({ id: "RunReport", description: "A run with its text, its input and its output." });
export type RunReport = z.infer<typeof runReport>;
