// `npm run bench -- --only bundle`: what a browser loads for each page, and what the Worker costs before its first request.
// Start-up is the CPU time that wrangler's own profile of workerd sees, beside that of a Worker that does nothing.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { builtWeb, root } from "#local/build";
import { WORKER_KIB_MAX } from "#local/deploy-checks";
import { readOptions } from "#local/options";
import { median } from "./typing.ts";

const RUNS = 5;

export async function measureBundle(): Promise<void> {
  console.log(tableOf([["scripts", "gzipped", "raw"], ...pages(await builtWeb())]));
  const { date } = (await readOptions()).deployment;
  const empty = mkdtempSync(join(tmpdir(), "tandem-empty-"));
  writeFileSync(join(empty, "index.js"), "export default { fetch: () => new Response() };\n");
  writeFileSync(
    join(empty, "wrangler.toml"),
    `name = "empty"\nmain = "index.js"\nsend_metrics = false\ncompatibility_date = "${date}"\n`,
  );
  const [ours, nothing]: [Profile[], Profile[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    ours.push(profile(root, ["--args=--containers-rollout=none"]));
    nothing.push(profile(empty, []));
  }
  rmSync(empty, { recursive: true });
  const rowOf = (name: string, profiles: Profile[]) => [
    name,
    `${profiles[0]!.gzipKib.toFixed(0)} KiB`,
    `${profiles[0]!.rawKib.toFixed(0)} KiB`,
    `${median(profiles.map(({ activeMs }) => activeMs)).toFixed(1)} ms`,
  ];
  console.log(
    tableOf([
      [`Worker (at most ${WORKER_KIB_MAX} KiB)`, "gzipped", "raw", `start-up CPU, median of ${RUNS}`],
      rowOf("Tandem", ours),
      rowOf("an empty one", nothing),
    ]),
  );
  if (ours[0]!.gzipKib > WORKER_KIB_MAX) process.exitCode = 1;
}

type Profile = { rawKib: number; gzipKib: number; activeMs: number };

function profile(folder: string, args: string[]): Profile {
  const place = mkdtempSync(join(tmpdir(), "tandem-profile-"));
  try {
    const outfile = `--outfile=${join(place, "startup.cpuprofile")}`;
    const said = execFileSync("wrangler", ["check", "startup", outfile, ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [, raw, gzip] = /Bundle: ([\d.]+) KiB \/ gzip: ([\d.]+) KiB/.exec(said) ?? [];
    const [, active] = /Active: ([\d.]+) ms/.exec(said) ?? [];
    if (active === undefined) throw new Error(`wrangler told no profile:\n${said}`);
    return { rawKib: Number(raw), gzipKib: Number(gzip), activeMs: Number(active) };
  } finally {
    rmSync(place, { recursive: true });
  }
}

// A page's scripts: its entry, what that imports at once, and the parts that it always loads next.
function pages(web: string): string[][] {
  const folder = join(web, "assets");
  const scripts = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".js"))
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
  const named = (prefix: string): string => {
    const found = [...scripts.keys()].filter((name) => name.startsWith(`${prefix}-`));
    if (found.length !== 1) throw new Error(`The build has ${found.length} scripts called ${prefix}`);
    return found[0]!;
  };
  const withImports = (entries: readonly string[]): Set<string> => {
    const all = new Set<string>();
    const add = (name: string) => {
      if (all.has(name)) return;
      all.add(name);
      for (const imported of importsOf(scripts.get(name)!, /\b(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
        add(imported);
    };
    for (const entry of entries) add(entry);
    return all;
  };
  const [entry = ""] = /assets\/(index-[\w-]+\.js)/.exec(readFileSync(join(web, "index.html"), "utf8"))?.slice(1) ?? [];
  const docs = named("DocsPage");
  const first = withImports([entry]);
  const row = (title: string, names: Iterable<string>) => {
    const bodies = [...names].map((name) => scripts.get(name)!);
    const gzipped = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    const raw = bodies.reduce((sum, body) => sum + body.length, 0);
    return [title, `${(gzipped / 1_024).toFixed(0)} KiB`, `${(raw / 1_024).toFixed(0)} KiB`];
  };
  const beyond = (names: Set<string>) => [...names].filter((name) => !first.has(name));
  return [
    row("start page", first),
    row("a room, besides", beyond(withImports([named("RoomPage"), named("CodeEditor")]))),
    row("a room on a touch screen, besides", beyond(withImports([named("RoomPage"), named("TouchEditor")]))),
    row(
      "its first run, besides",
      beyond(withImports([named("RunPanel")])).filter((name) => name.startsWith("RunPanel")),
    ),
    row("workers: any language", [named("editor.worker")]),
    row("workers: JavaScript and TypeScript", [named("ts.worker")]),
    row(
      "/docs, besides",
      beyond(withImports([docs, ...importsOf(scripts.get(docs)!, /\bimport\(\s*["'`]\.\/([\w.-]+\.js)["'`]/g)])),
    ),
  ];
}

const importsOf = (script: Buffer, pattern: RegExp) =>
  [...script.toString("utf8").matchAll(pattern)].map(([, name = ""]) => name);

function tableOf(rows: string[][]): string {
  const [head = [], ...rest] = rows;
  const lines = [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rest];
  return `\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}
