// From what one asks to run to what the sandbox is told: files, argv, environment, limits.
import {
  COMPILE_CPU_MS,
  COMPILE_WALL_MS,
  RUN_CPU_MS,
  RUN_CPU_MS_MAX,
  RUN_FILE_BYTES,
  RUN_INTERACTIVE_IDLE_MS,
  RUN_INTERACTIVE_WALL_MS,
  RUN_MEMORY_KB,
  RUN_MEMORY_KB_MAX,
  RUN_OPEN_FILES,
  RUN_OUTPUT_BYTES,
  RUN_PROCESSES,
  RUN_PROCESSES_MAX,
  RUN_TMP_BYTES,
  RUN_WALL_MS,
  RUN_WALL_MS_MAX,
} from "#protocol/limits";
import type { ExecuteBody } from "#protocol/run";
import { keyOf } from "#runner/compile-cache";
import type { InstalledLanguage } from "#runner/installed";
import { layoutOf } from "#runner/layout";
import { fill, fillEnv, lentTo, type Places } from "#runner/places";
import type { SandboxFile, SandboxLimits, SandboxSpec } from "#runner/sandbox/sandbox";

/** What the compiler may leave, and what of it is kept at once for others. */
const ARTEFACT_BYTES_MAX = 50_331_648;
const COMPILE_TMP_BYTES = 268_435_456;

export type Order = Pick<ExecuteBody, "code" | "path" | "files" | "stdin" | "limits"> & {
  language: InstalledLanguage;
  interactive: boolean;
};

export type Plan = {
  files: SandboxFile[];
  compile?: { key: string; spec: SandboxSpec };
  run: SandboxSpec;
  /** The same in a sandbox that was made ahead; absent where that is of no use, because few runs are like this one. */
  ahead?: SandboxSpec;
  outputBytes: number;
};

export function planOf(order: Order, places: Places): Plan {
  const { language, interactive } = order;
  const { files, sources, words: names } = layoutOf(order);
  const limits = limitsOf(order);
  const words = {
    ...places.inside,
    ...names,
    heapMb: String(Math.floor((limits.memoryKb / 1024) * 0.75)), // the rest is for the runtime itself
  };
  const { compile, run, prestart } = language;
  const typing = interactive ? language.interactive : undefined;
  const specOf = (env: Readonly<Record<string, string>> = {}): SandboxSpec => {
    const program = {
      argv: fill(run.argv, words),
      env: { ...places.env, ...fillEnv({ ...run.env, ...typing?.env, ...env }, words) },
    };
    return { ...program, ...lentTo(program, places), limits };
  };
  const plan: Plan = {
    files,
    run: specOf(),
    outputBytes: order.limits?.outputBytes ?? RUN_OUTPUT_BYTES,
  };
  if (compile) {
    const argv = fill(compile.argv, words, sources);
    const compiler = { argv, env: { ...places.env, ...fillEnv(compile.env ?? {}, words) } };
    plan.compile = {
      key: keyOf([
        language.id,
        language.version,
        JSON.stringify(argv),
        ...files.flatMap(({ path, content }) => [path, content]),
      ]),
      spec: {
        ...compiler,
        ...lentTo(compiler, places),
        limits: compileLimits,
        artefactBytes: ARTEFACT_BYTES_MAX,
      },
    };
  }
  const { cpuMs, memoryKb, processes } = order.limits ?? {};
  const isUsual = cpuMs === undefined && memoryKb === undefined && processes === undefined;
  if (isUsual) {
    // One that waits serves both kinds of run: it has the longer times, and the run itself counts the shorter.
    plan.ahead = { ...specOf(prestart?.env), limits: interactiveTimes(limits), prestart: prestart !== undefined };
  }
  return plan;
}

function limitsOf({ language, interactive, limits: asked = {} }: Order): SandboxLimits {
  const { timeFactor = 1, memoryFactor = 1, boundAddressSpace } = language;
  const limits: SandboxLimits = {
    wallMs: Math.min((asked.wallMs ?? RUN_WALL_MS) * timeFactor, RUN_WALL_MS_MAX),
    cpuMs: Math.min((asked.cpuMs ?? RUN_CPU_MS) * timeFactor, RUN_CPU_MS_MAX),
    memoryKb: Math.min((asked.memoryKb ?? RUN_MEMORY_KB) * memoryFactor, RUN_MEMORY_KB_MAX),
    boundAddressSpace,
    processes: asked.processes ?? RUN_PROCESSES,
    fileBytes: RUN_FILE_BYTES,
    tmpBytes: RUN_TMP_BYTES,
    openFiles: RUN_OPEN_FILES,
  };
  return interactive && asked.wallMs === undefined ? interactiveTimes(limits) : limits;
}

function interactiveTimes(limits: SandboxLimits): SandboxLimits {
  return { ...limits, wallMs: RUN_INTERACTIVE_WALL_MS, idleMs: RUN_INTERACTIVE_IDLE_MS };
}

const compileLimits: SandboxLimits = {
  wallMs: COMPILE_WALL_MS,
  cpuMs: COMPILE_CPU_MS,
  memoryKb: RUN_MEMORY_KB_MAX,
  boundAddressSpace: false,
  processes: RUN_PROCESSES_MAX,
  fileBytes: RUN_FILE_BYTES * 2,
  tmpBytes: COMPILE_TMP_BYTES,
  openFiles: RUN_OPEN_FILES,
};
