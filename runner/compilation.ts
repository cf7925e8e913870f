// One compilation: as a run in the sandbox whose result is an artefact or what the compiler had against it.
import { COMPILE_CPU_MS, COMPILE_WALL_MS, RUN_MEMORY_KB_MAX } from "#protocol/limits";
import type { Compiling } from "#runner/compile-cache";
import { runToEnd, type ToldAtEnd } from "#runner/run-to-end";
import type { Artefact, Exceeded, SandboxFile, SandboxSpec } from "#runner/sandbox/sandbox";
import type { Sandboxes } from "#runner/sandboxes";

export type Compilation = { output: string; isTruncated: boolean } & (
  | { state: "compiled"; artefact: Artefact }
  /** `detail` where it is not the compiler's own word. */
  | { state: "refused"; detail?: string }
  | { state: "failed"; detail: string }
);

/** Pages of errors: nobody reads more. */
const COMPILE_OUTPUT_BYTES_MAX = 131_072;

export function startCompilation(
  sandboxes: Sandboxes,
  spec: SandboxSpec,
  files: readonly SandboxFile[],
): Compiling<Compilation> {
  const { result, abort } = runToEnd(sandboxes, spec, files, COMPILE_OUTPUT_BYTES_MAX);
  return { result: result.then(compilationOf), abort };
}

function compilationOf({ exit, output, isTruncated }: ToldAtEnd): Compilation {
  const told = { output, isTruncated };
  if (exit.failed?.startsWith("the artefact is too large"))
    return { ...told, state: "refused", detail: "What the compiler made is too large" };
  if (exit.failed !== undefined) return { ...told, state: "failed", detail: exit.failed };
  if (exit.exceeded) return { ...told, state: "refused", detail: `The compiler ${excess[exit.exceeded]}` };
  if (exit.signal !== null) return { ...told, state: "refused", detail: `The compiler was ended by ${exit.signal}` };
  // The driver of a compiler that was ended tells of it like of an error in the program.
  if (exit.exitCode !== 0 && wasStarved.test(output))
    return { ...told, state: "refused", detail: "The compiler did not get the memory or the time that it needs" };
  if (exit.exitCode !== 0) return { ...told, state: "refused" };
  if (!exit.artefact) return { ...told, state: "failed", detail: "There is no artefact" };
  return { ...told, state: "compiled", artefact: exit.artefact };
}

const wasStarved = /Killed signal terminated program|virtual memory exhausted|[Oo]ut of memory|Cannot allocate memory/;

const excess: Readonly<Record<Exceeded, string>> = {
  cpu: `took more than ${COMPILE_CPU_MS / 1000} s of CPU time`,
  wall: `took more than ${COMPILE_WALL_MS / 1000} s`,
  idle: "did nothing for too long",
  memory: `took more than ${RUN_MEMORY_KB_MAX / 1024} MB of memory`,
  disk: "wrote too many files",
};

/** What it takes in the cache; undefined: another time it might end otherwise. */
export function bytesOf(compilation: Compilation): number | undefined {
  switch (compilation.state) {
    case "compiled":
      return compilation.artefact.length + compilation.output.length;
    case "refused":
      return compilation.detail === undefined ? compilation.output.length + 100 : undefined;
    case "failed":
      return undefined;
  }
}
