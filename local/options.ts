// What wrangler.toml says, as Miniflare wants to hear it. Only wrangler can tell, but loading it takes a second of every
// start, so its answer, which names the place of this folder, is kept until one of the files that it reads changes.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LegacyWorkerOptions } from "miniflare";
import { root, writeWhole } from "#local/build";

interface Options {
  worker: LegacyWorkerOptions & { name: string };
  /** The paths that the Worker answers itself, as patterns of wrangler.toml. */
  workerPaths: string[];
  databases: { binding: string; migrations: string }[];
  /** What `npm run deploy` asks: without what is set for this machine only. */
  deployment: { database: string | undefined; date: string | undefined; variables: Readonly<Record<string, unknown>> };
}

type Database = { binding: string; migrations_dir?: string };

// .dev.vars and .env: the variables of this machine only.
const sources = ["local/options.ts", "wrangler.toml", "package-lock.json", ".dev.vars", ".env", ".env.local"];
const kept = join(root, "dist/options.json");

export async function readOptions(): Promise<Options> {
  const texts = await Promise.all(sources.map((path) => readFile(join(root, path), "utf8").catch(() => "")));
  const key = createHash("sha256")
    .update(JSON.stringify([root, ...texts]))
    .digest("hex");
  const last = JSON.parse(await readFile(kept, "utf8").catch(() => "{}"));
  if (last.key === key) return last.options;
  const options = await ask();
  await writeWhole(kept, JSON.stringify({ key, options }), 0o600); // the variables may be secrets
  return options;
}

async function ask(): Promise<Options> {
  const { unstable_getMiniflareWorkerOptions, unstable_readConfig } = await import("wrangler");
  const path = join(root, "wrangler.toml");
  const config = unstable_readConfig({ config: path }, { hideWarnings: true });
  const { modulesRules: _, ...worker } = unstable_getMiniflareWorkerOptions(path).workerOptions;
  const first = config.assets?.run_worker_first;
  return {
    worker: { ...worker, name: config.name! } as Options["worker"],
    workerPaths: Array.isArray(first) ? first : [],
    databases: config.d1_databases.map(({ binding, migrations_dir = "migrations" }: Database) => ({
      binding,
      migrations: join(root, migrations_dir),
    })),
    deployment: {
      database: config.d1_databases[0]?.database_name,
      date: config.compatibility_date,
      variables: config.vars,
    },
  };
}
