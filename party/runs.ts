// Performs the room's runs: asks the runner, follows it, tells the room what it hears, and brings ended runs to D1.
// What happens, and in what order, RoomRuns decides. Nothing here waits, and no timer is set, while no run goes on.
import type { RoomRuns } from "#collab/room-runs";
import type { Asker, RunnerStep, RunsEvent } from "#collab/run-events";
import type { Refusal } from "#collab/room-events";
import { nearby } from "#db/library";
import { saveRun } from "#db/runs";
import { type Failure, RunnerClient } from "#execution/runner-client";
import { healthOf, languageOf, whyNot } from "#execution/runner-health";
import { type RunnerBindings, runnerPlace } from "#execution/runner-place";
import { counters } from "#operation/metrics";
import { programOf, type RunProgram } from "#party/run-request";
import { rowOf } from "#party/run-row";
import type { RunStore } from "#party/run-store";
import type { LogEntry, LogLevel } from "#protocol/log-entry";
import { RUN_OUTPUT_BYTES, RUN_OUTPUT_BYTES_MAX } from "#protocol/limits";
import type { RunEvent, RunRequest } from "#protocol/run";
import type { RefusalCode } from "#protocol/socket";

/** What is heard within this time leaves the room together, in ms: an eye sees no more, and 300 sockets less. */
const GATHER_MS = 30;
/** Characters that may leave at once: a flood is read from the runner no faster, and the more read it the slower. */
const gatherLength = (readers: number) => Math.min(65_536, Math.max(4_096, Math.floor(1_000_000 / (readers || 1))));
/** What was heard is kept about so often. */
const KEEP_MS = 1_000;
/** An alarm this far ahead wakes the room when its memory is lost in the middle of a run, in ms. */
const INSURANCE_MS = 30_000;
/** After D1 refused: doubling up to a minute. */
const RETRY_FIRST_MS = 2_000;
const RETRY_MAX_MS = 60_000;

/** The room around the runs. */
export interface RunsHost {
  readonly roomId: string;
  readonly env: RunnerBindings & {
    DB: D1Database;
    RUN_OUTPUT_BYTES?: string;
    ROOM_RUN_LIMIT: RateLimit;
    /** "off" is for tests and benchmarks, which are one address. */
    TANDEM_LIMITS?: string;
  };
  readonly runs: RoomRuns;
  readonly store: RunStore;
  /** The bytes of a file that is no text. */
  assetOf(hash: string): Promise<Uint8Array | undefined>;
  /** Where somebody's socket comes from; undefined for a request, which the worker has let pass. */
  addressOf(by: Asker): string | undefined;
  /** By what their request or their socket goes in the log. */
  requestOf(by: Asker): string | undefined;
  log(level: LogLevel, entry: LogEntry, error?: unknown): void;
  /** How many the output goes to. */
  readers(): number;
  perform(event: RunsEvent): void;
  /** The alarm must be thought over. */
  plan(): void;
}

// `ready`: the runner has taken the run, or never will. What was heard and not told yet is this run's alone.
type Followed = {
  run: string;
  ready: Promise<void>;
  inputs: Promise<void>;
  gathered: RunEvent[];
  gatheredLength: number;
  telling: Promise<void> | undefined;
};

export class Runs {
  readonly #host: RunsHost;
  /** What was checked, and will be started if the room admits it. */
  #program: RunProgram | undefined;
  #followed: Followed | undefined;
  #toldAt = 0;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;
  /** Names the newest run in the log, and at the runner; gone with the room's memory. */
  #request: string | undefined;
  /** Where D1's history has the last run that was saved in this life. */
  bookmark: string | null = null;
  #failures = 0;

  constructor(host: RunsHost) {
    this.#host = host;
  }

  /** Carries out what the commit that is durable now asked for. */
  perform(steps: readonly RunnerStep[]): void {
    for (const step of steps) this.#performStep(step);
  }

  /** After the room's memory was lost in the middle of a run: the runner may still have it. */
  resume(): void {
    const { active } = this.#host.runs;
    if (!active) return;
    const run = active.head.id;
    const sentence = "Tandem was restarted while this ran, and its end was lost. Run it again.";
    this.#follow({ id: run }, active.heard, () => sentence);
  }

  /** In how many ms the room must wake for its runs; undefined when it need not. */
  get alarmMs(): number | undefined {
    if (this.#host.runs.active) return INSURANCE_MS;
    if (this.#host.store.waiting.length === 0) return undefined;
    return Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(this.#failures, 10));
  }

  #performStep(step: RunnerStep): void {
    switch (step.type) {
      case "check":
        this.#check(step).catch((error: unknown) => {
          this.#host.log(
            "error",
            { event: "a run could not be checked", request: this.#request, run: step.run },
            error,
          );
          const refusal: Refusal = { refused: "internal", detail: "Something went wrong on our side. Try again." };
          this.#host.perform({ type: "denied", run: step.run, refusal });
        });
        return;
      case "start":
        this.#start(step);
        return;
      case "input":
        this.#input(step);
        return;
      case "stop":
        void this.#stop(step.run);
        return;
    }
  }

  get #client(): RunnerClient | undefined {
    const place = runnerPlace(this.#host.env, this.#host.roomId);
    return place && new RunnerClient(place, { request: this.#request });
  }

  async #check({ run, language, by, ...asked }: Extract<RunnerStep, { type: "check" }>): Promise<void> {
    const { env, roomId } = this.#host;
    this.#program = undefined;
    this.#request = this.#host.requestOf(by);
    const deny = (detail: string, refused: RefusalCode = "run_unavailable") =>
      this.#host.perform({ type: "denied", run, refusal: { refused, detail } });
    const address = this.#host.addressOf(by);
    if (address !== undefined && env.TANDEM_LIMITS !== "off") {
      const { success } = await env.ROOM_RUN_LIMIT.limit({ key: address });
      if (!success) return deny(tooManyHere, "rate_limited");
    }
    const place = runnerPlace(env, roomId);
    const health = place && (await healthOf(place));
    if (!health) return deny("Programs cannot be run here: there is no runner");
    if ("failed" in health) return deny("Programs cannot be run now: the runner does not answer. Try again later.");
    const known = languageOf(health, language);
    const why = whyNot(known, language);
    if (!known || why) return deny(why ?? "It cannot be run here");
    const program = await programOf({ run, ...asked }, outputBytesOf(env), (hash) => this.#host.assetOf(hash));
    if ("refused" in program) return deny(program.detail, program.refused);
    this.#program = program;
    this.#host.perform({ type: "admitted", run, language: known.id, time: Date.now() });
  }

  #start({ run, language }: Extract<RunnerStep, { type: "start" }>): void {
    const program = this.#program;
    this.#program = undefined;
    if (program?.id !== run) throw new Error("A run was started that had not been checked");
    this.#host.plan();
    counters.runs++;
    this.#host.log("info", { event: "run started", request: this.#request, run });
    this.#follow({ ...program, language }, 0, wordsOf);
  }

  #follow(run: RunRequest | { id: string }, heard: number, words: (failure: Failure) => string): void {
    const client = this.#client;
    const { promise: ready, resolve: started } = Promise.withResolvers<void>();
    const here: Followed = {
      run: run.id,
      ready,
      inputs: ready,
      gathered: [],
      gatheredLength: 0,
      telling: undefined,
    };
    this.#followed = here;
    const followed = client
      ? client.follow(run, heard, { started, take: (event) => this.#heard(here, event) })
      : Promise.resolve<Failure>({ failed: "unavailable", detail: "There is no runner" });
    void followed.then((failure) => {
      started();
      if (!failure) return;
      const { detail } = failure;
      this.#host.log("warn", { event: "a run was lost", request: this.#request, run: run.id, detail });
      this.#tell(here);
      this.#host.perform({ type: "lost", run: run.id, detail: words(failure), time: Date.now() });
    });
  }

  // Waits for the one before it: what is typed arrives in the order of the room.
  #input({ run, text, eof, by }: Extract<RunnerStep, { type: "input" }>): void {
    const followed = this.#followed;
    if (followed?.run !== run) return;
    followed.inputs = followed.inputs.then(async () => {
      if (this.#host.runs.active?.head.id !== run) return;
      const answer = await this.#client?.input(run, { text, ...(eof && { eof }) });
      // Refused: it has ended, and everybody is about to be told.
      if (answer !== "done" && answer?.failed !== "refused") this.#host.perform({ type: "input_lost", by, run });
    });
  }

  async #stop(run: string): Promise<void> {
    const followed = this.#followed;
    if (followed?.run === run) await followed.ready;
    for (let attempt = 0; attempt < 2; attempt++) if ((await this.#client?.cancel(run)) === "done") return;
    const detail = "The runner did not answer when it was told to stop.";
    this.#host.perform({ type: "lost", run, detail, time: Date.now() });
  }

  // --- what the runner tells ---

  // Resolves when more may be read. Of a run that is not the room's any more nobody wants to hear.
  #heard(followed: Followed, event: RunEvent): Promise<void> | void {
    if (this.#followed !== followed) return;
    followed.gathered.push(event);
    if (event.type === "output") followed.gatheredLength += event.text.length;
    if (event.type === "ended") return this.#tell(followed);
    followed.telling ??= pause(Math.max(0, this.#toldAt + GATHER_MS - Date.now())).then(() => this.#tell(followed));
    if (followed.gatheredLength >= gatherLength(this.#host.readers())) return followed.telling;
  }

  #tell(followed: Followed): void {
    followed.telling = undefined;
    const { run, gathered: events } = followed;
    if (events.length === 0) return;
    followed.gathered = [];
    followed.gatheredLength = 0;
    this.#toldAt = Date.now();
    this.#host.perform({ type: "heard", run, events, time: this.#toldAt });
    if (!this.#host.runs.active) {
      clearTimeout(this.#keeping);
      this.#keeping = undefined;
    } else if (this.#host.runs.unkept) {
      this.#keeping ??= setTimeout(() => {
        this.#keeping = undefined;
        this.#host.perform({ type: "due", time: Date.now() });
      }, KEEP_MS);
    }
  }

  // --- D1 ---

  /** Brings to D1 what it does not have. What it refuses waits for the alarm. */
  save(): Promise<void> {
    return (this.#saving ??= this.#save().finally(() => (this.#saving = undefined)));
  }

  /** Something is on its way to D1. */
  get saving(): boolean {
    return this.#saving !== undefined;
  }

  async #save(): Promise<void> {
    const { store, runs, roomId, env } = this.#host;
    const session = nearby(env.DB);
    try {
      for (const id of store.waiting) {
        const stored = store.load(id);
        if (!stored?.kept.result) continue;
        await saveRun(session, rowOf(roomId, stored, stored.kept.result));
        store.saved(stored, runs.newest?.head.id === id);
        this.#failures = 0;
        this.bookmark = session.getBookmark();
      }
    } catch (error) {
      this.#failures++;
      this.#host.log("error", { event: "a run could not be saved, will be repeated", request: this.#request }, error);
      this.#host.plan();
    }
  }
}

function outputBytesOf({ RUN_OUTPUT_BYTES: wanted }: RunsHost["env"]): number {
  return Math.min(RUN_OUTPUT_BYTES_MAX, Math.max(1, Math.floor(Number(wanted) || RUN_OUTPUT_BYTES)));
}

const tooManyHere = "Too many programs were started from your address; wait a little";

function wordsOf(failure: Failure): string {
  switch (failure.failed) {
    case "busy":
      return `The runner has too much to do just now. Run it again in ${failure.retryAfterS} s.`;
    case "refused":
      return failure.status === 404
        ? "The runner was restarted while this ran. Run it again."
        : `The runner would not run this: ${failure.detail}`;
    case "unavailable":
      return "The runner stopped answering, and what became of this run is not known. Run it again.";
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
