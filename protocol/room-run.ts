// What a room tells of a run: on its socket, as server-sent events, and in what it keeps.
import { z } from "zod";
import { outputStream, runResult } from "#protocol/run";

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What a run is, from its first moment on. `startedAt` is ISO 8601; `user` 0 signs what came by REST. */
export const runHead = z.object({
  id: z.string(),
  /** The version of the text that runs. */
  version: count,
  language: z.string(),
  user: count,
  name: z.string(),
  startedAt: z.string(),
});
export type RunHead = z.infer<typeof runHead>;

export const runPhase = z.enum(["queued", "compiling", "running"]);
export type RunPhase = z.infer<typeof runPhase>;

// `n` counts the messages of a run from 1 without gaps, the same for everybody.
const n = count.min(1);
const runOutput = z.object({
  type: z.literal("run_output"),
  run: z.string(),
  n,
  stream: outputStream,
  text: z.string(),
});
/** Somebody gave the run input, before it or into it; it stands among the output where the program could first have read it. */
const runTyped = z.object({
  type: z.literal("run_input"),
  run: z.string(),
  n,
  user: count,
  name: z.string(),
  text: z.string(),
  eof: z.boolean().optional(),
  /** Characters that the program reads behind `text` and nobody is told. */
  omitted: count.optional(),
});
const runProgress = z.object({
  type: z.literal("run_progress"),
  run: z.string(),
  n,
  phase: runPhase,
  /** Queued: how many are served before it, and itself. */
  position: count.optional(),
});
const stoppedBy = z.object({ user: count, name: z.string() }).optional();
const runEnded = z.object({
  type: z.literal("run_ended"),
  run: z.string(),
  n,
  result: runResult,
  /** Cancelled by somebody: who did it, whom the result's `detail` tells in words. */
  stoppedBy,
});
const runStarted = z.object({ type: z.literal("run_started"), run: runHead });

/** What is told of a run, in this order: started, then progress, output and input, then ended. */
export const runMessage = z.discriminatedUnion("type", [runStarted, runProgress, runOutput, runTyped, runEnded]);
export type RunMessage = z.infer<typeof runMessage>;

export const runTranscriptEntry = z.discriminatedUnion("type", [runOutput, runTyped]);
export type RunTranscriptEntry = z.infer<typeof runTranscriptEntry>;

/** The room's newest run, for whoever comes later: what the messages up to `n` said. */
export const runSoFar = runHead.extend({
  phase: runPhase,
  position: count.optional(),
  /** The last message that this tells of; 0 before the first. */
  n: count,
  /** Adjacent output of one stream is one entry, with the last `n` of it. */
  events: z.array(runTranscriptEntry),
  /** Characters that were dropped from the front of `events`. */
  skipped: count,
  /** It has ended. */
  result: runResult.optional(),
  stoppedBy,
});
export type RunSoFar = z.infer<typeof runSoFar>;
