// `npm run dev`: the page from Vite, replaced in place as it is edited; the Worker from Miniflare behind it, built anew
// and restarted on every change (clients reconnect by themselves).
import { context } from "esbuild";
import { createServer } from "vite";
import { builtWeb, workerBuild, writeWorker } from "#local/build";
import { type Served, serve } from "#local/miniflare";
import { readOptions } from "#local/options";
import { addressOf, namesOf, placeFromEnvironment } from "#local/place";
import { startRunner } from "#local/runner";
import { stopWhenAsked, stopWithNpm } from "#local/stop";

stopWhenAsked();
stopWithNpm();
const place = await placeFromEnvironment();
const runner = await startRunner();
const web = await builtWeb(); // for the assets binding, which /health asks; the page comes from Vite
const first = Promise.withResolvers<void>();
const build = await context({
  ...workerBuild,
  plugins: [{ name: "reload", setup: (build) => build.onEnd((result) => rebuilt(result).finally(first.resolve)) }],
});

const variables = { ...runner.variables, ...namesOf(place) };
let backend: Served | undefined;
async function rebuilt(result: Parameters<typeof writeWorker>[0]): Promise<void> {
  if (result.errors.length > 0) return; // esbuild has told why; the last good one goes on
  await writeWorker(result);
  if (backend) await backend.reload();
  else backend = await serve({ host: "127.0.0.1", port: 0, dataDir: place.dataDir }, web, variables);
}
// Watching begins with a build. One more of our own would restart the Worker just when it has begun to answer.
await build.watch();
await first.promise;
if (!backend) process.exit(1);

const target = `http://127.0.0.1:${backend.port}`;
const { workerPaths } = await readOptions();
const vite = await createServer({
  configFile: "vite.config.ts",
  server: {
    host: place.host,
    port: place.port,
    strictPort: true,
    // The Worker answers the same paths as in production.
    proxy: Object.fromEntries(workerPaths.map((pattern) => [contextOf(pattern), { target, ws: true }])),
  },
});
await vite.listen();
runner.begin();
const address = vite.httpServer?.address();
console.log(
  `Tandem is ready at ${addressOf(place, typeof address === "object" && address ? address.port : place.port)}`,
);

/** A pattern of wrangler.toml as one of Vite: a regular expression that sees the query too. */
function contextOf(pattern: string): string {
  return `^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}(\\?|$)`;
}
