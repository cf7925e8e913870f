// One scenario's clients in a process of their own. Prints its figures as JSON, or what went wrong.
import { writeSync } from "node:fs";
import { heap, joins, load, resume, wake } from "./history.ts";
import { fasterAndFaster, fiveOfManyType, manyRooms, oneTypes } from "./live.ts";
import { ownCpuSeconds, ServerWatch } from "./machine.ts";
import { MeasuredSocket } from "./measured-socket.ts";
import { rowsWritten } from "./rows.ts";
import { type Figures, type ScenarioOptions, Stage } from "./scenario.ts";
import { servers, type ServerName } from "./servers.ts";

const plays = { oneTypes, fiveOfManyType, fasterAndFaster, manyRooms, load, joins, heap, wake, rowsWritten, resume };
export type Play = keyof typeof plays;
export type ClientTask = {
  play: Play;
  server: ServerName;
  url: string;
  pid: number;
  inspector?: string;
  options: ScenarioOptions;
};
export type ClientAnswer = { figures: Figures; cpuSeconds: number } | { failed: string };

if (import.meta.main) {
  const { play, server, url, pid, inspector, options } = JSON.parse(process.argv[2] ?? "") as ClientTask;
  MeasuredSocket.delayMs = options.delayMs;
  MeasuredSocket.deflate = options.deflate;
  const peer = await servers[server].load();
  const stage = new Stage(peer, url, new ServerWatch(pid), options, MeasuredSocket, inspector);
  process.on("uncaughtException", (error) => answer({ failed: String(error) }));
  try {
    const figures = await plays[play](stage);
    answer({ figures, cpuSeconds: ownCpuSeconds() });
  } catch (error) {
    answer({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function answer(given: ClientAnswer): never {
  writeSync(1, `${JSON.stringify(given)}\n`);
  process.exit(0);
}
