// After many hostile runs the machine is as it was before them; and a runner that is killed leaves nobody behind.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { forkBomb, memoryBomb } from "#runner/sandbox/attacks/bombs";
import {
  attackLimits,
  ATTACKERS_FROM,
  MARKER,
  openStage,
  type Program,
  python,
  shell,
  survivors,
  tierNames,
} from "#runner/sandbox/attacks/stage";

/** In each tier; 200 on this machine. */
const RUNS = Number(process.env["HOSTILE_RUNS"] ?? 200 / tierNames.length);

/** At once. */
const LANES = 4;

const programs: Program[] = [
  { c: forkBomb },
  { c: memoryBomb },
  shell(`setsid sh -c 'sleep ${MARKER} & sleep ${MARKER}' & echo bye`),
  shell("kill -SEGV $$"),
  shell("mkdir -p a/b; chmod 000 a; while :; do echo x >>f; done"),
  python("import os\nfor i in range(500): open(f'f{i}', 'w')\nos.mkfifo('p'); os.symlink('/etc', 's'); os.kill(-1, 9)"),
  python("import mmap, socket\nm = mmap.mmap(-1, 1 << 20); s = socket.socketpair(); open('/dev/zero').read(1 << 30)"),
  ["/usr/bin/yes"],
];

/** What of the machine could be more afterwards. */
function inventory() {
  const listed = (folder: string): string[] => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  };
  const isOurs = (name: string): boolean =>
    name.startsWith(`tandem-sandbox-${process.pid}-`) || name.startsWith("tandem-attack");
  return {
    processes: survivors(),
    mounts: readFileSync("/proc/self/mountinfo", "utf8").split("\n").length,
    temporary: listed(tmpdir()).filter(isOurs),
    shared: listed("/dev/shm"),
    ipc: ["shm", "msg", "sem"].map((kind) => readFileSync(`/proc/sysvipc/${kind}`, "utf8").split("\n").length),
    cgroups: ["memory", "pids", "cpu", "unified"].map((kind) => listed(`/sys/fs/cgroup/${kind}`).length),
  };
}
const descriptors = (): number => readdirSync("/proc/self/fd").length;

test.each(tierNames)(`%s: ${RUNS} hostile runs leave nothing`, { timeout: 300_000 }, async (name) => {
  const before = inventory();
  const stage = await openStage(name);
  for (const program of programs) await stage.run(program, { wallMs: 50 });
  const descriptorsBefore = descriptors();
  const hostile = async (slot: number): Promise<void> => {
    for (let i = slot; i < RUNS; i += LANES) {
      const program = programs[i % programs.length] ?? shell("");
      if (i % 5 === 4) {
        // One that nobody waits for, ended while it is being built, and one ended in the middle.
        const spec = { argv: ["/bin/sleep", MARKER], env: {}, limits: attackLimits, prestart: i % 2 === 0 };
        stage.tier.prepare(slot + LANES, spec).dispose();
        const running = await stage.start(program, { slot });
        running.stdout.resume();
        running.stderr.resume();
        setTimeout(() => running.kill(), 20);
        await running.ended;
      } else await stage.run(program, { slot, wallMs: 250, cpuMs: 200 });
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, slot) => hostile(slot)));
  expect(await stage.run(shell("echo as ever"))).toMatchObject({ exitCode: 0, stdout: "as ever\n" });
  await vi.waitFor(() => expect(descriptors()).toBeLessThanOrEqual(descriptorsBefore), 5_000);
  await stage.close();
  expect(inventory()).toEqual(before);
});

test.each(tierNames)("%s: a runner that is killed leaves nobody behind", async (name) => {
  // Its programs: one that has begun with daemons, one that waits to begin.
  const holder = `
    const { openTier } = await import(${JSON.stringify(path.resolve("runner/sandbox/tiers.ts"))});
    const tier = await openTier(${JSON.stringify(name)}, { usersFrom: ${ATTACKERS_FROM} });
    const spec = (script) => ({ argv: ["/bin/sh", "-c", script], env: {}, limits: { ...${JSON.stringify(attackLimits)}, wallMs: 60_000 } });
    const running = tier.prepare(0, spec("setsid sleep ${MARKER} & trap '' HUP TERM PIPE; (while :; do :; done) & echo up; sleep ${MARKER}")).go([]);
    await tier.prepare(1, { ...spec("sleep ${MARKER}"), prestart: true }).ready;
    running.stdout.once("data", () => process.stdout.write("up"));`;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", holder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  expect(survivors().length).toBeGreaterThan(4);
  child.kill("SIGKILL");
  await once(child, "exit");
  await vi.waitFor(() => expect(survivors()).toEqual([]), { timeout: 5_000, interval: 20 });
});
