import { expect, test } from "vitest";
import type { RunResult } from "#protocol/run";
import { durationWords, memoryWords, resultFigures, runStatusWords, versionWords } from "./run-words";

const calm: RunResult = {
  status: "ok",
  exitCode: 0,
  signal: null,
  cpuMs: 31.4,
  wallMs: 1_234,
  memoryKb: 9_312,
  truncated: false,
};
const words = (result: Partial<RunResult>) =>
  runStatusWords({ phase: "running", result: { ...calm, ...result } }).words;

test("says how far it has come", () => {
  expect(runStatusWords({ phase: "queued" }).words).toBe("Starting");
  expect(runStatusWords({ phase: "queued", position: 3 }).words).toBe("Waiting for a place, 2 before it");
  expect(runStatusWords({ phase: "queued", position: 1 }).words).toBe("Waiting for a place, next");
  expect(runStatusWords({ phase: "compiling" }).words).toBe("Compiling");
  expect(runStatusWords({ phase: "running" }).words).toBe("Running");
});

test("says how it ended", () => {
  expect(words({})).toBe("Finished");
  expect(words({ status: "runtime_error", exitCode: 3 })).toBe("Exited with 3");
  expect(words({ status: "runtime_error", exitCode: null, signal: "SIGKILL" })).toBe("Ended by SIGKILL");
  expect(words({ status: "runtime_error", exitCode: null, signal: "SIGSEGV" })).toMatch(/^Crashed: .*SIGSEGV/);
  expect(words({ status: "time_limit_exceeded", detail: "wall: more than 10 s" })).toBe("Took longer than 10 s");
  expect(words({ status: "time_limit_exceeded", detail: "cpu: more than 2 s of CPU time" })).toBe(
    "Computed longer than 2 s",
  );
  expect(words({ status: "time_limit_exceeded", detail: "idle: nothing read or written for 60 s" })).toBe(
    "Waited 60 s for input",
  );
  expect(words({ status: "memory_limit_exceeded", detail: "memory: more than 256 MB" })).toBe(
    "Used more than 256 MB of memory",
  );
  expect(words({ status: "output_limit_exceeded" })).toBe("Wrote more than 1 MB");
  expect(words({ status: "compile_error" })).toBe("Did not compile");
  expect(words({ status: "cancelled" })).toBe("Stopped");
  expect(words({ status: "internal_error" })).toBe("The sandbox failed, run it again");
});

test("says what became of a run that failed on our side", () => {
  const told = (detail: string) => {
    const result: RunResult = { ...calm, status: "internal_error", exitCode: null, detail };
    return runStatusWords({ phase: "running", result });
  };
  const restarted = "Tandem was restarted while this ran, and its end was lost. Run it again.";
  expect(told(restarted)).toMatchObject({ words: "Failed on our side", why: restarted });
  expect(told("The compiler could not be run").why).toBe("The compiler could not be run. Run it again.");
  expect(told("The sandbox failed")).toEqual({ words: "The sandbox failed, run it again", tone: "bad" });
});

test("says who stopped it, and to that one so", () => {
  const result: RunResult = { ...calm, status: "cancelled", exitCode: null, detail: "Stopped by Ada" };
  const stopped = { phase: "running", result, stoppedBy: { user: 1, name: "Ada" } } as const;
  expect(runStatusWords(stopped, 1).words).toBe("Stopped by you");
  expect(runStatusWords(stopped, 2).words).toBe("Stopped by Ada");
  expect(runStatusWords({ phase: "running", result }, 1).words).toBe("Stopped by Ada"); // of an earlier run, words alone are kept
  const through = { ...result, detail: "Stopped through the API" };
  expect(runStatusWords({ phase: "running", result: through, stoppedBy: { user: 0 } }, 1).words).toBe(
    "Stopped through the API",
  );
});

test("promises no numbers that the runner did not tell", () => {
  expect(words({ status: "memory_limit_exceeded" })).toBe("Used more than its share of memory");
  expect(words({ status: "time_limit_exceeded", wallMs: 10_020 })).toBe("Took longer than 10.02 s");
  expect(resultFigures({ ...calm, status: "internal_error" })).toEqual([]);
});

test("tells the figures of the program", () => {
  expect(resultFigures(calm).map(({ name, value }) => `${name} ${value}`)).toEqual([
    "exit 0",
    "CPU 31 ms",
    "time 1.23 s",
    "memory 9.1 MB",
  ]);
  expect(durationWords(125_000)).toBe("2 min 5 s");
  expect(memoryWords(262_144)).toBe("256 MB");
});

test("counts the edits since", () => {
  expect(versionWords(812, 826)).toBe("output of v812, 14 edits ago");
  expect(versionWords(812, 813)).toBe("output of v812, 1 edit ago");
  expect(versionWords(812, 812)).toBe("output of v812, as it is now");
});
