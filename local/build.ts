// Makes dist/web (Vite) and dist/worker (esbuild, which is what `wrangler deploy` bundles with).
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type BuildOptions, type BuildResult, build, stop } from "esbuild";
import { onStop } from "#local/stop";

export const root = join(import.meta.dirname, "..");
export const workerBundle = join(root, "dist/worker/index.js");
const webBundle = join(root, "dist/web");

/** What wrangler passes to esbuild, so that what runs here is what is deployed. */
export const workerBuild = {
  absWorkingDir: root,
  entryPoints: ["worker/index.ts"],
  outfile: workerBundle,
  write: false,
  bundle: true,
  format: "esm",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  external: ["cloudflare:*", "node:*"],
  loader: { ".sql": "text", ".txt": "text", ".html": "text" },
  define: { "process.env.NODE_ENV": '"production"' },
  sourcemap: "linked",
  logLevel: "warning",
} satisfies BuildOptions;

export async function buildWorker(): Promise<void> {
  await writeWorker(await build(workerBuild));
  await stop(); // esbuild's own process would stay as long as ours
}

export async function writeWorker({ outputFiles = [] }: BuildResult): Promise<void> {
  for (const { path, contents } of outputFiles) await writeWhole(path, contents);
}

/**
 * Builds into a folder named after the sources, unless it is there, points dist/web to it and returns it. A copy that
 * runs keeps the folder it was started with, whatever others build meanwhile.
 */
export async function buildWeb(): Promise<string> {
  const hash = await hashOf([
    "web",
    "client",
    "documents",
    "protocol",
    "collab",
    "vite.config.ts",
    "package.json",
    "package-lock.json",
  ]);
  const folder = join(root, `dist/web-${hash.slice(0, 12)}`);
  if (!existsSync(folder)) {
    console.log("Building the web app …");
    const unfinished = `${folder}.${process.pid}`;
    onStop(() => rm(unfinished, { recursive: true, force: true }));
    // A process of its own: bundling the editor takes more memory than the app should keep.
    await run("vite", ["build", "--logLevel", "warn", "--outDir", unfinished, "--emptyOutDir"]);
    await rename(unfinished, folder).catch(unless("ENOTEMPTY")); // another copy was faster, with the same result
    await removeOldBuilds(folder);
  }
  await symlink(basename(folder), `${webBundle}.${process.pid}`);
  await rename(`${webBundle}.${process.pid}`, webBundle);
  return folder;
}

/** The page as it was built last. */
export async function builtWeb(): Promise<string> {
  return existsSync(webBundle) ? realpath(webBundle) : buildWeb();
}

/** All but the last few: somebody may be using them. */
async function removeOldBuilds(newest: string): Promise<void> {
  const names = (await readdir(join(root, "dist"))).filter((name) => /^web-\w+$/.test(name));
  const builds = names.map((name) => join(root, "dist", name)).filter((path) => path !== newest);
  const times = new Map(await Promise.all(builds.map(async (path) => [path, (await stat(path)).mtimeMs] as const)));
  builds.sort((a, b) => times.get(b)! - times.get(a)!);
  await Promise.all(builds.slice(5).map((path) => rm(path, { recursive: true, force: true })));
}

async function hashOf(paths: string[]): Promise<string> {
  const hash = createHash("sha256");
  const add = async (path: string): Promise<void> => {
    const content = await readFile(join(root, path)).catch(unless("EISDIR"));
    if (content) {
      hash.update(`${path}\0${content.length}\0`).update(content);
      return;
    }
    for (const name of (await readdir(join(root, path))).sort()) {
      if (!name.endsWith(".test.ts")) await add(`${path}/${name}`);
    }
  };
  for (const path of paths) await add(path);
  return hash.digest("hex");
}

/** A reader sees the old file or the new one. */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}`, content, { mode });
  await rename(`${path}.${process.pid}`, path);
}

function run(command: string, args: string[]): Promise<void> {
  const child = spawn(join(root, "node_modules/.bin", command), args, { cwd: root, stdio: "inherit" });
  onStop(async () => child.kill());
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} failed`))));
  });
}

function unless(expected: string) {
  return (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== expected) throw error;
  };
}

if (import.meta.main) await Promise.all([buildWeb(), buildWorker()]);
