// Miniflare as Tandem runs it: bindings from wrangler.toml, data on disk, nothing else listening, no internet.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  convertV4MiniflareOptions,
  type LegacyWorkerOptions,
  Log,
  LogLevel,
  Miniflare,
  type MiniflareOptions,
} from "miniflare";
import { workerBundle } from "#local/build";
import { secretNames } from "#local/deploy-secrets";
import { migrate } from "#local/migrate";
import { readOptions } from "#local/options";
import type { Place } from "#local/place";
import { onStop, stopWhenAsked } from "#local/stop";

type Variables = Readonly<Record<string, string>>;

export interface Served {
  port: number;
  /** The Worker was built anew: the port stays, open sockets do not. */
  reload(): Promise<void>;
}

/** Serves the built Worker and the folder of the web build, with its database up to date, until told to stop. */
export async function serve(place: Place, web: string, variables: Variables = {}): Promise<Served> {
  mkdirSync(place.dataDir, { recursive: true });
  letWorkerdDieWithUs();
  const miniflare = new Miniflare(await miniflareOptions(place, web, variables));
  onStop(() => miniflare.dispose());
  stopWhenAsked();
  const port = Number((await miniflare.ready).port);
  await migrateAll(miniflare);
  actByTheClock(miniflare);
  return {
    port,
    reload: async () => {
      await miniflare.setOptions(await miniflareOptions({ ...place, port }, web, variables));
      await migrateAll(miniflare);
    },
  };
}

// What `[triggers]` does on Cloudflare.
function actByTheClock(miniflare: Miniflare): void {
  const act = async (): Promise<void> => {
    await (await miniflare.getWorker()).scheduled();
  };
  const next = (ms: number): void => {
    setTimeout(() => {
      void act().catch((error: unknown) => console.error(error));
      next(HOUR_MS);
    }, ms).unref();
  };
  next(MINUTE_MS); // soon, too: some are started for less than an hour
}
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

async function migrateAll(miniflare: Miniflare): Promise<void> {
  for (const { binding, migrations } of (await readOptions()).databases) {
    await migrate(await miniflare.getD1Database(binding), migrations);
  }
}

async function miniflareOptions(
  { host, port, dataDir }: Place,
  web: string,
  ours: Variables,
): Promise<MiniflareOptions> {
  const { worker } = await readOptions();
  // The variables of wrangler.toml, and any TANDEM_…, can be set from outside: tests and benchmarks do.
  const variables: Record<string, string> = {
    ...Object.fromEntries((await secretNames()).map((name) => [name, ""])),
    ...(worker["bindings"] as Variables),
  };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && (name.startsWith("TANDEM_") || name in variables)) variables[name] = value;
  }
  Object.assign(variables, ours);
  return {
    ...convertV4MiniflareOptions({
      host,
      port,
      log: new Log(LogLevel.WARN),
      logRequests: false,
      resourcePersistencePath: dataDir,
      cf: false, // or Miniflare asks the internet where the laptop is
      telemetry: { enabled: false },
      workers: [
        {
          ...worker,
          bindings: variables,
          ratelimits: limits(worker.ratelimits, variables["TANDEM_LIMITS"]),
          assets: { ...(worker["assets"] as object), directory: web },
          modules: true,
          scriptPath: workerBundle,
        },
      ],
    }),
    // It is kept in the home directory, and copies of Tandem would find each other through it.
    enableDevRegistry: false,
  };
}

type RateLimits = LegacyWorkerOptions["ratelimits"];

/** TANDEM_LIMITS as a number is how often anything limited may be done in its time, for tests of what happens then. */
function limits(given: RateLimits, most: string | undefined): RateLimits {
  if (!given || !(Number(most) > 0)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, limit]) => [
      name,
      { ...limit, simple: { ...limit.simple, limit: Number(most) } },
    ]),
  );
}

// Miniflare ends workerd when it is told to stop, but nobody does when this process is killed: see workerd.sh.
function letWorkerdDieWithUs(): void {
  if (process.platform === "win32") return;
  process.env["WORKERD_BINARY"] = createRequire(import.meta.resolve("miniflare"))("workerd").default;
  process.env["MINIFLARE_WORKERD_PATH"] = join(import.meta.dirname, "workerd.sh");
}
