// Real programs in every language that is installed, in both tiers where the machine offers them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { isRunnable, runnableLanguages } from "#runner/languages";
import { findPlaces, type Places } from "#runner/places";
import { planOf } from "#runner/plan";
import { compiled } from "#runner/programs/compiled";
import { scripts } from "#runner/programs/scripts";
import { type Service, startService } from "#runner/service";

const programs = { ...scripts, ...compiled };

test("every language has its programs", () => {
  expect(Object.keys(programs).sort()).toEqual(Object.keys(runnableLanguages).sort());
});

describe.each(["namespaces", "landlock"])("in the %s tier", (tier) => {
  let service: Service | undefined;
  let installed: Set<string>;
  beforeAll(async () => {
    service = await startService({ RUNNER_TIER: tier }).catch(() => undefined);
    const languages = (await service?.health())?.languages ?? [];
    installed = new Set(languages.flatMap(({ id, available }) => (available ? [id] : [])));
  });
  afterAll(async () => void (await service?.kill()));

  describe.each(Object.entries(programs))("%s", (language, { greets, isBroken, throws, exits3, isKilled, burns }) => {
    const execute = async (code: string, stdin?: string) => service!.execute({ language, code, stdin });
    const here = (context: { skip: (why: string) => never }): void => {
      if (!service) context.skip(`this machine has no ${tier}`);
      if (!installed.has(language)) context.skip("it is not installed");
    };

    test("reads, computes and prints", async (context) => {
      here(context);
      expect(await execute(greets, "Zoë 世界\n1\n-2\n41\n")).toMatchObject({
        status: "ok",
        exitCode: 0,
        signal: null,
        stdout: "Hallo, Zoë 世界 😀: 40\n",
        truncated: false,
      });
    });

    test("is told what is wrong with its code", async (context) => {
      here(context);
      const { status, exitCode, stderr, compileOutput } = await execute(isBroken.code);
      const isCompiled = compileOutput !== undefined;
      expect([status, exitCode]).toEqual([isCompiled ? "compile_error" : "runtime_error", isBroken.exitCode]);
      expect(isCompiled ? compileOutput : stderr).toMatch(isBroken.says);
    });

    test("fails at run time", async (context) => {
      here(context);
      const { status, exitCode, stderr } = await execute(throws.code);
      expect([status, exitCode]).toEqual(["runtime_error", throws.exitCode]);
      expect(stderr).toMatch(throws.says);
    });

    test("exits with 3", async (context) => {
      here(context);
      expect(await execute(exits3)).toMatchObject({ status: "runtime_error", exitCode: 3, signal: null });
    });

    test("is killed by a signal", async (context) => {
      here(context);
      expect(await execute(isKilled)).toMatchObject({ status: "runtime_error", exitCode: null, signal: "SIGKILL" });
    });

    test.runIf(burns)("takes the time and memory that it takes outside", async (context) => {
      here(context);
      const { cpuMs, wallMs, memoryKb, status, stderr } = await execute(burns!);
      expect([status, stderr]).toEqual(["ok", ""]);
      const bare = await runBare(language, burns!);
      expect(Math.abs(cpuMs / bare.cpuMs - 1), `${cpuMs} ms of CPU time, bare ${bare.cpuMs} ms`).toBeLessThan(0.1);
      expect(Math.abs(memoryKb / bare.memoryKb - 1), `${memoryKb} KiB, bare ${bare.memoryKb} KiB`).toBeLessThan(0.1);
      expect(wallMs).toBeGreaterThan(450);
    });
  });
});

/** The same program with the same options on the machine itself, watched by wait4 as /usr/bin/time does. */
async function runBare(language: string, code: string): Promise<{ cpuMs: number; memoryKb: number }> {
  if (!isRunnable(language)) throw new Error(language);
  const folder = mkdtempSync(join(tmpdir(), "tandem-bare-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const outside: Places = { ...findPlaces("landlock", folder), env: { PATH: "/usr/bin:/bin", LANG: "C.UTF-8" } };
  const order = { language: { ...runnableLanguages[language], id: language, version: "" }, code, interactive: false };
  const { files, compile, run } = planOf(order, outside);
  for (const { path, content } of files) writeFileSync(join(folder, path), content);
  const spawned = (argv: readonly string[], env: Readonly<Record<string, string>>): string => {
    const { status, stdout, stderr } = spawnSync(argv[0]!, argv.slice(1), { cwd: folder, env, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    return stdout;
  };
  if (compile) spawned(compile.spec.argv, { ...compile.spec.env, HOME: folder });
  const [cpuMs, memoryKb] = spawned(["/usr/bin/perl", "-e", watch, ...run.argv], { ...run.env })
    .split(" ")
    .map(Number);
  return { cpuMs: cpuMs!, memoryKb: memoryKb! };
}

// struct rusage: user and system time as seconds and microseconds, then the largest resident set in KiB.
const watch = `
system { $ARGV[0] } @ARGV and exit 1;
my $usage = "\\0" x 144;
syscall ${process.arch === "arm64" ? 165 : 98}, -1, $usage;
my @n = unpack "q5", $usage;
print +($n[0] + $n[2]) * 1000 + ($n[1] + $n[3]) / 1000, " ", $n[4];
`;
