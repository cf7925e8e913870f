// The runs of this runner by their ids: started, found again, ended, and forgotten a while after their end.
import { languageId } from "#protocol/languages";
import type { ExecuteAnswer, ExecuteBody, RunResult, runRequest } from "#protocol/run";
import type { z } from "zod";
import { EventLog, type News } from "#runner/event-log";
import type { Installed, InstalledLanguage } from "#runner/installed";
import { isRunnable, runnableLanguages } from "#runner/languages";
import type { Metrics } from "#runner/metrics";
import type { Places } from "#runner/places";
import { type Order, planOf } from "#runner/plan";
import { Refused } from "#runner/problem";
import { type Machine, Run } from "#runner/run";

/** An ended run may be read so much longer … */
const REMEMBERED_MS = 60_000;
/** … unless the ended ones have become too many, or their output too long, in characters. */
const REMEMBERED_MAX = 1_000;
const REMEMBERED_LENGTH_MAX = 67_108_864;

export type Known = { run: Run; log: EventLog; forget: NodeJS.Timeout | undefined };

export class Runs {
  readonly #machine: Machine;
  readonly #installed: Installed;
  readonly #places: Places;
  readonly #metrics: Metrics;
  readonly #known = new Map<string, Known>();
  /** In order of their end. */
  readonly #endedIds = new Set<string>();
  readonly #alive = new Set<Run>();
  #endedLength = 0;

  constructor(machine: Machine, installed: Installed, places: Places, metrics: Metrics) {
    this.#machine = machine;
    this.#installed = installed;
    this.#places = places;
    this.#metrics = metrics;
  }

  find(id: string): Known {
    const known = this.#known.get(id);
    if (!known) throw new Refused(404, "No such run, or it ended a while ago");
    return known;
  }

  /** Starts a run whose events are told to who reads its log. */
  async start({ id, ...body }: z.output<typeof runRequest>): Promise<EventLog> {
    const order = await this.#orderOf(body, body.interactive);
    if (this.#known.has(id)) throw new Refused(409, "There is a run of this id");
    const log = new EventLog({
      onBehind: (isBehind) => this.#known.get(id)?.run.hold(isBehind),
      onAbandoned: () => this.#known.get(id)?.run.cancel(),
    });
    const run = this.#begin(order, (news) => log.append(news));
    this.#known.set(id, { run, log, forget: undefined });
    void run.ended.then(() => this.#remember(id));
    return log;
  }

  /** Runs it to its end, which comes soon when `signal` says that nobody waits for it any more. */
  async execute(body: ExecuteBody, signal: AbortSignal): Promise<ExecuteAnswer> {
    const order = await this.#orderOf(body, false);
    const texts = { stdout: [] as string[], stderr: [] as string[], compile: [] as string[] };
    const run = this.#begin(order, (news) => {
      if (news.type === "output") texts[news.stream].push(news.text);
    });
    if (signal.aborted) run.cancel();
    else signal.addEventListener("abort", () => run.cancel());
    const result: RunResult = await run.ended;
    return {
      ...result,
      stdout: texts.stdout.join(""),
      stderr: texts.stderr.join(""),
      ...(order.language.compile && { compileOutput: texts.compile.join("") }),
    };
  }

  async close(): Promise<void> {
    const alive = [...this.#alive];
    for (const run of alive) run.cancel();
    await Promise.all(alive.map((run) => run.ended));
    for (const id of this.#known.keys()) this.#forget(id);
  }

  #begin(order: Order, tell: (news: News) => void): Run {
    const run = Run.start(this.#machine, order, planOf(order, this.#places), tell);
    if (!run) throw new Refused(429, "Too many runs wait already", { "retry-after": "2" });
    this.#alive.add(run);
    void run.ended.then((result) => {
      this.#alive.delete(run);
      this.#metrics.count(order.language.id, result);
    });
    return run;
  }

  async #orderOf(body: ExecuteBody, interactive: boolean): Promise<Order> {
    const { language: name, code, path, files, stdin, limits } = body;
    return { language: await this.#languageOf(name), code, path, files, stdin, limits, interactive };
  }

  async #languageOf(name: string): Promise<InstalledLanguage> {
    const id = languageId(name);
    if (id === undefined || !isRunnable(id)) {
      throw new Refused(422, `This language does not run here; ${Object.keys(runnableLanguages).join(", ")} may`);
    }
    const language = await this.#installed.find(id);
    if (language) return language;
    const { name: fullName, debianPackage } = runnableLanguages[id];
    throw new Refused(422, `${fullName} is not installed here (Debian: ${debianPackage})`);
  }

  #remember(id: string): void {
    const known = this.#known.get(id)!;
    this.#endedIds.add(id);
    this.#endedLength += known.log.length;
    known.forget = setTimeout(() => this.#forget(id), REMEMBERED_MS).unref();
    for (const oldest of this.#endedIds) {
      if (this.#endedIds.size <= REMEMBERED_MAX && this.#endedLength <= REMEMBERED_LENGTH_MAX) break;
      if (oldest !== id) this.#forget(oldest); // its reader, if it has one, is shown out: it was slow
    }
  }

  #forget(id: string): void {
    const known = this.#known.get(id)!;
    clearTimeout(known.forget);
    known.log.dispose();
    this.#known.delete(id);
    if (this.#endedIds.delete(id)) this.#endedLength -= known.log.length;
  }
}
