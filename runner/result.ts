// How a run ended, in the protocol's words.
import type { RunResult, RunStatus } from "#protocol/run";
import { log } from "#runner/log";
import type { Exceeded, Exit, SandboxLimits } from "#runner/sandbox/sandbox";

export type Circumstances = {
  isCancelled: boolean;
  isOverOutput: boolean;
  /** The runtime's last words were that it has no memory left. */
  isOutOfMemory: boolean;
  limits: SandboxLimits;
};

/** The result of a run whose program never ran. */
export function resultWithoutProgram(status: RunStatus, detail?: string): RunResult {
  const nothing = { exitCode: null, signal: null, cpuMs: 0, wallMs: 0, memoryKb: 0, truncated: false };
  return { status, ...nothing, ...(detail !== undefined && { detail }) };
}

export function resultOf(exit: Exit, circumstances: Circumstances): RunResult {
  const { status, detail } = statusOf(exit, circumstances);
  return {
    status,
    exitCode: exit.exitCode,
    signal: exit.signal,
    cpuMs: Math.round(exit.cpuMs * 10) / 10,
    wallMs: Math.round(exit.wallMs * 10) / 10,
    memoryKb: Math.round(exit.memoryKb),
    truncated: circumstances.isOverOutput,
    ...(detail !== undefined && { detail }),
  };
}

type Status = { status: RunStatus; detail?: string };

/** When several hold: internal > output > memory > time > cancelled > runtime > ok. */
function statusOf(exit: Exit, { isCancelled, isOverOutput, isOutOfMemory, limits }: Circumstances): Status {
  const { exitCode, exceeded } = exit;
  if (exit.failed !== undefined) {
    if (isCancelled) return { status: "cancelled" }; // it was ended before it began
    log("error", { event: "a sandbox failed", detail: exit.failed });
    return { status: "internal_error", detail: "The sandbox failed" };
  }
  if (isOverOutput) return { status: "output_limit_exceeded" };
  if (exceeded === "memory" || (exitCode !== 0 && isOutOfMemory)) {
    return { status: "memory_limit_exceeded", detail: excess.memory(limits) };
  }
  if (exceeded === "cpu" || exceeded === "wall" || exceeded === "idle") {
    return { status: "time_limit_exceeded", detail: excess[exceeded](limits) };
  }
  if (isCancelled && exitCode === null) return { status: "cancelled" };
  if (exceeded === "disk") return { status: "runtime_error", detail: excess.disk(limits) };
  return { status: exitCode === 0 ? "ok" : "runtime_error" };
}

const excess: Readonly<Record<Exceeded, (limits: SandboxLimits) => string>> = {
  cpu: ({ cpuMs }) => `cpu: more than ${cpuMs / 1000} s of CPU time`,
  wall: ({ wallMs }) => `wall: more than ${wallMs / 1000} s`,
  idle: ({ idleMs = 0 }) => `idle: nothing read or written for ${idleMs / 1000} s`,
  memory: ({ memoryKb }) => `memory: more than ${Math.round(memoryKb / 1024)} MB`,
  disk: ({ tmpBytes }) => `disk: files of more than ${Math.round(tmpBytes / 1_048_576)} MB`,
};
