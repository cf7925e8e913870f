// `npm run bench:run`: what running a program costs beside running it bare. Prints what it measured. Flags: --reps 30
// --quiet 45 (seconds to wait for a quiet machine before each part, 0: none) --runs 1000 (of the search for growth).
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { ExecuteBody } from "#protocol/run";
import { type Service, startService } from "#runner/service";
import { family, untilQuiet } from "./machine.ts";

const { values: flags } = parseArgs({
  options: {
    reps: { type: "string", default: "30" },
    quiet: { type: "string", default: "45" },
    runs: { type: "string", default: "1000" },
  },
});
const [reps, runs] = [Number(flags.reps), Number(flags.runs)];
const folder = mkdtempSync(join(tmpdir(), "tandem-bench-"));
const agent = new Agent({ keepAlive: true });
/** The least that bubblewrap does: what of a run's overhead is not ours. */
const bwrap =
  "bwrap --unshare-all --die-with-parent --new-session --as-pid-1 --clearenv --proc /proc --dev /dev --ro-bind /usr /usr " +
  "--ro-bind /lib /lib --ro-bind-try /lib64 /lib64 --tmpfs /tmp --ro-bind";

type Sample = { name: string; body: ExecuteBody; file: string; bare: string[]; prepare?: string[] };
const samples: Sample[] = [
  { name: "sh", body: { language: "shell", code: "echo hello" }, file: "main.sh", bare: ["/usr/bin/bash", "main.sh"] },
  {
    name: "python",
    body: { language: "python", code: "print('hello')" },
    file: "main.py",
    bare: ["/usr/bin/python3", "main.py"],
  },
  {
    name: "node",
    body: { language: "javascript", code: "console.log('hello')" },
    file: "main.js",
    bare: [process.execPath, "main.js"],
  },
  {
    name: "C",
    body: { language: "c", code: '#include <stdio.h>\nint main(void) { puts("hello"); }' },
    file: "main.c",
    bare: ["./main"],
    prepare: ["/usr/bin/gcc", "-O2", "-o", "main", "main.c"],
  },
];

const table: string[][] = [];
const hasBwrap = existsSync("/usr/bin/bwrap");
const ms = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(1));

const warm = await startService();
const cold = await startService({ RUNNER_WARM: "0" });
const { tier, slots } = await warm.health();
console.log(`Tier ${tier}, ${slots} slots, medians of ${reps} in ms.`);
try {
  await oneAtATime();
  await manyAtOnce();
  await compiling();
  await growth();
} finally {
  agent.destroy();
  await Promise.all([warm.kill(), cold.kill()]);
  rmSync(folder, { recursive: true });
}

async function oneAtATime(): Promise<void> {
  table.push([
    "",
    "bare",
    "in bwrap alone",
    "cold: first output",
    "total",
    "over bare",
    "made ahead: first output",
    "total",
    "over bare",
  ]);
  for (const sample of samples) {
    await quiet();
    writeFileSync(join(folder, sample.file), sample.body.code);
    if (sample.prepare) spawnSync(sample.prepare[0]!, sample.prepare.slice(1), { cwd: folder });
    const [bare, alone, coldFirst, coldTotal, warmFirst, warmTotal]: number[][] = [[], [], [], [], [], []];
    const inBwrap = [...bwrap.split(" "), folder, folder, "--ro-bind", process.execPath, process.execPath];
    inBwrap.push("--chdir", folder, "--", ...sample.bare);
    await cold.execute(sample.body); // compiled
    await warm.execute(sample.body);
    for (let i = 0; i < reps; i++) {
      bare!.push(await bareRun(sample.bare));
      if (hasBwrap) alone!.push(await bareRun(inBwrap));
      const one = await timed(cold, sample.body);
      coldFirst!.push(one.first);
      coldTotal!.push(one.total);
      const taken = await warm.metric("tandem_ahead_total");
      const other = await timed(warm, sample.body);
      if ((await warm.metric("tandem_ahead_total")) > taken) {
        warmFirst!.push(other.first);
        warmTotal!.push(other.total);
      }
      await wait(150); // the next one is started ahead meanwhile
    }
    const over = median(coldTotal!)! - median(bare!)!;
    table.push([
      sample.name,
      ...[bare, alone, coldFirst, coldTotal].map((values) => ms(median(values!))),
      ms(over),
      ms(median(warmFirst!)),
      ms(median(warmTotal!)),
      ms((median(warmTotal!) ?? NaN) - median(bare!)!),
    ]);
  }
  printTable();
}

async function manyAtOnce(): Promise<void> {
  const widths = [1, 2, 4, 8];
  table.push(["runs a second", ...widths.map((width) => `${width} at once`)]);
  for (const { name, body } of samples) {
    const row = [name];
    for (const width of widths) {
      await quiet();
      const count = reps * 3;
      let left = count;
      const start = performance.now();
      const lane = async (): Promise<void> => {
        while (left-- > 0) await cold.execute(body);
      };
      await Promise.all(Array.from({ length: width }, lane));
      row.push(((count / (performance.now() - start)) * 1000).toFixed(0));
    }
    table.push(row);
  }
  printTable();
}

async function compiling(): Promise<void> {
  const code = (i: number): string =>
    `#include <bits/stdc++.h>\nint main() { std::cout << "hello ${process.pid} ${i}" << std::endl; }`;
  await quiet();
  const times: number[] = [];
  for (let i = 0; i < 7; i++) times.push((await timed(cold, { language: "cpp", code: code(i) })).total);
  const cached = await timed(cold, { language: "cpp", code: code(0) });
  table.push(["C++ with bits/stdc++.h", "compiled and run", "from the cache"]);
  table.push(["", ms(median(times)), ms(cached.total)]);
  printTable();
}

async function growth(): Promise<void> {
  table.push(["after runs", "memory MB", "processes", "descriptors"]);
  for (let done = 0; done <= runs; done += runs / 5) {
    const members = family(warm.pid);
    const status = readFileSync(`/proc/${warm.pid}/status`, "utf8");
    const memory = Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
    const descriptors = readdirSync(`/proc/${warm.pid}/fd`).length;
    table.push([String(done), memory.toFixed(0), String(members.length), String(descriptors)]);
    if (done === runs) break;
    const bodies = samples.map(({ body }) => body);
    for (let i = 0; i < runs / 5; i += 2) {
      await Promise.all([warm.execute(bodies[i % 4]!), warm.execute(bodies[(i + 1) % 4]!)]);
    }
    await wait(1_000);
  }
  printTable();
}

/** As a program's caller sees it: from the request to the first output, and to the end. `fetch` alone takes a millisecond. */
function timed({ url, token }: Service, body: ExecuteBody): Promise<{ first: number; total: number }> {
  const text = JSON.stringify({ id: randomUUID(), ...body });
  const headers = { authorization: `Bearer ${token}`, "content-length": Buffer.byteLength(text) };
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const asking = request(`${url}/runs`, { method: "POST", agent, headers }, (answer) => {
      let [first, told] = [0, ""];
      answer.setEncoding("utf8").on("data", (piece: string) => {
        told += piece;
        if (first === 0 && told.includes('"stream":"stdout"')) first = performance.now() - start;
      });
      answer.once("end", () => {
        if (told.includes('"status":"ok"')) resolve({ first, total: performance.now() - start });
        else reject(new Error(told));
      });
    });
    asking.once("error", reject).end(text);
  });
}

function bareRun([command, ...args]: string[]): Promise<number> {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command!, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.resume();
    child.once("close", () => resolve(performance.now() - start));
  });
}

function median(values: number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

async function quiet(): Promise<void> {
  if (Number(flags.quiet) > 0) await untilQuiet(Number(flags.quiet) * 1000);
}

function printTable(): void {
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => (row[i] ?? "").length)));
  console.log("");
  for (const row of table.splice(0)) console.log(row.map((cell, i) => cell.padStart(widths[i]!)).join("   "));
}
