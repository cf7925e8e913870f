// Makes dist/web (Vite) and dist/worker (esbuild, which is what `wrangler deploy` bundles with).
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";

export const root = join(import.meta.dirname, "..");
export const workerBundle = join(root, "dist/worker/index.js");
const webBundle = join(root, "dist/web");

/** What wrangler passes to esbuild, so that what runs here is what is deployed. */
export const workerBuild: BuildOptions = {
  absWorkingDir: root,
  entryPoints: ["worker/index.ts"],
  outfile: workerBundle,
  bundle: true,
  format: "esm",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  external: ["cloudflare:*", "node:*"],
  loader: { ".sql": "text", ".txt": "text", ".html": "text" },
  define: { "process.env.NODE_ENV": '"production"' },
  sourcemap: "linked",
  logLevel: "warning",
};

export async function buildWorker(): Promise<void> {
  await build(workerBuild);
}

/** Skipped when the sources are those of the last build. */
export async function buildWeb(): Promise<void> {
  const stamp = join(root, "dist/web.hash");
  const hash = await hashOf(["web", "protocol", "collab", "vite.config.ts", "package-lock.json"]);
  if (existsSync(webBundle) && (await readFile(stamp, "utf8").catch(() => "")) === hash) return;
  console.log("Building the web app …");
  // Built beside and swapped in, so that copies started at the same time never see half a build.
  const fresh = `${webBundle}.${process.pid}`;
  await mkdir(join(root, "dist"), { recursive: true });
  // A process of its own: bundling the editor takes more memory than the app should keep.
  await run("vite", ["build", "--logLevel", "warn", "--outDir", fresh, "--emptyOutDir"]);
  await rm(webBundle, { recursive: true, force: true });
  await rename(fresh, webBundle);
  await writeFile(stamp, hash);
}

async function hashOf(paths: string[]): Promise<string> {
  const hash = createHash("sha256");
  const add = async (path: string): Promise<void> => {
    const content = await readFile(join(root, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EISDIR") throw error;
    });
    if (content) return void hash.update(path).update("\0").update(content);
    for (const name of (await readdir(join(root, path))).sort()) {
      if (!name.endsWith(".test.ts")) await add(`${path}/${name}`);
    }
  };
  for (const path of paths) await add(path);
  return hash.digest("hex");
}

function run(command: string, args: string[]): Promise<void> {
  const child = spawn(join(root, "node_modules/.bin", command), args, { cwd: root, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} failed`))));
  });
}

if (import.meta.main) await Promise.all([buildWeb(), buildWorker()]);
