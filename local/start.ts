// `npm start`: all of Tandem on this machine. Builds what changed, migrates, serves until it is told to stop.
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
console.log(`Tandem is ready at ${addressOf(place, port)}`);
runner.begin();
await sayWhatIsMissing(addressOf(place, port));

async function sayWhatIsMissing(address: string): Promise<void> {
  const health = await fetch(`${address}/health`).catch(() => undefined); // HOST may be for others to reach only
  const { warnings } = ((await health?.json()) ?? { warnings: [] }) as { warnings: string[] };
  for (const warning of warnings) console.warn(warning);
}
