// Figures of this runner, in the text form that Prometheus reads.
import type { RunResult } from "#protocol/run";

const SECONDS_BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Of this moment: asked for when somebody reads. */
export type Gauges = Readonly<Record<string, { help: string; type: "gauge" | "counter"; value: number }>>;

export class Metrics {
  readonly #runs = new Map<string, number>();
  readonly #inBounds = SECONDS_BOUNDS.map(() => 0);
  #count = 0;
  #seconds = 0;

  count(language: string, { status, wallMs }: RunResult): void {
    const labels = `language="${language}",status="${status}"`; // words of ours: nothing to escape
    this.#runs.set(labels, (this.#runs.get(labels) ?? 0) + 1);
    const seconds = wallMs / 1000;
    this.#count++;
    this.#seconds += seconds;
    for (const [i, bound] of SECONDS_BOUNDS.entries()) if (seconds <= bound) this.#inBounds[i]!++;
  }

  text(gauges: Gauges): string {
    const lines = [
      ...head("tandem_runs_total", "counter", "Runs that have ended."),
      ...[...this.#runs].map(([labels, runs]) => `tandem_runs_total{${labels}} ${runs}`),
      ...head("tandem_run_seconds", "histogram", "Wall time of programs."),
      ...SECONDS_BOUNDS.map((bound, i) => `tandem_run_seconds_bucket{le="${bound}"} ${this.#inBounds[i]}`),
      `tandem_run_seconds_bucket{le="+Inf"} ${this.#count}`,
      `tandem_run_seconds_sum ${this.#seconds}`,
      `tandem_run_seconds_count ${this.#count}`,
    ];
    for (const [name, { help, type, value }] of Object.entries(gauges)) {
      lines.push(...head(name, type, help), `${name} ${value}`);
    }
    return `${lines.join("\n")}\n`;
  }
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}
