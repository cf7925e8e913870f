// The runner: a service that runs strangers' programs in a sandbox. Listens first, so that who started it knows the
// port at once; answers when the sandbox is known to hold; ends rather than run anything without one.
import { once } from "node:events";
import { serve } from "@hono/node-server";
import type { RunnerHealth } from "#protocol/run";
import { appOf, type Ready } from "#runner/app";
import { bytesOf, type Compilation } from "#runner/compilation";
import { CompileCache } from "#runner/compile-cache";
import { configurationOf } from "#runner/configuration";
import { makeHeaders, stopMakingHeaders } from "#runner/headers";
import { Installed } from "#runner/installed";
import { log, logFailure, logFrom } from "#runner/log";
import { Metrics } from "#runner/metrics";
import { findPlaces } from "#runner/places";
import { planOf } from "#runner/plan";
import { Runs } from "#runner/runs";
import { chooseTier } from "#runner/sandbox/choose";
import type { Tier } from "#runner/sandbox/sandbox";
import { Sandboxes } from "#runner/sandboxes";
import { Slots } from "#runner/slots";
import { Warm } from "#runner/warm";

/** It would not go better another time. */
const EXIT_HOPELESS = 78;
const COMPILE_CACHE_BYTES_MAX = 134_217_728;

let configuration: ReturnType<typeof configurationOf>;
try {
  configuration = configurationOf(process.env);
} catch (error) {
  hopeless((error as Error).message);
}
const { token, host } = configuration;
logFrom(configuration.logLevel);
const { promise: ready, resolve: becomeReady } = Promise.withResolvers<Ready>();
const server = serve({
  fetch: appOf(token, ready).fetch,
  hostname: host,
  port: configuration.port,
  // Longer than clients keep theirs, or one of them may ask on a line that is just being closed.
  serverOptions: { keepAliveTimeout: 120_000 },
});
server.on("error", (error: NodeJS.ErrnoException) => hopeless(`Port ${configuration.port} on ${host}: ${error.code}.`));
await once(server, "listening");
const address = server.address();
const port = typeof address === "object" && address ? address.port : configuration.port;

/** What is there to be ended, the newest first. */
const ends: (() => unknown)[] = [() => server.close()];
let isStopping = false;

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), 5_000).unref(); // the sandboxes end with us, however we end
  for (const end of ends) await end();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
process.on("disconnect", () => void stop()); // who started us is gone

// Who started us may want the machine for itself a moment longer.
if (process.send) {
  process.send({ port });
  await once(process, "message");
}

let tier: Tier;
try {
  const choice = await chooseTier({ minimum: configuration.tierMin, only: configuration.tier });
  tier = choice.tier;
  if (choice.refused.length > 0)
    log("warn", { event: `programs run in the ${tier.name} tier`, detail: choice.refused.join(". ") });
} catch (error) {
  hopeless((error as Error).message);
}
const { slots: count, queue, warm: warmCount } = configuration;
const places = findPlaces(tier.name, configuration.cacheDir);
const sandboxes = new Sandboxes(tier);
ends.unshift(() => sandboxes.close());
const slots = new Slots(count, queue);
const cache = new CompileCache<Compilation>(COMPILE_CACHE_BYTES_MAX, bytesOf);
const warm = new Warm(sandboxes, warmCount, () => slots.running === 0);
ends.unshift(() => warm.close());
const metrics = new Metrics();
const installed = new Installed(sandboxes, places);
const runs = new Runs({ sandboxes, slots, cache, warm }, installed, places, metrics);
ends.unshift(() => runs.close());

const health = async (): Promise<RunnerHealth> => ({
  status: "ok",
  tier: tier.name,
  slots: count,
  running: slots.running,
  queued: slots.queued,
  languages: await installed.list(),
});
const gauge = (help: string, value: number) => ({ help, type: "gauge" as const, value });
const counter = (help: string, value: number) => ({ help, type: "counter" as const, value });
becomeReady({
  runs,
  health,
  metrics: () =>
    metrics.text({
      tandem_slots: gauge("Runs that fit at once.", slots.count),
      tandem_running: gauge("Runs in a slot now.", slots.running),
      tandem_queued: gauge("Runs that wait for a slot now.", slots.queued),
      tandem_compile_cache_hits_total: counter("Compilations that were not made again.", cache.hits),
      tandem_compile_cache_misses_total: counter("Compilations that were made.", cache.misses),
      tandem_compile_cache_bytes: gauge("What the compile cache takes.", cache.bytes),
      tandem_ahead_total: counter("Runs in a sandbox that was made ahead.", warm.taken),
    }),
});
process.stdout.write(`Runner is ready at http://${host}:${port}\n`);

// What makes the first runs fast is made when the machine has nothing better to do.
for (const id of ["python", "javascript"] as const) {
  const language = await installed.find(id);
  const interactive = true; // what rooms run
  const plan = language && planOf({ language, code: "", interactive }, places);
  if (plan?.ahead) warm.want(plan.ahead);
}
await installed.list();
warm.refill();
if (places.headers !== undefined) {
  ends.unshift(stopMakingHeaders);
  await makeHeaders(places.headers).catch((error: unknown) => {
    logFailure("the C++ headers could not be precompiled", error);
  });
}

function hopeless(sentence: string): never {
  console.error(`The runner cannot run: ${sentence}`);
  process.exit(EXIT_HOPELESS);
}
