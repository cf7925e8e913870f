// Workers on the project's own Miniflare, with the options that local/miniflare.ts gives it: the peers that live in
// Durable Objects, and Tandem itself where what is measured is rows and heap and not time.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { buildWeb, root, workerBuild } from "#local/build";
import { migrate } from "#local/migrate";
import { readOptions } from "#local/options";
import type { RunningServer, WorkerSource } from "./peers/peer.ts";

type WorkerOptions = Awaited<ReturnType<typeof readOptions>>["worker"];
type Place = { dataDir: string; port: number; metered: boolean };

export async function startWorker(source: WorkerSource, place: Place): Promise<RunningServer> {
  const { entry, className, binding, bindings = {} } = source;
  const { worker } = await readOptions();
  const miniflare = await serve(entry, className, place, {
    name: className.toLowerCase(),
    compatibilityDate: worker.compatibilityDate,
    compatibilityFlags: worker.compatibilityFlags,
    bindings,
    durableObjects: { [binding]: { className, useSQLite: true } },
    ...scriptIn(place.dataDir),
  });
  return running(miniflare, place);
}

export async function startTandemMetered(dataDir: string): Promise<RunningServer> {
  const { worker, databases } = await readOptions();
  const place = { dataDir, port: 0, metered: true };
  const assets = { ...(worker["assets"] as object), directory: await buildWeb() };
  const miniflare = await serve(join(root, "worker/index.ts"), "Room", place, { ...worker, assets });
  for (const { binding, migrations } of databases) await migrate(await miniflare.getD1Database(binding), migrations);
  return running(miniflare, place);
}

async function serve(entry: string, className: string, place: Place, options: WorkerOptions): Promise<Miniflare> {
  const { dataDir, port, metered } = place;
  mkdirSync(dataDir, { recursive: true });
  const script = scriptIn(dataDir);
  const { entryPoints: _, ...how } = workerBuild;
  const what = metered ? { stdin: { contents: around(entry, className), resolveDir: root } } : { entryPoints: [entry] };
  await build({ ...how, ...what, outfile: script.scriptPath, write: true, sourcemap: false });
  return new Miniflare({
    ...convertV4MiniflareOptions({
      host: "127.0.0.1",
      port,
      log: new Log(LogLevel.WARN),
      logRequests: false,
      resourcePersistencePath: dataDir,
      cf: false,
      telemetry: { enabled: false },
      ...(metered && { inspectorPort: 0 }),
      workers: [{ ...options, ...script }],
    }),
    enableDevRegistry: false,
  });
}

const scriptIn = (dataDir: string) => ({ modules: true, scriptPath: join(dataDir, "worker.js") });

const around = (entry: string, className: string) => `
  import worker, { ${className} as Base } from ${JSON.stringify(entry)};
  import { metered, metrics, METRICS_PATH } from "./bench/meter.worker.ts";
  export class ${className} extends metered(Base) {}
  export default {
    fetch: (request, env, context) =>
      new URL(request.url).pathname === METRICS_PATH ? metrics() : worker.fetch(request, env, context),
  };`;

async function running(miniflare: Miniflare, { metered }: Place): Promise<RunningServer> {
  const { port } = await miniflare.ready;
  return {
    url: `ws://127.0.0.1:${port}`,
    stop: () => miniflare.dispose(),
    ...(metered && { inspector: String(await miniflare.getInspectorURL()) }),
  };
}
