// One execution of a program: what is asked, what is told while it runs, and how it ended. The same words for the
// runner's own routes, for REST, and for the room's socket.
import { z } from "zod";
import { isPlainPath } from "#protocol/path";
import {
  ASSET_BYTES_MAX,
  FILE_PATH_LENGTH_MAX,
  RUN_CPU_MS_MAX,
  RUN_FILES_MAX,
  RUN_INPUT_LENGTH_MAX,
  RUN_MEMORY_KB_MAX,
  RUN_OUTPUT_BYTES_MAX,
  RUN_PROCESSES_MAX,
  RUN_SOURCE_LENGTH_MAX,
  RUN_STDIN_LENGTH_MAX,
  RUN_WALL_MS_MAX,
} from "#protocol/limits";

/**
 * How a run ended. When several hold: internal_error > output > memory > time > runtime_error > ok.
 * `internal_error` is ours: it may be tried again and never counts against the one who ran.
 */
export const runStatus = z
  .enum([
    "ok",
    "runtime_error",
    "time_limit_exceeded",
    "memory_limit_exceeded",
    "output_limit_exceeded",
    "compile_error",
    "cancelled",
    "internal_error",
  ])
  .meta({
    id: "RunStatus",
    description: "How a run ended. `internal_error` is not the program's fault and may be tried again.",
  });
export type RunStatus = z.infer<typeof runStatus>;

/** A language's factor may raise memory and time, and the most is the most. */
export const runLimits = z
  .object({
    wallMs: z.int().min(100).max(RUN_WALL_MS_MAX).optional(),
    cpuMs: z.int().min(100).max(RUN_CPU_MS_MAX).optional(),
    memoryKb: z.int().min(16_384).max(RUN_MEMORY_KB_MAX).optional(),
    processes: z.int().min(1).max(RUN_PROCESSES_MAX).optional(),
    outputBytes: z.int().min(1).max(RUN_OUTPUT_BYTES_MAX).optional(),
  })
  .meta({ id: "RunLimits", description: "What one asks for; the defaults are less." });
export type RunLimits = z.infer<typeof runLimits>;

/** A path below the run's folder: no traversal, nothing that could be taken for an option, no control characters. */
export const runFilePath = z
  .string()
  .min(1)
  .max(FILE_PATH_LENGTH_MAX)
  .refine(isPlainPath, "Must be a relative path of plain names, none of which begins with - or is . or ..")
  .meta({ description: "A relative path of plain names, none of which begins with `-` or is `.` or `..`" });

const source = z
  .string()
  .max(RUN_SOURCE_LENGTH_MAX)
  .transform((text) => text.toWellFormed());

const base64 = z
  .string()
  .max(Math.ceil(ASSET_BYTES_MAX / 3) * 4)
  .refine(isBase64, "Must be base64");

/** The alphabet of base64, and padding to four characters. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ""));
}

/** A file beside the program: a text, bytes, or an empty folder. */
export const runFile = z
  .object({
    path: runFilePath,
    content: source.optional(),
    base64: base64.optional().meta({ description: "The bytes of a file that is no text." }),
    folder: z
      .literal(true)
      .optional()
      .meta({ description: "A folder that may be empty; others are made for what is in them." }),
  })
  .refine(
    ({ content, base64, folder }) => [content, base64, folder].filter((one) => one !== undefined).length === 1,
    "Needs content, base64 or folder, and no more than one of them",
  )
  .meta({ id: "RunFile", description: "A file beside the program: `content`, `base64` or `folder` says what it is." });
export type RunFile = z.infer<typeof runFile>;

/** POST /execute: of REST and of the runner alike. `language` is checked by whoever knows what is installed. */
export const executeBody = z
  .object({
    language: z.string().min(1).max(40),
    code: source,
    stdin: z.string().max(RUN_STDIN_LENGTH_MAX).optional(),
    path: runFilePath.optional().meta({
      description:
        "Where the program lies among the files. It runs in their common folder. Without, or where the path tells another language, it has its language's own name: `main.py`, `main.c`, …",
    }),
    files: z.array(runFile).max(RUN_FILES_MAX).optional().meta({ description: "Files beside the program." }),
    limits: runLimits.optional(),
  })
  .meta({ id: "Program" });
export type ExecuteBody = z.infer<typeof executeBody>;

/** Memory is the largest resident set of one process. */
export const runResult = z
  .object({
    status: runStatus,
    exitCode: z.int().nullable(),
    signal: z.string().nullable().meta({ description: "A name like SIGSEGV, when a signal ended it." }),
    cpuMs: z.number(),
    wallMs: z.number(),
    memoryKb: z.int(),
    truncated: z.boolean().meta({ description: "Output was left out: it went over the limit." }),
    detail: z
      .string()
      .optional()
      .meta({ description: "For people: which limit (cpu, wall, idle), what failed of ours." }),
  })
  .meta({ id: "RunResult", description: "How a run ended. Times in ms, memory in KiB, the program's alone." });
export type RunResult = z.infer<typeof runResult>;

/** Answer of POST /execute. */
export const executeAnswer = runResult
  .extend({
    stdout: z.string(),
    stderr: z.string(),
    compileOutput: z.string().optional().meta({ description: "What the compiler said, whether or not it succeeded." }),
  })
  .meta({ id: "Execution" });
export type ExecuteAnswer = z.infer<typeof executeAnswer>;

export const outputStream = z.enum(["stdout", "stderr", "compile"]);
export type OutputStream = z.infer<typeof outputStream>;

/**
 * POST /runs of the runner: starts a run and answers with its events, JSON lines. `id` is chosen by the one who asks.
 * `interactive` means that stdin stays open after `stdin` until an input says `eof`, and times are those for people.
 */
export const runRequest = executeBody.extend({ id: z.uuid(), interactive: z.boolean().default(false) });
export type RunRequest = z.input<typeof runRequest>;

/** POST /runs/{id}/input of the runner. */
export const runInput = z.object({
  text: z.string().max(RUN_INPUT_LENGTH_MAX).default(""),
  eof: z.boolean().optional(),
});
export type RunInput = z.input<typeof runInput>;

const n = z.int().min(1);

/** What the runner tells of a run. `n` counts the events of a run from 1 without gaps, so that a stream can be resumed after one. */
export const runEvent = z.discriminatedUnion("type", [
  /** It waits for a slot; `position` 1 is next. */
  z.object({ n, type: z.literal("queued"), position: z.int() }),
  z.object({ n, type: z.literal("compiling") }),
  z.object({ n, type: z.literal("started") }),
  z.object({ n, type: z.literal("output"), stream: outputStream, text: z.string() }),
  /** Always last. */
  z.object({ n, type: z.literal("ended"), result: runResult }),
]);
export type RunEvent = z.infer<typeof runEvent>;

/** A line without a number now and then, so that a dead line is noticed. */
export const runBeat = z.object({ type: z.literal("beat") });
export const runLine = z.union([runEvent, runBeat]);

/** A language as GET /health of the runner tells it. `missing` names the package that would bring it. */
export const runnerLanguage = z.object({
  id: z.string(),
  name: z.string(),
  available: z.boolean(),
  version: z.string().optional(),
  missing: z.string().optional(),
});
export type RunnerLanguage = z.infer<typeof runnerLanguage>;

/** GET /health of the runner. */
export const runnerHealth = z.object({
  status: z.enum(["ok", "unwell"]),
  tier: z.string(),
  slots: z.int(),
  running: z.int(),
  queued: z.int(),
  languages: z.array(runnerLanguage),
});
export type RunnerHealth = z.infer<typeof runnerHealth>;
