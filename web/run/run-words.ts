// What is true of a run, in words and figures.
import { RUN_OUTPUT_BYTES } from "#protocol/limits";
import type { RunResult } from "#protocol/run";
import type { RunPhase } from "#protocol/room-run";

/** `tone` only repeats the words in a colour; `why` is a sentence, where there is more to say. */
export type RunStatusWords = { words: string; why?: string; tone: "busy" | "good" | "bad" | "quiet" };

export type RunFacts = {
  phase: RunPhase;
  position?: number | undefined;
  result?: RunResult | undefined;
  /** The room forgot it: it was restored from a backup. */
  forgotten?: boolean;
  stoppedBy?: { user: number } | undefined;
};

/** `me` is the number of whoever reads it. */
export function runStatusWords(run: RunFacts, me?: number): RunStatusWords {
  const { phase, position, result, forgotten, stoppedBy } = run;
  if (result) return resultWords(result, stoppedBy !== undefined && stoppedBy.user === me);
  if (forgotten) return { words: "The room no longer knows how this run ended", tone: "quiet" };
  if (phase === "running") return { words: "Running", tone: "busy" };
  if (phase === "compiling") return { words: "Compiling", tone: "busy" };
  if (position === undefined) return { words: "Starting", tone: "busy" };
  const before = position - 1;
  return { words: before > 0 ? `Waiting for a place, ${before} before it` : "Waiting for a place, next", tone: "busy" };
}

const signalWords: Readonly<Record<string, string>> = {
  SIGSEGV: "Crashed: it touched memory that is not its own (SIGSEGV)",
  SIGABRT: "Gave up by itself (SIGABRT)",
  SIGFPE: "Crashed in its arithmetic, such as a division by zero (SIGFPE)",
  SIGBUS: "Crashed: it touched memory that is not there (SIGBUS)",
  SIGILL: "Crashed on an instruction that there is not (SIGILL)",
};

function resultWords(result: RunResult, stoppedByMe: boolean): RunStatusWords {
  const { status, exitCode, signal, detail = "" } = result;
  switch (status) {
    case "ok":
      return { words: "Finished", tone: "good" };
    case "runtime_error":
      if (detail.startsWith("disk"))
        return { words: `Wrote ${amountIn(detail) ?? "more than it may"} of files`, tone: "bad" };
      if (signal) return { words: signalWords[signal] ?? `Ended by ${signal}`, tone: "bad" };
      return { words: exitCode === null ? "Failed" : `Exited with ${exitCode}`, tone: "bad" };
    case "time_limit_exceeded":
      return { words: timeWords(result), tone: "bad" };
    case "memory_limit_exceeded":
      return { words: `Used ${amountIn(detail) ?? "more than its share"} of memory`, tone: "bad" };
    case "output_limit_exceeded":
      return { words: `Wrote more than ${RUN_OUTPUT_BYTES / 2 ** 20} MB`, tone: "bad" };
    case "compile_error":
      return { words: "Did not compile", tone: "bad" };
    case "cancelled":
      return { words: stoppedByMe ? "Stopped by you" : detail || "Stopped", tone: "quiet" };
    case "internal_error":
      return troubleWords(detail);
  }
}

// Ours: the runner says little of it, the room what happened to the run.
function troubleWords(detail: string): RunStatusWords {
  if (detail === "" || detail === SANDBOX_FAILED) return { words: `${SANDBOX_FAILED}, run it again`, tone: "bad" };
  const why = detail.includes("again") ? detail : `${detail.replace(/\.$/, "")}. Run it again.`;
  return { words: "Failed on our side", why, tone: "bad" };
}

const SANDBOX_FAILED = "The sandbox failed";

// The runner says which limit it was, and how large: "wall: more than 10 s".
function timeWords({ detail = "", wallMs }: RunResult): string {
  const amount = /[\d.]+ s/.exec(detail)?.[0];
  if (detail.startsWith("cpu")) return `Computed longer than ${amount ?? "it may"}`;
  if (detail.startsWith("idle")) return `Waited ${amount ?? "too long"} for input`;
  return `Took longer than ${amount ?? durationWords(wallMs)}`;
}

const amountIn = (detail: string): string | undefined => /more than [\d.]+ MB/.exec(detail)?.[0];

/** The figures of a run that has ended, each with what it is. */
export function resultFigures(result: RunResult): { name: string; value: string }[] {
  if (result.status === "internal_error") return [];
  return [
    ...(result.exitCode === null ? [] : [{ name: "exit", value: String(result.exitCode) }]),
    ...(result.signal ? [{ name: "signal", value: result.signal }] : []),
    { name: "CPU", value: durationWords(result.cpuMs) },
    { name: "time", value: durationWords(result.wallMs) },
    { name: "memory", value: memoryWords(result.memoryKb) },
  ];
}

export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`;
}

export function memoryWords(kib: number): string {
  const mib = kib / 1024;
  return mib < 100 ? `${mib.toFixed(1)} MB` : `${Math.round(mib)} MB`;
}

/** "output of v812, 14 edits ago" */
export function versionWords(version: number, now: number): string {
  const edits = Math.max(0, now - version);
  if (edits === 0) return `output of v${version}, as it is now`;
  return `output of v${version}, ${edits} ${edits === 1 ? "edit" : "edits"} ago`;
}

export function lengthWords(characters: number): string {
  if (characters < 1_000) return `${characters} characters`;
  return characters < 1_000_000 ? `${Math.round(characters / 1_000)} KB` : `${(characters / 1_000_000).toFixed(1)} MB`;
}
