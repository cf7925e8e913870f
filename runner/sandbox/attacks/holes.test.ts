// Makes holes in the sandbox, one at a time, and sees that an attack gets through each. A suite that stays green on a
// sandbox with holes proves nothing. `npm run test:holes` prints what noticed each.
import { afterAll, expect, test } from "vitest";
import { bombs } from "#runner/sandbox/attacks/bombs";
import { kernelAttacks } from "#runner/sandbox/attacks/kernel";
import { neighbourAttacks } from "#runner/sandbox/attacks/neighbours";
import { openStage, shell, survivors } from "#runner/sandbox/attacks/stage";
import { type Tier } from "#runner/sandbox/sandbox";
import { type PlantedHole } from "#runner/sandbox/tiers";

type Hole = { name: string; tier: Tier["name"]; hole: PlantedHole; noticedBy: string };

const without = (...flags: string[]): PlantedHole => ({
  bwrap: (argv) => argv.filter((flag) => !flags.includes(flag)),
});
const noSweep: [string, string][] = [
  ["while ($contained) {", "while (0) {"],
  ["while (1) { last if waitpid($init, 0) == $init }", "waitpid $init, 0; exit 0;"],
];
const noSeccomp: [string, string][] = [["syscall($NR{seccomp}, 1, 0, $program) == 0", "1"]];

const holes: Hole[] = [
  { name: "started as uid 0", tier: "namespaces", hole: { asRoot: true }, noticedBy: "core_pattern" },
  { name: "no seccomp", tier: "namespaces", hole: { init: noSeccomp }, noticedBy: "unshare users" },
  { name: "no seccomp", tier: "landlock", hole: { init: noSeccomp }, noticedBy: "UNIX sockets of the machine" },
  {
    name: "no limit on processes",
    tier: "namespaces",
    hole: { init: [["limit(6, $c{processes} + $c{tasks});", ""]] },
    noticedBy: "thread bomb",
  },
  {
    name: "descriptors inherited",
    tier: "namespaces",
    hole: { init: [["syscall(436, $go ? 4 : 3, 0x7fffffff, 4) == 0", "fcntl($line, 2, 0) && fcntl($feed, 2, 0)"]] },
    noticedBy: "descriptors left open",
  },
  { name: "no sweep", tier: "landlock", hole: { init: noSweep }, noticedBy: "daemons" },
  {
    name: "the machine's network",
    tier: "namespaces",
    hole: without("--unshare-net"),
    noticedBy: "TCP to the machine",
  },
  {
    name: "Landlock that lets everything be read",
    tier: "landlock",
    hole: { init: [["for (@_) {", "for (@_, [r => '/']) {"]] },
    noticedBy: "a file of the machine that everybody may read",
  },
  {
    name: "no Landlock of the program's own",
    tier: "landlock",
    hole: { init: [["if ($c{tier} eq 'landlock') { confine(@grants, [r => \"/proc/$$\"]) }", ""]] },
    noticedBy: "stopping its parent",
  },
  {
    name: "capabilities kept",
    tier: "namespaces",
    hole: { init: [["syscall($NR{capset}, $header, $none) == 0", "1"]] },
    noticedBy: "capabilities left",
  },
  {
    name: "inodes without end",
    tier: "namespaces",
    hole: { init: [[",nr_inodes=$c{inodes}", ""]] },
    noticedBy: "inode exhaustion",
  },
  {
    name: "memory counted where it is resident only",
    tier: "namespaces",
    hole: { init: [["shared(), tables(), buffered()", "tables(), buffered()"]] },
    noticedBy: "memory that nobody has resident",
  },
];

const table: string[] = [];
afterAll(() => void process.stdout.write(`${table.join("\n")}\n`));

// A runner that is not root cannot make this mistake.
const possible = holes.filter(({ hole }) => !hole.asRoot || process.getuid?.() === 0);

test.each(possible)("$name ($tier) is noticed by: $noticedBy", async ({ name, tier, hole, noticedBy }) => {
  const attack = [...bombs, ...kernelAttacks, ...neighbourAttacks].find((one) => one.name === noticedBy);
  if (!attack) throw new Error(`No such attack: ${noticedBy}`);
  const stage = await openStage(tier, { planted: hole });
  try {
    // The sandbox itself works; so it is the attack that notices.
    expect(await stage.run(shell("echo works"))).toMatchObject({ stdout: "works\n", exitCode: 0 });
    const failure = await attack.attempt(stage).then(
      () => undefined,
      (error: Error) => error,
    );
    table.push(`${`${name} (${tier})`.padEnd(60)} ${failure ? noticedBy : "SURVIVES"}`);
    expect(failure?.name).toBe("AssertionError");
  } finally {
    await stage.close();
    for (const line of survivors()) process.kill(Number(line.split(" ")[0]), "SIGKILL");
  }
});

test("signals that could get out are noticed before there is a program", async () => {
  const stage = await openStage("landlock", {
    planted: { init: [["pack 'QQQ', 0xffff, 3, 3", "pack 'QQQ', 0xffff, 3, 0"]] },
  });
  const { failed } = await stage.run(shell("echo never"));
  expect(failed).toMatch(/signals get out/);
  await stage.close();
});
