// `npm start`: all of Tandem on this machine. Builds what changed, migrates, serves until it is told to stop.
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Miniflare } from "miniflare";
import { buildWeb, buildWorker } from "#local/build";
import { migrate } from "#local/migrate";
import { miniflareOptions, migrationsDirectory, placeFromEnvironment } from "#local/miniflare";

const place = placeFromEnvironment();
await portIsFree();
await Promise.all([buildWeb(), buildWorker()]);

const miniflare = new Miniflare(miniflareOptions(place));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void miniflare.dispose().finally(() => process.exit(0)));
}
const { port } = await miniflare.ready;
await migrate(await miniflare.getD1Database("DB"), migrationsDirectory);
console.log(`Tandem is ready at http://${place.host === "127.0.0.1" ? "localhost" : place.host}:${port}`);

/** A copy that was just killed may hold the port for a moment more, so one second's patience. */
async function portIsFree(): Promise<void> {
  for (let attempt = 1; place.port !== 0; attempt++) {
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      const server = createServer().once("error", resolve);
      server.listen(place.port, place.host, () => server.close(() => resolve(undefined)));
    });
    if (!failure) return;
    if (failure.code === "EADDRINUSE" && attempt < 10) {
      await wait(100);
      continue;
    }
    const reason = failure.code === "EADDRINUSE" ? "is in use by another program" : `cannot be used (${failure.code})`;
    console.error(`Port ${place.port} on ${place.host} ${reason}. Choose another: PORT=8788 npm start`);
    process.exit(1);
  }
}
