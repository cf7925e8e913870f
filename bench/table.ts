// The one table: each figure with its scenario, everybody's medians, how many times better Tandem does, and what it was to reach.
import { figures, type Goal } from "./figures.ts";
import type { Figures } from "./scenario.ts";
import { type ServerName, serverNames, servers } from "./servers.ts";
import { median } from "./typing.ts";

export class Results {
  readonly #runs = new Map<string, Figures[]>();
  readonly #skipped = new Map<string, string>();

  add(scenario: string, server: ServerName, run: Figures): void {
    const key = `${scenario} ${server}`;
    this.#runs.set(key, [...(this.#runs.get(key) ?? []), run]);
  }
  skip(scenario: string, server: ServerName, why: string): void {
    this.#skipped.set(`${scenario} ${server}`, why);
  }
  knows(server: ServerName): boolean {
    return [...this.#runs.keys(), ...this.#skipped.keys()].some((key) => key.endsWith(` ${server}`));
  }
  of(scenario: string, server: ServerName): Figures[] {
    return this.#runs.get(`${scenario} ${server}`) ?? [];
  }
  whySkipped(scenario: string, server: ServerName): string | undefined {
    return this.#skipped.get(`${scenario} ${server}`);
  }
  /** The median over the runs; undefined when it was not measured. */
  figure(scenario: string, server: ServerName, name: string): number | undefined {
    const values = this.of(scenario, server).map((run) => run[name]);
    const known = values.filter((value) => value !== undefined);
    return known.length > 0 ? median(known) : undefined;
  }
  /** Over all runs of all scenarios. */
  all(server: ServerName): Figures[] {
    return [...this.#runs].filter(([key]) => key.endsWith(` ${server}`)).flatMap(([, runs]) => runs);
  }
}

export function tableOf(results: Results, reps: number): string {
  const present = serverNames.filter((server) => results.knows(server));
  const head = ["figure", "unit", ...present.map((server) => servers[server].title), "to reach", ""];
  const lines = figures.flatMap((figure) => {
    const { scenario, name, title, unit, digits, more = false, goal } = figure;
    const values = new Map(present.map((server) => [server, results.figure(scenario, server, name)]));
    const skipped = present.map((server) => results.whySkipped(scenario, server)).find(Boolean);
    if ([...values.values()].every((value) => value === undefined) && !skipped) return [];
    const own = values.get("tandem");
    const cells = present.map((server) => {
      const value = values.get(server);
      if (value === undefined) return results.whySkipped(scenario, server) ?? "–";
      if (server === "tandem" || own === undefined || own === 0 || value === 0) return shown(value, digits);
      return `${shown(value, digits)} (${shown(more ? own / value : value / own, 1)}×)`;
    });
    return [
      [`${title} (${scenario})`, unit, ...cells, goal ? goalText(goal) : "", goal ? verdict(goal, own, values) : ""],
    ];
  });
  const sums = [
    [
      "lost keystrokes, all scenarios",
      "",
      ...present.map((server) => String(sumOf(results.all(server), "lost"))),
      "0",
      "",
    ],
    [
      "runs whose texts did not converge",
      "",
      ...present.map(
        (server) => `${results.all(server).filter(({ converged }) => converged !== undefined && converged < 1).length}`,
      ),
      "0",
      "",
    ],
    ["durable before it is acknowledged", "", ...present.map((server) => servers[server].durable), "every edit", ""],
  ];
  const rows = [head, head.map((_, i) => (i < 2 ? "---" : "---:")), ...lines, ...sums];
  return `${rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n\n${notes(reps)}\n`;
}

const notes = (reps: number) =>
  `Medians of ${reps}. In brackets: how many times better Tandem does. Letters of scenarios: z with permessage-deflate offered, n with ` +
  "40 ms of delay each way, h through the inspector after a collection. Server on one core, all clients on another. Latency ends when the " +
  "message is in the reader's process; \"in the text\" adds what the reader's client does with it. Bytes without headers leave out the " +
  "WebSocket frame's 2 (down) and 6 (up); the relays' rooms converge only while one types, as they do not merge.";

function shown(value: number, digits: number): string {
  return Number.isNaN(value)
    ? "–"
    : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function goalText(goal: Goal): string {
  if ("atMostThat" in goal) return `≤ ${servers[goal.atMostThat].title}`;
  return "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast.toLocaleString("en")}`;
}

function verdict(goal: Goal, own: number | undefined, values: ReadonlyMap<ServerName, number | undefined>): string {
  if (own === undefined) return "";
  if ("atLeast" in goal) return own >= goal.atLeast ? "reached" : "**missed**";
  const most = "atMost" in goal ? goal.atMost : values.get(goal.atMostThat);
  if (most === undefined) return "";
  return own <= most ? "reached" : "**missed**";
}

function sumOf(runs: readonly Figures[], name: string): number {
  return runs.reduce((sum, run) => sum + Math.abs(run[name] ?? 0), 0);
}
