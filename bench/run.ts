// `npm run bench`: Tandem beside its peers, in the same run on the same cores. Flags: --only s1,s3 --adapters tandem,relay
// --reps 1 --seconds 5 --edits 20000 (of the recorded session) --quiet 0 (seconds to wait for a quiet machine). Four parts
// measure Tandem alone: bundle, completion, past, project.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { wordsIn } from "#local/command-line";
import { installPeers } from "./install-peers.ts";
import { canPin } from "./machine.ts";
import { Measurement } from "./measure.ts";
import { loadingSeconds, type Scenario, scenarios, secondsOf } from "./plan.ts";
import { stopEverything } from "./processes.ts";
import type { Figures } from "./scenario.ts";
import { isServerName, type ServerName, serverNames } from "./servers.ts";
import { Results, tableOf } from "./table.ts";
import { paperTrace } from "./traces.ts";

/** What has no peers. */
const alone: Record<string, () => Promise<void> | void> = {
  bundle: async () => (await import("./bundle.ts")).measureBundle(),
  completion: async () => (await import("./completion.ts")).measureCompletion({ seed: 2, places: 24_000 }),
  past: async () => {
    const { measurePast } = await import("./past.ts");
    await measurePast({ beside: 0, edits: Infinity, openings: 1_000 });
    await measurePast({ beside: 4, edits: 20_480, openings: 100 });
  },
  project: async () => (await import("./project.ts")).measureProject(),
};

const { values: flags } = wordsIn({
  options: {
    only: { type: "string", default: [...Object.keys(alone), ...Object.keys(scenarios)].join(",") },
    adapters: { type: "string", default: serverNames.join(",") },
    reps: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    edits: { type: "string", default: "1000000" },
    quiet: { type: "string", default: "45" },
  },
});
const [reps, seconds, edits] = [Number(flags.reps), Number(flags.seconds), Number(flags.edits)];
const data = join(import.meta.dirname, ".data", String(process.pid));
const resultsPath = join(import.meta.dirname, "results.md");

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    console.error(`Ended by ${signal}; what was measured so far is in bench/results.md.`);
    stopEverything();
    rmSync(data, { recursive: true, force: true });
    process.exit(1);
  });
}

const names = flags.only.split(",");
for (const name of names) await alone[name]?.();
if (names.every((name) => name in alone)) {
  rmSync(data, { recursive: true, force: true });
  process.exit();
}

type Step = { name: string; scenario: Scenario; server: ServerName };
const steps = planned();
const hasTrace = paperTrace() !== undefined;
const loaded = new Set<ServerName>();
const secondsLeft = steps.map((step) => {
  const loads = step.scenario.inPaperRoom && !loaded.has(step.server);
  if (loads) loaded.add(step.server);
  if (step.scenario.inPaperRoom && !hasTrace) return 0;
  return secondsOf(step.scenario, seconds) + (loads ? loadingSeconds(step.server) : 0);
});

installPeers();
mkdirSync(data, { recursive: true });
if (!canPin) console.log("There is one core only, or no Linux: servers and clients share it, and figures mean little.");
if (!hasTrace) console.log("The recorded session is not in TRACES_DIR: what rests on it is left out.");
console.log(`${steps.length} runs, about ${left(0)}.`);
const results = new Results();
const measurement = new Measurement(results, data, Number(flags.quiet), { seconds, edits });
for (const [i, { name, scenario, server }] of steps.entries()) {
  if (scenario.inPaperRoom && !hasTrace)
    for (const rest of [name, "load", "stored"]) results.skip(rest, server, "no trace");
  else await measurement.measure(name, scenario, server);
  const time = new Date().toISOString().slice(11, 19);
  const said = inWords(results.of(name, server).at(-1));
  console.log(`${time} ${i + 1}/${steps.length}, ${left(i + 1)} left: ${name} ${server} ${said}`);
  writeFileSync(resultsPath, tableOf(results, reps)); // whatever happens to the rest
}
rmSync(data, { recursive: true, force: true });
console.log(`\n${tableOf(results, reps)}`);

function planned(): Step[] {
  const played = names.filter((name) => !(name in alone));
  const chosen = flags.adapters.split(",");
  const unknown = [...played.filter((name) => !(name in scenarios)), ...chosen.filter((name) => !isServerName(name))];
  if (unknown.length > 0) {
    const known = `${[...Object.keys(alone), ...Object.keys(scenarios)].join(", ")}; ${serverNames.join(", ")}`;
    console.error(`Not known: ${unknown.join(", ")}. There are ${known}.`);
    process.exit(1);
  }
  const once = played.flatMap((name) => {
    const scenario = scenarios[name]!;
    return scenario.servers.filter((server) => chosen.includes(server)).map((server) => ({ name, scenario, server }));
  });
  // All in turns, so that what changes on the machine meanwhile changes for all.
  return Array.from({ length: reps }, () => once).flat();
}

function left(done: number): string {
  const time = secondsLeft.slice(done).reduce((sum, one) => sum + one, 0);
  return time < 90 ? `${Math.round(time)} s` : `${Math.round(time / 60)} min`;
}

function inWords(figures: Figures | undefined): string {
  const words = Object.entries(figures ?? {}).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return words.join(", ");
}
