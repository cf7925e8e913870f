// `npm start`: all of Tandem on this machine. Builds what changed, migrates, serves until it is told to stop.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { builtWeb, buildWeb, buildWorker } from "#local/build";
import { addressOf, namesOf, placeFromEnvironment } from "#local/place";
import { startRunner } from "#local/runner";
import { stopWhenAsked, stopWithNpm } from "#local/stop";

stopWhenAsked();
stopWithNpm();
const place = await placeFromEnvironment();
// Tests, which start it often, build the page once and say so.
const web = process.env["WEB_BUILD"] === "done" ? builtWeb() : buildWeb();
const starting = startRunner();
const building = Promise.all([web, buildWorker()]);
const { serve } = await import("#local/miniflare"); // half a second, during which the builders work
const runner = await starting;
const { port } = await serve(place, (await building)[0], { ...runner.variables, ...namesOf(place) });
tidyUp();
console.log(`Tandem is ready at ${addressOf(place, port)}`);
runner.begin();
await sayWhatIsMissing(addressOf(place, port));

// What building left behind goes now: V8 would see to it later, twice, with five threads beside the one that serves, while
// people type already. The slowest keys of 200 rooms took three times as long (measured).
function tidyUp(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: { type: "major"; flavor: "last-resort" }) => void;
  collect({ type: "major", flavor: "last-resort" });
  setFlagsFromString("--no-incremental-marking"); // what V8 would begin on its own when it finds itself idle
}

async function sayWhatIsMissing(address: string): Promise<void> {
  const health = await fetch(`${address}/health`).catch(() => undefined); // HOST may be for others to reach only
  const { warnings } = ((await health?.json()) ?? { warnings: [] }) as { warnings: string[] };
  for (const warning of warnings) console.warn(warning);
}
