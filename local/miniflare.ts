// Miniflare as Tandem runs it: bindings from wrangler.toml, data on disk, nothing else listening, no internet.
import { chmodSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, type MiniflareOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { root, workerBundle } from "#local/build";

const configPath = join(root, "wrangler.toml");
export const config = unstable_readConfig({ config: configPath }, { hideWarnings: true });
export const migrationsDirectory = join(root, config.d1_databases[0]?.migrations_dir ?? "migrations");

export interface Place {
  host: string;
  port: number;
  dataDir: string;
}

/** Where to run, from the environment. */
export function placeFromEnvironment(): Place {
  const port = Number(process.env["PORT"] || 8787);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new Error(`PORT must be a number from 0 to 65535, not ${process.env["PORT"]}`);
  }
  return {
    host: process.env["HOST"] || "127.0.0.1",
    port,
    dataDir: resolve(process.env["DATA_DIR"] || ".data"),
  };
}

export function miniflareOptions({ host, port, dataDir }: Place): MiniflareOptions {
  mkdirSync(dataDir, { recursive: true });
  letWorkerdDieWithUs();
  const { workerOptions } = unstable_getMiniflareWorkerOptions(configPath);
  // Variables of wrangler.toml, and any TANDEM_…, can be set from outside: tests and benchmarks do.
  const { modulesRules: _, bindings, ...options } = workerOptions;
  const fromFile = (bindings ?? {}) as Record<string, string>;
  const fromEnvironment = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && (name.startsWith("TANDEM_") || name in fromFile) ? [[name, value]] : [],
  );
  return {
    ...convertV4MiniflareOptions({
      host,
      port,
      log: new Log(LogLevel.WARN),
      resourcePersistencePath: dataDir,
      // Otherwise Miniflare asks the internet where on earth the laptop is.
      cf: false,
      telemetry: { enabled: false },
      workers: [
        {
          ...options,
          name: config.name!,
          bindings: { ...fromFile, ...Object.fromEntries(fromEnvironment) },
          modules: true,
          scriptPath: workerBundle,
        },
      ],
    }),
    // A registry in the home directory through which copies of the same Worker would find each other.
    enableDevRegistry: false,
  };
}

// Miniflare ends workerd when it is told to stop, but nobody does when this process is killed: see workerd.sh.
function letWorkerdDieWithUs(): void {
  if (process.platform === "win32") return;
  const wrapper = join(import.meta.dirname, "workerd.sh");
  chmodSync(wrapper, 0o755);
  process.env["TANDEM_WORKERD"] = createRequire(import.meta.resolve("miniflare"))("workerd").default;
  process.env["MINIFLARE_WORKERD_PATH"] = wrapper;
}
