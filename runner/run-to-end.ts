// A program of ours in the sandbox, a compiler or a probe, of which only the end matters.
import type { Exit, Running, SandboxFile, SandboxSpec } from "#runner/sandbox/sandbox";
import type { Compiling } from "#runner/compile-cache";
import type { Sandboxes } from "#runner/sandboxes";

export type ToldAtEnd = {
  exit: Exit;
  /** What it wrote to stdout and stderr, as it came. */
  output: string;
  isTruncated: boolean;
};

/** The result never rejects. What is written beyond `bytesMax` is read and left out. */
export function runToEnd(
  sandboxes: Sandboxes,
  spec: SandboxSpec,
  files: readonly SandboxFile[],
  bytesMax: number,
): Compiling<ToldAtEnd> {
  const prepared = sandboxes.prepare(spec);
  let isAborted = false;
  let abort = (): void => prepared.dispose();

  const run = async (): Promise<ToldAtEnd> => {
    let running: Running;
    try {
      running = prepared.go(files); // they are on their way while it is built
      await prepared.ready;
    } catch (error) {
      prepared.dispose();
      return { exit: failedExit(isAborted ? "It was ended" : String(error)), output: "", isTruncated: false };
    }
    if (isAborted) return { exit: failedExit("It was ended"), output: "", isTruncated: false };
    abort = () => running.kill();
    running.stdin.on("error", () => {}); // it does not read
    running.stdin.end();
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer): void => {
      if (bytes < bytesMax) chunks.push(chunk.subarray(0, bytesMax - bytes));
      bytes += chunk.length;
    };
    const read = [running.stdout, running.stderr].map(
      (stream) => new Promise<void>((resolve) => void stream.on("data", take).once("close", resolve)),
    );
    const [exit] = await Promise.all([running.ended, ...read]);
    return { exit, output: new TextDecoder().decode(Buffer.concat(chunks)), isTruncated: bytes > bytesMax };
  };
  return {
    result: run(),
    abort: () => {
      isAborted = true;
      abort();
    },
  };
}

/** The end of what never began. */
export function failedExit(failed: string): Exit {
  return { exitCode: null, signal: null, cpuMs: 0, wallMs: 0, memoryKb: 0, failed };
}
