// Plants each bug in a copy of the source and lets the simulation look for it. A suite that stays green on broken code
// proves nothing. `npm run test:planted` prints what noticed each.
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { plantedBugs, type PlantedBug } from "#collab/simulation/planted-bugs";
import { plantedFileBugs } from "#collab/simulation/planted-file-bugs";

/** Each of them dies well within these. */
const SEEDS = Number(process.env.PLANTED_SEEDS ?? 450);

vi.setConfig({ maxConcurrency: availableParallelism(), testTimeout: 300_000 });

const bugs = [...plantedBugs, ...plantedFileBugs];

const smallRooms: readonly PlantedBug[] = [
  { from: "TEXT_LENGTH_MAX = 1_000_000", to: "TEXT_LENGTH_MAX = 24" },
  { from: "PROJECT_LENGTH_MAX = 8_000_000", to: "PROJECT_LENGTH_MAX = 60" },
].map((change) => ({ name: "small rooms", file: "protocol/limits.ts", ...change }));

const root = process.cwd();
const killers = new Map<string, string>();
let copies = "";

beforeAll(async () => {
  copies = await mkdtemp(path.join(tmpdir(), "planted-bugs-"));
});
afterAll(async () => {
  await rm(copies, { recursive: true, force: true });
  const table = bugs.map(({ name }) => `${name.padEnd(62)} ${killers.get(name) ?? "SURVIVES"}`);
  process.stdout.write(`${table.join("\n")}\n`);
});

async function copyWith(bugs: readonly PlantedBug[]): Promise<string> {
  const copy = await mkdtemp(path.join(copies, "copy-"));
  const filter = (file: string) => !file.endsWith(".test.ts");
  for (const room of ["collab", "protocol"]) {
    await cp(path.join(root, room), path.join(copy, room), { recursive: true, filter });
  }
  await cp(path.join(root, "package.json"), path.join(copy, "package.json"));
  await symlink(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  for (const { name, file, from, to } of bugs) {
    const source = await readFile(path.join(copy, file), "utf8");
    expect(source.split(from), `${file} has one place to plant "${name}"`).toHaveLength(2);
    await writeFile(
      path.join(copy, file),
      source.replace(from, () => to),
    );
  }
  const trial = `import { trial } from "#collab/simulation/trial";\nconsole.log(JSON.stringify(trial(${SEEDS}) ?? null));\n`;
  await writeFile(path.join(copy, "trial.ts"), trial);
  return copy;
}

async function noticed(bugs: readonly PlantedBug[]): Promise<{ by: string; said: string } | null> {
  const child = spawn(process.execPath, ["trial.ts"], { cwd: await copyWith(bugs), stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code, errors).toBe(0);
  return JSON.parse(output) as { by: string; said: string } | null;
}

test.concurrent.each([[[]], [smallRooms]])("nothing is noticed where nothing is planted (%#)", async (bugs) => {
  expect(await noticed(bugs)).toBeNull();
});

test.concurrent.each(bugs)("the simulation notices: $name", async (bug) => {
  const found = await noticed(bug.smallRooms ? [bug, ...smallRooms] : [bug]);
  expect(found, "survives").not.toBeNull();
  if (found) killers.set(bug.name, `${found.by}: ${found.said.split("\n")[0]}`.slice(0, 160));
});
