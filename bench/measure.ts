// One run of one scenario against one server, and again when others disturbed it.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Play } from "./client.ts";
import { ServerWatch, untilQuiet, watchOthers } from "./machine.ts";
import type { Peer } from "./peers/peer.ts";
import type { Scenario } from "./plan.ts";
import { runClients, type Server, startServer } from "./processes.ts";
import type { Figures, ScenarioOptions } from "./scenario.ts";
import { type ServerName, servers } from "./servers.ts";
import { storedSizes } from "./stored.ts";
import type { Results } from "./table.ts";

/** Cores that others may use while we measure; above it a run is done again, and the calmer one of the two counts. */
const OTHERS_MAX = 0.2;

/** `others`: the cores that they used. */
type Run = { figures: Figures; others: number };
type Paper = { dataDir: string; room: string };

export class Measurement {
  readonly #results: Results;
  readonly #data: string;
  readonly #quietSeconds: number;
  readonly #common: Pick<ScenarioOptions, "seconds" | "edits">;
  // Where a server has the recorded session; undefined when it could not take it.
  readonly #papers = new Map<ServerName, Paper | undefined>();

  constructor(
    results: Results,
    data: string,
    quietSeconds: number,
    common: Pick<ScenarioOptions, "seconds" | "edits">,
  ) {
    this.#results = results;
    this.#data = data;
    this.#quietSeconds = quietSeconds;
    this.#common = common;
  }

  async measure(name: string, scenario: Scenario, server: ServerName): Promise<void> {
    let calmest: Run | undefined;
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const run = await this.#once(scenario, server);
        if (!calmest || run.others < calmest.others) calmest = run;
        if (run.others < OTHERS_MAX || this.#quietSeconds === 0) break;
      } catch (error) {
        console.error(`${name} ${server} failed:`, error instanceof Error ? error.message : error);
        this.#results.skip(name, server, "failed");
      }
    }
    if (calmest) this.#results.add(name, server, { ...calmest.figures, others: calmest.others });
  }

  // A fresh server each time, so that memory and CPU compare.
  async #once(scenario: Scenario, server: ServerName): Promise<Run> {
    const dataDir = join(this.#data, "run");
    try {
      const paper = scenario.inPaperRoom ? await this.#paper(server) : undefined;
      mkdirSync(dataDir, { recursive: true });
      if (paper) cpSync(paper.dataDir, dataDir, { recursive: true });
      const options = { ...scenario.options, ...(paper && { room: paper.room }) };
      spawnSync("sync"); // what earlier runs left to the disk would be written during this one
      return await withServer(server, dataDir, scenario.metered === true, async (running) => {
        await untilQuiet(this.#quietSeconds * 1000); // of what the server itself still does when it is up, too
        return this.#play(scenario.play, server, running, options);
      });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }

  async #play(play: Play, server: ServerName, running: Server, given: Partial<ScenarioOptions>): Promise<Run> {
    const { url, pid, inspector } = running;
    const options = { delayMs: 0, deflate: false, clients: 50, rates: [], room: "", ...this.#common, ...given };
    const watch = new ServerWatch(pid);
    const before = watch.cpuSeconds();
    let figures: Figures = {};
    const others = await watchOthers(async () => {
      const answer = await runClients({ play, server, url, pid, ...(inspector && { inspector }), options });
      if ("failed" in answer) throw new Error(answer.failed);
      ({ figures } = answer);
      return answer.cpuSeconds + watch.cpuSeconds() - before;
    });
    return { figures, others };
  }

  // Types the recorded session into a room, once for all repetitions: what follows works on copies of the data it left.
  async #paper(server: ServerName): Promise<Paper> {
    if (!this.#papers.has(server)) {
      this.#papers.set(server, undefined);
      const dataDir = join(this.#data, `paper-${server}`);
      mkdirSync(dataDir, { recursive: true });
      console.log(`Typing the recorded session into ${server} …`);
      const room = await withServer(server, dataDir, false, async (running) => {
        const peer: Peer = await servers[server].load();
        const room = (await peer.createRoom?.(running.url)) ?? "paper";
        const { figures, others } = await this.#play("load", server, running, { room });
        this.#results.add("load", server, { ...figures, others });
        await wait(12_000); // the slowest of them saves after ten
        return room;
      });
      this.#results.add("stored", server, storedSizes(dataDir));
      this.#papers.set(server, { dataDir, room });
    }
    const paper = this.#papers.get(server);
    if (!paper) throw new Error("the recorded session could not be typed into it");
    return paper;
  }
}

async function withServer<T>(
  server: ServerName,
  dataDir: string,
  metered: boolean,
  work: (running: Server) => Promise<T>,
) {
  const running = await startServer(server, dataDir, metered);
  try {
    return await work(running);
  } finally {
    await running.stop();
  }
}
