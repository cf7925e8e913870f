// The runs of one room: one at a time, told to everybody in one order. Event in, effects out; it never waits.
//
// Invariants:
// 1. The messages of a run are numbered 1 … n without gaps, and each is told once, to everybody.
// 2. `heard` is the number of the runner's last event that was taken in; an event counts once.
// 3. A run is kept before it is told of and before the runner is asked; so are what was typed, who stopped it,
//    and how it ended.
// 4. Nothing is told of a run after its end.
import { refusal } from "#collab/refusal";
import type { Refusal } from "#collab/room-events";
import type { Asker, KeptRun, Person, RunAsk, RunsEffect, RunsEvent } from "#collab/run-events";
import { headOf, joinedEntries, RunTranscript, tailOf } from "#collab/run-transcript";
import {
  RUN_STDIN_SHOWN_LENGTH_MAX,
  RUN_TAIL_LENGTH_MAX,
  RUN_TYPED_LENGTH_MAX,
  RUNS_PER_MINUTE_MAX,
} from "#protocol/limits";
import { MAIN_FILE } from "#protocol/project";
import type { RunResult } from "#protocol/run";
import type { RunHead, RunMessage, RunSoFar, RunTranscriptEntry } from "#protocol/room-run";

type Current = KeptRun & { transcript: RunTranscript; unkept: RunTranscriptEntry[]; dirty: boolean; keptAt: number };

/** Output is kept so often, in ms: rows are what the platform bills, and what is lost the runner tells again. */
const KEEP_MS = 1_000;

export class RoomRuns {
  #current: Current | undefined;
  #asking: RunAsk | undefined;
  #starts: number[] = [];

  /** Takes up the newest run where it was kept; one that goes on must be heard of again from `heard` on. */
  restore(kept: KeptRun, transcript: RunTranscript): void {
    const life = kept.result ? kept.life : kept.life + 1;
    this.#current = { ...kept, life, transcript, unkept: [], dirty: false, keptAt: 0 };
  }

  /** The run that goes on now. */
  get active(): Readonly<KeptRun> | undefined {
    return this.#current && !this.#current.result ? this.#current : undefined;
  }

  /** Something was heard that is not kept yet: a "due" is wanted. */
  get unkept(): boolean {
    return this.#current?.dirty ?? false;
  }

  get newest(): Readonly<KeptRun & { transcript: RunTranscript }> | undefined {
    return this.#current;
  }

  /** The newest run as a newcomer is told of it. */
  get soFar(): RunSoFar | undefined {
    const run = this.#current;
    if (!run) return undefined;
    const { head, phase, position, n, transcript } = run;
    return {
      ...head,
      phase,
      ...(position !== undefined && { position }),
      n,
      events: joinedEntries(transcript.entries),
      skipped: transcript.skipped,
      ...(run.result && howEnded(run, run.result)),
    };
  }

  /**
   * The messages of the newest run behind number `after`, as far as they are kept; its start counts as 0. Of its
   * progress the last alone.
   */
  messagesAfter(after: number): RunMessage[] {
    const run = this.#current;
    if (!run) return [];
    const messages: Exclude<RunMessage, { type: "run_started" }>[] = run.transcript.entries.filter(
      ({ n }) => n > after,
    );
    if (run.progressAt > Math.max(0, after)) messages.push(progressOf(run));
    messages.sort((a, b) => a.n - b.n);
    if (run.result && run.n > after) messages.push(endOf(run, run.result));
    return after >= 0 ? messages : [{ type: "run_started", run: run.head }, ...messages];
  }

  receive(event: RunsEvent): RunsEffect[] {
    switch (event.type) {
      case "asked":
        return this.#asked(event.ask);
      case "admitted":
        return this.#admitted(event);
      case "denied":
        return this.#denied(event);
      case "typed":
        return this.#typed(event);
      case "stopped":
        return this.#stopped(event);
      case "heard":
        return this.#heard(event);
      case "lost":
        return this.#lost(event);
      case "input_lost":
        return this.active?.head.id === event.run ? refuse(event.by, unheardInput) : [];
      case "due":
        return this.#current?.dirty ? [this.#keep(this.#current, event.time)] : [];
    }
  }

  // --- what people want ---

  #asked(ask: RunAsk): RunsEffect[] {
    if (this.active || this.#asking) return refuse(ask.by, busy);
    this.#starts = this.#starts.filter((time) => time > ask.time - 60_000 && time <= ask.time);
    if (this.#starts.length >= RUNS_PER_MINUTE_MAX) return refuse(ask.by, tooOften);
    this.#starts.push(ask.time);
    this.#asking = ask;
    const { run, language, by, file, files, stdin } = ask;
    return [{ type: "runner_step", step: { type: "check", run, language, by, file, files, stdin } }];
  }

  #admitted({ run, language, time }: Extract<RunsEvent, { type: "admitted" }>): RunsEffect[] {
    const ask = this.#asking;
    if (ask?.run !== run) return [];
    this.#asking = undefined;
    const { by, user, name, version, startedAt, file, files, stdin } = ask;
    const path = files.find(({ entry }) => entry.file === file)?.entry.path;
    const beside = file !== MAIN_FILE && { file, ...(path !== undefined && { path }) };
    const head: RunHead = { id: run, version, language: ask.language, user, name, startedAt, ...beside };
    const current: Current = {
      head,
      phase: "queued",
      n: 0,
      progressAt: 0,
      heard: 0,
      input: tailOf(stdin, RUN_TAIL_LENGTH_MAX),
      typed: 0,
      inputEnded: false,
      life: 0,
      transcript: new RunTranscript(),
      unkept: [],
      dirty: true,
      keptAt: 0,
    };
    this.#current = current;
    const given = stdin === "" ? undefined : givenInput(head, ++current.n, stdin);
    if (given) this.#note(current, given);
    return [
      this.#keep(current, time),
      { type: "tell_run", message: { type: "run_started", run: head } },
      ...(given ? [{ type: "tell_run" as const, message: given }] : []),
      { type: "answer", to: by, answer: { run: head } },
      { type: "runner_step", step: { type: "start", run, language } },
    ];
  }

  #denied({ run, refusal }: Extract<RunsEvent, { type: "denied" }>): RunsEffect[] {
    const ask = this.#asking;
    if (ask?.run !== run) return [];
    this.#asking = undefined;
    return refuse(ask.by, refusal);
  }

  #typed({ by, user, name, run, text, eof, time }: Extract<RunsEvent, { type: "typed" }>): RunsEffect[] {
    const current = this.#current;
    if (current?.head.id !== run || current.result) return refuse(by, notRunning);
    if (current.inputEnded) return refuse(by, inputEnded);
    if (current.typed + text.length > RUN_TYPED_LENGTH_MAX) return refuse(by, typedTooMuch);
    const done: RunsEffect = { type: "answer", to: by, answer: { done: true } };
    if (text === "" && !eof) return [done];
    current.typed += text.length;
    current.inputEnded = eof;
    current.input = tailOf(current.input + text, RUN_TAIL_LENGTH_MAX);
    const message = { type: "run_input" as const, run, n: ++current.n, user, name, text, ...(eof && { eof }) };
    this.#note(current, message);
    return [
      this.#keep(current, time),
      { type: "tell_run", message },
      done,
      { type: "runner_step", step: { type: "input", run, text, eof, by } },
    ];
  }

  #stopped({ by, user, name, run, time }: Extract<RunsEvent, { type: "stopped" }>): RunsEffect[] {
    const current = this.#current;
    if (current?.head.id !== run || current.result) return refuse(by, notRunning);
    const isFirst = !current.stoppedBy;
    current.stoppedBy ??= { user, name };
    return [
      ...(isFirst ? [this.#keep(current, time)] : []),
      { type: "runner_step", step: { type: "stop", run } },
      { type: "answer", to: by, answer: { done: true } },
    ];
  }

  // --- what the runner tells ---

  #heard({ run, events, time }: Extract<RunsEvent, { type: "heard" }>): RunsEffect[] {
    const current = this.#current;
    if (current?.head.id !== run || current.result) return [];
    const effects: RunsEffect[] = [];
    // Adjacent output of one stream leaves as one message.
    let output: { stream: "stdout" | "stderr" | "compile"; texts: string[] } | undefined;
    const tellOutput = () => {
      if (!output) return;
      const text = output.texts.join("");
      const message = { type: "run_output" as const, run, n: ++current.n, stream: output.stream, text };
      this.#note(current, message);
      effects.push({ type: "tell_run", message });
      output = undefined;
    };
    for (const event of events) {
      if (event.n <= current.heard) continue; // told again after a lost line
      current.heard = event.n;
      current.dirty = true;
      if (event.type === "output") {
        if (event.text === "") continue;
        if (output?.stream !== event.stream) tellOutput();
        output ??= { stream: event.stream, texts: [] };
        output.texts.push(event.text);
        continue;
      }
      tellOutput();
      if (event.type === "ended") return [...effects, ...this.#end(current, event.result, time)];
      current.phase = event.type === "started" ? "running" : event.type;
      current.position = event.type === "queued" ? event.position : undefined;
      current.progressAt = ++current.n;
      effects.push({ type: "tell_run", message: progressOf(current) });
    }
    tellOutput();
    if (current.dirty && time - current.keptAt >= KEEP_MS) effects.unshift(this.#keep(current, time));
    return effects;
  }

  #lost({ run, detail, time }: Extract<RunsEvent, { type: "lost" }>): RunsEffect[] {
    const current = this.#current;
    if (current?.head.id !== run || current.result) return [];
    const figures = { exitCode: null, signal: null, cpuMs: 0, wallMs: 0, memoryKb: 0, truncated: false };
    // Who stopped it has what they wanted, whatever became of the runner.
    const status = current.stoppedBy ? "cancelled" : "internal_error";
    return this.#end(current, { status, ...figures, detail }, time);
  }

  #end(current: Current, result: RunResult, time: number): RunsEffect[] {
    const { stoppedBy } = current;
    current.result = stoppedBy && result.status === "cancelled" ? { ...result, detail: stopWords(stoppedBy) } : result;
    current.n++;
    return [this.#keep(current, time), { type: "tell_run", message: endOf(current, current.result) }];
  }

  #note(current: Current, entry: RunTranscriptEntry): void {
    current.transcript.add(entry);
    current.unkept.push(entry);
    current.dirty = true;
  }

  #keep(current: Current, time: number): RunsEffect {
    const { transcript: _transcript, unkept, dirty: _dirty, keptAt: _keptAt, ...kept } = current;
    current.unkept = [];
    current.dirty = false;
    current.keptAt = time;
    return { type: "keep_run", kept, entries: unkept };
  }
}

const busy = refusal("run_busy", "A program is running in this room; stop it first");
const tooOften = refusal("rate_limited", `A room starts at most ${RUNS_PER_MINUTE_MAX} runs a minute; wait a little`);
const notRunning = refusal("run_unknown", "No such run goes on in this room");
const inputEnded = refusal("run_unknown", "The run's input has been ended");
const typedTooMuch = refusal("too_large", `At most ${RUN_TYPED_LENGTH_MAX} characters are typed into one run`);
const unheardInput = refusal("run_unavailable", "What was typed may not have reached the program");

const refuse = (to: Asker, answer: Refusal): RunsEffect[] => [{ type: "answer", to, answer }];

function givenInput({ id, user, name }: RunHead, n: number, stdin: string) {
  const text = headOf(stdin, RUN_STDIN_SHOWN_LENGTH_MAX);
  const omitted = stdin.length - text.length;
  return { type: "run_input" as const, run: id, n, user, name, text, ...(omitted > 0 && { omitted }) };
}
const progressOf = ({ head, progressAt, phase, position }: KeptRun) => ({
  type: "run_progress" as const,
  run: head.id,
  n: progressAt,
  phase,
  ...(position !== undefined && { position }),
});
const endOf = (run: KeptRun, result: RunResult) => ({
  type: "run_ended" as const,
  run: run.head.id,
  n: run.n,
  ...howEnded(run, result),
});
const howEnded = ({ stoppedBy }: KeptRun, result: RunResult) => ({
  result,
  ...(stoppedBy && result.status === "cancelled" && { stoppedBy }),
});
const stopWords = ({ user, name }: Person) => (user === 0 ? "Stopped through the API" : `Stopped by ${name}`);
