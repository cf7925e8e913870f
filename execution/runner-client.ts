// The client side of the runner's routes. Every answer is waited for no longer than it is worth, and every failure is
// told as one of a few: nothing here throws for what the network does.
import { linesOf } from "#execution/lines";
import type { RunnerPlace } from "#execution/runner-place";
import { REQUEST_HEADER } from "#protocol/log-entry";
import { problem } from "#protocol/rest";
import {
  type ExecuteAnswer,
  executeAnswer,
  type ExecuteBody,
  type RunEvent,
  type RunInput,
  runLine,
  type RunnerHealth,
  runnerHealth,
  type RunRequest,
} from "#protocol/run";

export type Failure =
  /** No runner answers. */
  | { failed: "unavailable"; detail: string }
  /** It has too much to do. */
  | { failed: "busy"; detail: string; retryAfterS: number }
  /** It will not do this, however often it is asked. 404: it does not know the run. */
  | { failed: "refused"; detail: string; status: number };

/** A runner answers its health, or takes an input, within this; a container may have to start first. In ms. */
const ANSWER_MS = 3_000;
const START_MS = 30_000;
/** A whole project takes its time on the way to the runner. */
const CHARACTERS_PER_MS = 1_000;
/** The longest one-shot run there can be: it waits for a slot, compiles and runs. */
const EXECUTE_MS = 180_000;
/** Beats come every 2 s: without a sign for so long the line is dead. */
const SILENCE_MS = 6_000;
/** Pauses before a lost stream is asked for again. The runner waits ten seconds for it. */
const PAUSES_MS = [0, 200, 500, 1_000, 2_000, 3_000];

export class RunnerClient {
  readonly #place: RunnerPlace;
  readonly #pausesMs: readonly number[];
  readonly #request: string | undefined;
  /** `request` is what asks for this, by its name in the log. */
  constructor(
    place: RunnerPlace,
    { request, pausesMs = PAUSES_MS }: { request?: string | undefined; pausesMs?: readonly number[] } = {},
  ) {
    this.#place = place;
    this.#pausesMs = pausesMs;
    this.#request = request;
  }

  async health(): Promise<RunnerHealth | Failure> {
    return this.#ask("/health", {}, this.#patience(ANSWER_MS), async (answer) =>
      runnerHealth.parse(await answer.json()),
    );
  }

  /** Runs a program to its end. A client that goes away ends it. */
  async execute(body: ExecuteBody, gone: AbortSignal): Promise<ExecuteAnswer | Failure> {
    return this.#ask("/execute", { ...post(body), signal: gone }, EXECUTE_MS, async (answer) =>
      executeAnswer.parse(await answer.json()),
    );
  }

  async input(run: string, input: RunInput): Promise<Failure | "done"> {
    return this.#ask(`/runs/${run}/input`, post(input), ANSWER_MS, done);
  }

  async cancel(run: string): Promise<Failure | "done"> {
    return this.#ask(`/runs/${run}`, { method: "DELETE" }, ANSWER_MS, done);
  }

  /**
   * Follows a run to its end, through lost lines: starts it, or with a name alone takes it up behind event `after`. Each
   * event is taken once and in order; the next is read when `take` has resolved. Answers why the end was not reached.
   */
  async follow(
    run: RunRequest | { id: string },
    after: number,
    watch: { started(): void; take(event: RunEvent): Promise<void> | void },
  ): Promise<Failure | undefined> {
    let heard = after;
    let known = !("code" in run);
    let failure: Failure = { failed: "unavailable", detail: "The runner does not answer" };
    const start = "code" in run ? JSON.stringify(run) : "";
    for (let attempt = 0; attempt < this.#pausesMs.length; attempt++) {
      await pause(this.#pausesMs[attempt] ?? 0);
      const patience = this.#patience(ANSWER_MS);
      const answer = known
        ? await this.#ask(`/runs/${run.id}/events?after=${heard}`, {}, patience, whole)
        : await this.#ask("/runs", post(start), patience + start.length / CHARACTERS_PER_MS, whole);
      if ("failed" in answer) {
        failure = answer;
        // An answer to the start got lost, and it has started.
        if (!known && answer.failed === "refused" && answer.status === 409) known = true;
        else if (answer.failed !== "unavailable") return answer;
        continue;
      }
      known = true;
      watch.started();
      const before = heard;
      try {
        for await (const line of linesOf(answer, SILENCE_MS)) {
          const event = runLine.parse(JSON.parse(line));
          if (event.type === "beat") continue;
          if (event.n <= heard) continue;
          if (event.n > heard + 1) throw new Error(`event ${event.n} came behind ${heard}`);
          heard = event.n;
          await watch.take(event);
          if (event.type === "ended") return undefined;
        }
        failure = { failed: "unavailable", detail: "The line to the runner was lost" };
      } catch (error) {
        failure = { failed: "unavailable", detail: `The line to the runner was lost (${wordsOf(error)})` };
      }
      if (heard > before) attempt = 0; // it did go on
    }
    return failure;
  }

  #patience(ms: number): number {
    return this.#place.sleeps ? START_MS : ms;
  }

  // The time limit covers what `read` does.
  async #ask<T>(
    path: string,
    { signal: gone, headers, ...init }: RequestInit,
    limitMs: number,
    read: (answer: Response) => T | Promise<T>,
  ): Promise<T | Failure> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error("no answer in time")), limitMs);
    const signal = gone ? AbortSignal.any([limit.signal, gone]) : limit.signal;
    const ours = {
      authorization: `Bearer ${this.#place.token}`,
      ...(this.#request !== undefined && { [REQUEST_HEADER]: this.#request }),
    };
    try {
      const answer = await this.#place.fetch(path, { ...init, headers: { ...headers, ...ours }, signal });
      return answer.ok ? await read(answer) : await failureOf(answer);
    } catch (error) {
      return { failed: "unavailable", detail: `The runner does not answer (${wordsOf(error)})` };
    } finally {
      clearTimeout(timer);
    }
  }
}

const whole = (answer: Response) => answer;
async function done(answer: Response): Promise<"done"> {
  await answer.body?.cancel();
  return "done";
}

const post = (body: object | string): RequestInit => ({
  method: "POST",
  body: typeof body === "string" ? body : JSON.stringify(body),
  headers: { "content-type": "application/json" },
});

async function failureOf(answer: Response): Promise<Failure> {
  const { status, headers } = answer;
  const text = await answer.text().catch(() => "");
  const detail = detailIn(text) ?? `The runner answered ${status}`;
  if (status === 429) return { failed: "busy", detail, retryAfterS: Number(headers.get("retry-after")) || 1 };
  // 401: its token is not ours, so for us there is none.
  if (status >= 500 || status === 401 || status === 403) return { failed: "unavailable", detail };
  return { failed: "refused", detail, status };
}

function detailIn(text: string): string | undefined {
  try {
    return problem.parse(JSON.parse(text)).detail;
  } catch {
    return undefined; // it is not one of our problems, and the status says enough
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200);
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
