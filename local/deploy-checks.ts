// What can be known of a deployment without an account and a network. Each check answers what it saw, or throws what is wrong.
import { spawnSync } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "#local/build";
import { secretNames } from "#local/deploy-secrets";

/** The Worker, gzipped: small enough to start fast. Cloudflare itself takes 3 MB, or 10 from who pays. */
export const WORKER_KIB_MAX = 1_024;
/** What Cloudflare takes: bytes in one file, and files. */
const FILE_BYTES_MAX = 25 * 1024 * 1024;
const FILES_MAX = 20_000;

export async function checkFiles(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  if (files.length > FILES_MAX) throw new Error(`The page has ${files.length} files; Cloudflare takes ${FILES_MAX}`);
  let bytes = 0;
  for (const { parentPath, name } of files) {
    const { size } = await stat(join(parentPath, name));
    if (size > FILE_BYTES_MAX)
      throw new Error(`${name} has ${size} bytes; Cloudflare takes ${FILE_BYTES_MAX} in a file`);
    bytes += size;
  }
  return `${files.length} files, ${(bytes / 1_048_576).toFixed(1)} MiB.`;
}

/** Of what `wrangler deploy --dry-run` prints: the Worker's size, and whether it has all bindings that its code was compiled with. */
export async function checkUpload(printed: string): Promise<string> {
  const [, size, unit] = /gzip: ([\d.]+) (KiB|MiB)/.exec(printed) ?? [];
  if (size === undefined) throw new Error(`wrangler told no size:\n${printed}`);
  const kib = Number(size) * (unit === "MiB" ? 1_024 : 1);
  if (kib > WORKER_KIB_MAX)
    throw new Error(`The Worker has ${kib} KiB gzipped; at most ${WORKER_KIB_MAX} are meant to be`);
  const bindings = [...printed.matchAll(/^env\.(\w+)(?: \((.*)\))?\s{2,}(\S.*?)\s*$/gm)];
  const bound = new Set(bindings.map(([, name]) => name));
  const types = await readFile(join(root, "worker-configuration.d.ts"), "utf8");
  const [, members = ""] = /^interface __BaseEnv_Env \{\n([^}]*)\}/m.exec(types) ?? [];
  const secrets = new Set(await secretNames());
  const wanted = [...members.matchAll(/^\t(\w+)\??:/gm)].map(([, name = ""]) => name);
  const missing = wanted.filter((name) => !bound.has(name) && !secrets.has(name));
  if (missing.length > 0)
    throw new Error(`wrangler.toml does not bind ${missing.join(", ")}, which the code uses (or: npm run types)`);
  const lines = bindings.map(([, name, value, kind]) => `  ${name}: ${kind}${value === undefined ? "" : `, ${value}`}`);
  return [`The Worker: ${kib} KiB gzipped, of ${WORKER_KIB_MAX}.`, "Bindings:", ...lines].join("\n");
}

/** Numbered without a gap, as the journal has them, and none changed since the next was added: a database may have it. */
export async function checkMigrations(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).toSorted();
  const journal = JSON.parse(await readFile(join(folder, "meta/_journal.json"), "utf8")) as {
    entries: { idx: number; tag: string }[];
  };
  for (const [i, file] of files.entries()) {
    if (!file.startsWith(`${String(i).padStart(4, "0")}_`))
      throw new Error(`Migration ${i} is missing, or there twice: ${file}`);
    const entry = journal.entries[i];
    if (entry?.idx !== i || `${entry.tag}.sql` !== file)
      throw new Error(`The journal of migrations has ${entry?.tag ?? "nothing"} where ${file} is`);
  }
  if (journal.entries.length !== files.length)
    throw new Error(`The journal has ${journal.entries.length} migrations, the folder ${files.length}`);
  for (const [i, file] of files.slice(0, -1).entries()) {
    if (changedSince(folder, file, files[i + 1]!))
      throw new Error(`${file} was changed after ${files[i + 1]} came: databases that have it will not see it`);
  }
  return `Migrations, in this order: ${files.join(", ")}.`;
}

// As far as git can tell: false where there is none, or no history.
function changedSince(folder: string, file: string, next: string): boolean {
  const git = (...args: string[]) =>
    spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" }).stdout?.trim() ?? "";
  if (git("status", "--porcelain", "--", file).startsWith("M")) return true;
  const [came] = git("log", "--diff-filter=A", "--format=%H", "--", next).split("\n").toReversed();
  return Boolean(came) && git("log", "--diff-filter=M", "--format=%H", `${came}..HEAD`, "--", file) !== "";
}

/** A date that the runtime we test with does not know yet would change what it does once it is deployed. */
export function checkDate(date: string | undefined): string {
  const known = (
    createRequire(createRequire(import.meta.url).resolve("miniflare"))("workerd") as { compatibilityDate: string }
  ).compatibilityDate;
  if (!date) throw new Error("wrangler.toml has no compatibility_date");
  if (date > known) throw new Error(`compatibility_date is ${date}; the workerd that is pinned here knows ${known}`);
  return `Compatibility date: ${date}; the workerd here knows ${known}.`;
}
