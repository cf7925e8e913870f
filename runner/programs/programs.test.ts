// Real programs in every language that is installed, in both tiers where the machine offers them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { isRunnable, runnableLanguages } from "#runner/languages";
import { findPlaces, type Places } from "#runner/places";
import { planOf } from "#runner/plan";
import { compiled } from "#runner/programs/compiled";
import { type Programs } from "#runner/programs/program";
import { scripts } from "#runner/programs/scripts";
import { type Service, startService } from "#runner/service";

const programs = { ...scripts, ...compiled };

test("every language has its programs", () => {
  expect(Object.keys(programs).sort()).toEqual(Object.keys(runnableLanguages).sort());
});

/** The landlock tier runs a kind of each: scripts, a runtime with threads of its own, and what is compiled. */
const inLandlock = ["python", "javascript", "java", "c", "go"];

// Known before the tests are, so that there is none that does not run.
const services = new Map<string, { service: Service; installed: string[] }>();
for (const tier of ["namespaces", "landlock"]) {
  const service = await startService({ RUNNER_TIER: tier }).catch((error: Error) => error);
  if (service instanceof Error) {
    console.warn(`This machine does not offer the ${tier} tier: ${service.message}`);
    continue;
  }
  const { languages } = await service.health();
  const missing = languages.filter(({ available }) => !available).map(({ id, missing }) => `${id} (${missing})`);
  if (missing.length > 0) console.warn(`Not installed, and not proven here: ${missing.join(", ")}`);
  const installed = languages.flatMap(({ id, available }) => (available ? [id] : []));
  services.set(tier, { service, installed: installed.filter((id) => tier !== "landlock" || inLandlock.includes(id)) });
}
afterAll(async () => {
  for (const { service } of services.values()) await service.kill();
});

test("there is a tier that holds, with Python, JavaScript, C and C++ in it", () => {
  const [best] = services.values();
  expect(best?.installed).toEqual(expect.arrayContaining(["python", "javascript", "typescript", "c", "cpp"]));
});

describe.each([...services])("in the %s tier", (_, { service, installed }) => {
  describe.each(installed)("%s", (language) => {
    const { greets, isBroken, throws, exits3, isKilled, burns } = programs[
      language as keyof typeof programs
    ] as Programs;
    const execute = async (code: string, stdin?: string) => service.execute({ language, code, stdin });

    test("reads, computes and prints", async () => {
      expect(await execute(greets, "Zoë 世界\n1\n-2\n41\n")).toMatchObject({
        status: "ok",
        exitCode: 0,
        signal: null,
        stdout: "Hallo, Zoë 世界 😀: 40\n",
        truncated: false,
      });
    });

    test("is told what is wrong with its code", async () => {
      const { status, exitCode, stderr, compileOutput } = await execute(isBroken.code);
      const isCompiled = compileOutput !== undefined;
      expect([status, exitCode]).toEqual([isCompiled ? "compile_error" : "runtime_error", isBroken.exitCode]);
      expect(isCompiled ? compileOutput : stderr).toMatch(isBroken.says);
    });

    test("fails at run time", async () => {
      const { status, exitCode, stderr } = await execute(throws.code);
      expect([status, exitCode]).toEqual(["runtime_error", throws.exitCode]);
      expect(stderr).toMatch(throws.says);
    });

    test("exits with 3", async () => {
      expect(await execute(exits3)).toMatchObject({ status: "runtime_error", exitCode: 3, signal: null });
    });

    test("is killed by a signal", async () => {
      expect(await execute(isKilled)).toMatchObject({ status: "runtime_error", exitCode: null, signal: "SIGKILL" });
    });

    // TypeScript is JavaScript, and Bash and SQL have no clock to burn by.
    test.each(burns ? [burns] : [])("takes the time and memory that it takes outside", { retry: 3 }, async (code) => {
      const { cpuMs, wallMs, memoryKb, status, stderr } = await execute(code);
      expect([status, stderr]).toEqual(["ok", ""]);
      const bare = await runBare(language, code);
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
