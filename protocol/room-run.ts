// What a room tells of a run: on its socket, as server-sent events, and in what it keeps.
import { z } from "zod";
import { fileId } from "#protocol/project";
import { outputStream, runResult } from "#protocol/run";

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const runHead = z
  .object({
    id: z.string(),
    version: count.meta({ description: "Of the text that runs." }),
    language: z.string(),
    user: count.meta({ description: "Who started it; 0 signs what came by REST." }),
    name: z.string(),
    startedAt: z.string().meta({ description: "ISO 8601" }),
    file: fileId.optional().meta({ description: "The file that runs, where it is not the main one." }),
    path: z.string().optional().meta({ description: "Its path then; comes with `file`." }),
  })
  .meta({ id: "RunHead", description: "What a run is, from its first moment on." });
export type RunHead = z.infer<typeof runHead>;

export const runPhase = z.enum(["queued", "compiling", "running"]);
export type RunPhase = z.infer<typeof runPhase>;

const n = count.min(1).meta({
  description: "Counts the messages of a run from 1 without gaps, the same for everybody.",
});
const runOutput = z
  .object({
    type: z.literal("run_output"),
    run: z.string(),
    n,
    stream: outputStream,
    text: z.string(),
  })
  .meta({ id: "RunOutput", description: "The program, or its compiler, wrote something." });
const runTyped = z
  .object({
    type: z.literal("run_input"),
    run: z.string(),
    n,
    user: count,
    name: z.string(),
    text: z.string(),
    eof: z.boolean().optional(),
    omitted: count.optional().meta({
      description: "Characters that the program reads behind `text` and nobody is told.",
    }),
  })
  .meta({
    id: "RunInput",
    description:
      "Somebody gave the run input, before it or into it; it stands among the output where the program could first have read it.",
  });
const runProgress = z
  .object({
    type: z.literal("run_progress"),
    run: z.string(),
    n,
    phase: runPhase,
    position: count.optional().meta({ description: "Queued: how many are served before it, and itself." }),
  })
  .meta({ id: "RunProgress", description: "The run got on." });
const stoppedBy = z
  .object({ user: count, name: z.string() })
  .optional()
  .meta({ description: "Cancelled by somebody: who did it, whom the result's `detail` tells in words." });
const runEnded = z
  .object({
    type: z.literal("run_ended"),
    run: z.string(),
    n,
    result: runResult,
    stoppedBy,
  })
  .meta({ id: "RunEnded", description: "The run is over; always the last of its messages." });
const runStarted = z
  .object({ type: z.literal("run_started"), run: runHead })
  .meta({ id: "RunStarted", description: "A run begins: whoever had something of it forgets that." });

export const runMessage = z.discriminatedUnion("type", [runStarted, runProgress, runOutput, runTyped, runEnded]).meta({
  id: "RunMessage",
  description: "What is told of a run, in this order: started, then progress, output and input, then ended.",
});
export type RunMessage = z.infer<typeof runMessage>;

export const runTranscriptEntry = z.discriminatedUnion("type", [runOutput, runTyped]);
export type RunTranscriptEntry = z.infer<typeof runTranscriptEntry>;

export const runSoFar = runHead
  .extend({
    phase: runPhase,
    position: count.optional(),
    n: count.meta({ description: "The last message that this tells of; 0 before the first." }),
    events: z.array(runTranscriptEntry).meta({
      description: "Adjacent output of one stream is one entry, with the last `n` of it.",
    }),
    skipped: count.meta({ description: "Characters that were dropped from the front of `events`." }),
    result: runResult.optional().meta({ description: "It has ended." }),
    stoppedBy,
  })
  .meta({
    id: "RunSoFar",
    description: "The room's newest run, for whoever comes later: what the messages up to `n` said.",
  });
export type RunSoFar = z.infer<typeof runSoFar>;
