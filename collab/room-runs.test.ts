import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textOf } from "#collab/changes";
import { Commit } from "#collab/commit";
import { Project } from "#collab/project";
import { RoomEngine } from "#collab/room-engine";
import type { RoomEvent } from "#collab/room-events";
import type { KeptRun, RunnerStep, RunsEvent } from "#collab/run-events";
import { joinedEntries, RunTranscript, tailOf } from "#collab/run-transcript";
import { MemoryLog } from "#collab/simulation/disk";
import {
  RUN_KEPT_LENGTH_MAX,
  RUN_STDIN_SHOWN_LENGTH_MAX,
  RUN_TYPED_LENGTH_MAX,
  RUNS_PER_MINUTE_MAX,
} from "#protocol/limits";
import type { RunEvent, RunResult } from "#protocol/run";
import type { Role } from "#protocol/role";
import type { RunSoFar, RunTranscriptEntry } from "#protocol/room-run";
import { type ClientMessage, type RoomMessage, roomFrame } from "#protocol/socket";

const ok: RunResult = {
  status: "ok",
  exitCode: 0,
  signal: null,
  cpuMs: 1,
  wallMs: 2,
  memoryKb: 3,
  truncated: false,
};
const cancelled: RunResult = { ...ok, status: "cancelled", exitCode: null };
const out = (n: number, text: string, stream: "stdout" | "stderr" = "stdout"): RunEvent => ({
  n,
  type: "output",
  stream,
  text,
});

/** A room and whoever is in it. What the runner is asked is looked at; what is kept outlives the room's memory. */
class RunRoom {
  engine: RoomEngine;
  readonly heard = new Map<string, RoomMessage[]>();
  steps: RunnerStep[] = [];
  readonly replies: unknown[] = [];
  kept: { kept: KeptRun; entries: readonly RunTranscriptEntry[] }[] = [];
  time = 0;
  #starts = 0;

  constructor(text = "code") {
    this.engine = this.#born(text);
  }
  #born(text: string): RoomEngine {
    const names = { roomId: "room", viewId: "view", epoch: "life", title: "", language: "python" } as const;
    const project = Project.of(textOf(text), "main.py");
    const log = new MemoryLog(0, project.copy(), []);
    return new RoomEngine({ ...names, version: 0, project, nextUser: 1, members: [] }, log);
  }
  /** The memory is gone; the sockets with it. */
  crash(): void {
    this.engine = this.#born("code");
    this.heard.clear();
    const transcript = new RunTranscript();
    for (const { entries } of this.kept) for (const entry of entries) transcript.add(entry);
    const kept = this.kept.at(-1)?.kept;
    if (kept) this.engine.runs.restore(kept, transcript);
  }
  perform(event: RoomEvent): void {
    const commit = new Commit();
    const effects = this.engine.receive(event);
    commit.add(effects);
    // First it is kept, then told, then asked of the runner; one commit does that in this order.
    if (commit.runMessages.some(({ type }) => type === "run_started")) this.kept = [];
    this.kept.push(...commit.runs);
    for (const { to, messages } of commit.deliveries(this.engine.state))
      for (const message of messages) this.heard.get(to)?.push(...roomFrame.parse(JSON.parse(message)));
    this.replies.push(...commit.runReplies.values());
    this.steps.push(...commit.runnerSteps);
  }
  runner(event: RunsEvent): void {
    this.perform({ type: "run", event });
  }
  join(id: string, role: Role = "editor"): RunSoFar | undefined {
    this.heard.set(id, []);
    const join = { role, name: id, wholeTexts: false, withText: false, settled: false, project: true };
    this.perform({ type: "joined", from: id, join });
    const [init] = this.hears(id);
    if (init?.type !== "init") throw new Error("no init");
    return init.run;
  }
  says(from: string, message: ClientMessage): RoomMessage[] {
    const beginning = message.type === "run" && {
      beginning: { run: `run-${++this.#starts}`, startedAt: "2026-01-01T00:00:00.000Z" },
    };
    this.perform({ type: "message", from, message, time: this.time, ...beginning });
    return this.hears(from);
  }
  hears(id: string): RoomMessage[] {
    return this.heard.get(id)?.splice(0) ?? [];
  }
  /** A run that is under way. */
  starts(from: string, stdin = ""): string {
    this.says(from, { type: "run", ...(stdin && { stdin }) });
    const run = `run-${this.#starts}`;
    this.runner({ type: "admitted", run, language: "py", time: this.time });
    return run;
  }
}

describe("a run", () => {
  test("[X1] is checked, kept, told and then started; one goes on at a time", () => {
    const room = new RunRoom();
    room.join("ann");
    room.join("bob");
    room.hears("ann");
    expect(room.says("ann", { type: "run", stdin: "in" })).toEqual([]);
    const by = { type: "connection", id: "ann" };
    expect(room.steps).toMatchObject([{ type: "check", run: "run-1", language: "python", file: 0, stdin: "in", by }]);
    expect(room.steps[0]).toHaveProperty("files", [{ entry: expect.anything(), text: textOf("code") }]);
    expect(room.says("bob", { type: "run" })).toMatchObject([{ type: "error", code: "run_busy" }]);
    room.runner({ type: "admitted", run: "run-1", language: "py", time: 0 });
    const started = { type: "run_started", run: { id: "run-1", version: 0, user: 1, name: "ann" } };
    expect(room.hears("ann").at(-2)).toMatchObject(started);
    expect(room.hears("bob").at(-2)).toMatchObject(started);
    expect(room.kept).toMatchObject([{ kept: { input: "in" } }]);
    expect(room.steps[1]).toEqual({ type: "start", run: "run-1", language: "py" });
    expect(room.says("bob", { type: "run" })).toMatchObject([{ code: "run_busy" }]);
    room.runner({ type: "heard", run: "run-1", events: [{ n: 1, type: "ended", result: ok }], time: 0 });
    expect(room.hears("bob")).toMatchObject([{ type: "run_ended", n: 2, result: ok }]);
    expect(room.kept.at(-1)).toMatchObject({ kept: { result: ok } });
    const next = room.starts("bob");
    expect(room.hears("ann").at(-1)).toMatchObject({ type: "run_started", run: { id: next, user: 2 } });
  });

  test("[X3] is not for viewers, nor for a room that starts too many", () => {
    const room = new RunRoom();
    room.join("ann");
    room.join("eve", "viewer");
    const run = room.starts("ann");
    for (const message of [
      { type: "run" },
      { type: "run_input", run, text: "x" },
      { type: "run_stop", run },
    ] as ClientMessage[])
      expect(room.says("eve", message).at(-1)).toMatchObject({ code: "read_only" });
    room.runner({ type: "lost", run, detail: "", time: 0 });
    for (let starts = 1; starts < RUNS_PER_MINUTE_MAX; starts++)
      room.runner({ type: "lost", run: room.starts("ann"), detail: "", time: 0 });
    room.hears("ann");
    expect(room.says("ann", { type: "run" })).toMatchObject([{ code: "rate_limited" }]);
    room.time = 60_000;
    expect(room.says("ann", { type: "run" })).toEqual([]);
  });

  test("[X3] that no runner can do is refused with its reason, and the next may be asked for", () => {
    const room = new RunRoom();
    room.join("ann");
    room.says("ann", { type: "run" });
    room.runner({ type: "denied", run: "run-1", refusal: { refused: "run_unavailable", detail: "no Python" } });
    expect(room.hears("ann")).toEqual([{ type: "error", code: "run_unavailable", message: "no Python" }]);
    room.runner({ type: "admitted", run: "run-1", language: "py", time: 0 }); // late
    expect(room.hears("ann")).toEqual([]);
    expect(room.starts("ann")).toBe("run-2");
  });

  test("[X8] takes input from whoever may edit, in one order, until it is ended", () => {
    const room = new RunRoom();
    room.join("ann");
    room.join("bob");
    const run = room.starts("ann");
    room.hears("ann");
    room.says("bob", { type: "run_input", run, text: "4\n" });
    room.perform({ type: "run_typed", request: "r", run, text: "2", eof: true, time: 0 });
    expect(room.hears("ann")).toEqual([
      { type: "run_input", run, n: 1, user: 2, name: "bob", text: "4\n" },
      { type: "run_input", run, n: 2, user: 0, name: "API", text: "2", eof: true },
    ]);
    expect(room.replies).toEqual([{ done: true }]);
    expect(room.steps.slice(-2)).toMatchObject([
      { type: "input", text: "4\n", eof: false },
      { type: "input", text: "2", eof: true },
    ]);
    expect(room.kept.at(-1)).toMatchObject({ kept: { n: 2, input: "4\n2" } });
    room.hears("bob");
    expect(room.says("bob", { type: "run_input", run, text: "5" })).toMatchObject([{ code: "run_unknown" }]);
    expect(room.says("bob", { type: "run_input", run: "run-0", text: "5" })).toMatchObject([{ code: "run_unknown" }]);
    room.runner({ type: "heard", run, events: [{ n: 1, type: "ended", result: ok }], time: 0 });
    room.hears("bob");
    expect(room.says("bob", { type: "run_stop", run })).toMatchObject([{ code: "run_unknown" }]);
  });

  test("[X8] tells everybody what it was given at its start, before anything else, and whoever comes later", () => {
    const room = new RunRoom();
    room.join("ann");
    room.join("bob");
    room.hears("ann");
    room.says("bob", { type: "run", stdin: "4\n2\n" });
    room.runner({ type: "admitted", run: "run-1", language: "py", time: 0 });
    const given = { type: "run_input", run: "run-1", n: 1, user: 2, name: "bob", text: "4\n2\n" };
    expect(room.hears("ann")).toEqual([expect.objectContaining({ type: "run_started" }), given]);
    expect(room.steps[0]).toMatchObject({ type: "check", stdin: "4\n2\n" });
    expect(room.kept).toMatchObject([{ kept: { n: 1, input: "4\n2\n" }, entries: [given] }]);
    room.runner({ type: "heard", run: "run-1", events: [out(1, "6")], time: 0 });
    expect(room.join("cid")).toMatchObject({ n: 2, events: [given, { type: "run_output", n: 2, text: "6" }] });
  });

  test("[X8] tells the beginning of long input, and how much more there is; the program reads all of it", () => {
    const room = new RunRoom();
    room.join("ann");
    const stdin = `${"x".repeat(RUN_STDIN_SHOWN_LENGTH_MAX - 1)}😀${"y".repeat(700_000)}`;
    room.says("ann", { type: "run", stdin });
    room.runner({ type: "admitted", run: "run-1", language: "py", time: 0 });
    const text = "x".repeat(RUN_STDIN_SHOWN_LENGTH_MAX - 1); // no half of a pair
    expect(room.hears("ann").at(-1)).toMatchObject({ type: "run_input", n: 1, text, omitted: 700_002 });
    expect(room.steps[0]).toMatchObject({ type: "check", stdin });
  });

  test("[X8] takes no more input than can be given at its start", () => {
    const room = new RunRoom();
    room.join("ann");
    const run = room.starts("ann");
    for (let typed = 0; typed < RUN_TYPED_LENGTH_MAX; typed += 65_536)
      room.says("ann", { type: "run_input", run, text: "x".repeat(65_536) });
    expect(room.says("ann", { type: "run_input", run, text: "x" })).toMatchObject([{ code: "too_large" }]);
  });

  test("[X9] that is stopped ends as cancelled, though the runner is gone by then", () => {
    const room = new RunRoom();
    room.join("ann");
    const run = room.starts("ann");
    room.says("ann", { type: "run_stop", run });
    expect(room.steps.at(-1)).toEqual({ type: "stop", run });
    room.runner({ type: "lost", run, detail: "gone", time: 0 });
    expect(room.hears("ann")).toMatchObject([{ type: "run_ended", result: { status: "cancelled" } }]);
  });

  test("[X9] that is stopped tells who did it first, to whoever comes later and after a crash, too", () => {
    const room = new RunRoom();
    room.join("ann");
    room.join("bob");
    const run = room.starts("ann");
    room.says("bob", { type: "run_stop", run });
    room.says("ann", { type: "run_stop", run });
    room.crash();
    room.join("ann");
    room.runner({ type: "heard", run, events: [{ n: 1, type: "ended", result: cancelled }], time: 0 });
    const stopped = { result: { status: "cancelled", detail: "Stopped by bob" }, stoppedBy: { user: 2, name: "bob" } };
    expect(room.hears("ann")).toMatchObject([{ type: "run_ended", ...stopped }]);
    expect(room.join("cid")).toMatchObject(stopped);
    expect(room.kept.at(-1)).toMatchObject({ kept: { result: { detail: "Stopped by bob" } } });
    const next = room.starts("ann");
    room.perform({ type: "run_stopped", request: "r", run: next, time: 0 });
    room.runner({ type: "heard", run: next, events: [{ n: 1, type: "ended", result: cancelled }], time: 0 });
    expect(room.hears("ann").at(-1)).toMatchObject({
      result: { detail: "Stopped through the API" },
      stoppedBy: { user: 0, name: "API" },
    });
  });

  test("[X9] that ended by itself before it was stopped was stopped by nobody, nor was one that the runner gave up", () => {
    const room = new RunRoom();
    room.join("ann");
    const run = room.starts("ann");
    room.says("ann", { type: "run_stop", run });
    room.runner({ type: "heard", run, events: [{ n: 1, type: "ended", result: ok }], time: 0 });
    expect(room.hears("ann").at(-1)).toEqual({ type: "run_ended", run, n: 1, result: ok });
    const next = room.starts("ann");
    room.runner({ type: "heard", run: next, events: [{ n: 1, type: "ended", result: cancelled }], time: 0 });
    expect(room.hears("ann").at(-1)).toEqual({ type: "run_ended", run: next, n: 1, result: cancelled });
  });

  test("[X4] that is lost ends as an internal error; what is told of it later is nobody's", () => {
    const room = new RunRoom();
    room.join("ann");
    const run = room.starts("ann");
    room.runner({ type: "lost", run, detail: "Run it again.", time: 0 });
    expect(room.hears("ann").at(-1)).toMatchObject({ result: { status: "internal_error", detail: "Run it again." } });
    room.runner({ type: "heard", run, events: [out(1, "late")], time: 0 });
    room.runner({ type: "lost", run, detail: "", time: 0 });
    expect(room.hears("ann")).toEqual([]);
  });

  test("[X7] keeps the end of what it wrote, and counts the rest", () => {
    const transcript = new RunTranscript();
    for (let n = 1; n <= 300; n++)
      transcript.add({ type: "run_output", run: "r", n, stream: "stdout", text: "x".repeat(10_000) });
    const kept = transcript.entries.reduce((sum, { text }) => sum + text.length, 0);
    expect(kept).toBeLessThanOrEqual(RUN_KEPT_LENGTH_MAX);
    expect(kept).toBeGreaterThan(RUN_KEPT_LENGTH_MAX * 0.8);
    expect(kept + transcript.skipped).toBe(3_000_000);
    expect(transcript.entries.at(-1)?.n).toBe(300);
  });
});

test("a tail has no half of a pair", () => {
  expect(tailOf("a😀b", 2)).toBe("b");
  expect(tailOf("a😀b", 3)).toBe("😀b");
  expect(tailOf("ab", 0)).toBe("");
});

// --- everybody sees the same, whatever happens ---

type Step =
  | { do: "heard"; count: number; kinds: number[]; later: number }
  | { do: "again"; from: number }
  | { do: "typed"; by: number; eof: boolean }
  | { do: "join" }
  | { do: "stop"; by: number }
  | { do: "due" }
  | { do: "end"; how: number }
  | { do: "crash" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("heard" as const),
      count: fc.integer({ min: 1, max: 5 }),
      kinds: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 5, maxLength: 5 }),
      later: fc.integer({ min: 0, max: 700 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("again" as const), from: fc.nat(10) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("typed" as const), by: fc.nat(3), eof: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ do: "join" as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stop" as const), by: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ do: "due" as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end" as const), how: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constant({ do: "crash" as const }) },
);

/** What somebody has of the newest run: what init told, and what came since. */
class View {
  run: RunSoFar | undefined;
  constructor(run: RunSoFar | undefined) {
    this.run = run;
  }
  take(message: RoomMessage): void {
    if (message.type === "run_started") {
      this.run = { ...message.run, phase: "queued", n: 0, events: [], skipped: 0 };
      return;
    }
    if (!("n" in message) || message.type === "chat") return;
    const { run } = this;
    if (!run) throw new Error("a message of no run");
    expect(message.run).toBe(run.id);
    expect(run.result).toBeUndefined();
    expect(message.n).toBe(run.n + 1);
    run.n = message.n;
    if (message.type === "run_progress") {
      run.phase = message.phase;
      delete run.position;
      if (message.position !== undefined) run.position = message.position;
    } else if (message.type === "run_ended") {
      run.result = message.result;
      if (message.stoppedBy) run.stoppedBy = message.stoppedBy;
    } else run.events = joinedEntries([...run.events, message]);
  }
}

test("[X6] a newcomer's init and what comes later are what everybody else has seen, through lost lines and crashes", () => {
  let joins = 0;
  let crashes = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const room = new RunRoom();
      let views = new Map<string, View>();
      let people = 0;
      const join = () => {
        const id = `p${++people}`;
        views.set(id, new View(room.join(id)));
      };
      const check = () => {
        for (const [id, view] of views) for (const message of room.hears(id)) view.take(message);
        for (const view of views.values()) expect(view.run).toEqual(room.engine.runs.soFar);
      };
      join();
      join();
      let run = room.starts("p1", "given");
      let told: RunEvent[] = []; // the runner's own memory, which outlives the room's
      for (const one of steps) {
        const tell = (events: readonly RunEvent[]) => room.runner({ type: "heard", run, events, time: room.time });
        if (!room.engine.runs.active) {
          room.time += 60_000;
          told = [];
          run = room.starts([...views.keys()][0] ?? "");
        }
        if (one.do === "heard") {
          room.time += one.later;
          const events = one.kinds.slice(0, one.count).map((kind, i): RunEvent => {
            const n = told.length + 1 + i;
            if (kind === 0) return { n, type: "queued", position: 2 };
            if (kind === 1) return { n, type: "started" };
            return out(n, `<${n}>`, kind % 2 ? "stdout" : "stderr");
          });
          told.push(...events);
          tell(events);
        } else if (one.do === "again") tell(told.slice(one.from));
        else if (one.do === "typed") {
          const by = [...views.keys()][one.by % views.size] ?? "";
          room
            .says(by, { type: "run_input", run, text: `[${by}]`, ...(one.eof && { eof: true }) })
            .forEach((message) => views.get(by)?.take(message));
        } else if (one.do === "join") {
          joins++;
          join();
        } else if (one.do === "stop") {
          const by = [...views.keys()][one.by % views.size] ?? "";
          room.says(by, { type: "run_stop", run }).forEach((message) => views.get(by)?.take(message));
        } else if (one.do === "due") room.runner({ type: "due", time: room.time });
        else if (one.do === "end") {
          if (one.how === 0) room.runner({ type: "lost", run, detail: "x", time: room.time });
          else {
            told.push({ n: told.length + 1, type: "ended", result: ok });
            tell(told.slice(-1));
          }
        } else {
          crashes++;
          room.crash();
          views = new Map();
          join();
          tell(told.slice(room.engine.runs.active?.heard));
        }
        check();
        const outputs = (room.engine.runs.newest?.transcript.entries ?? []).flatMap((entry) =>
          entry.type === "run_output" ? [entry.text] : [],
        );
        const expected = told.flatMap((event) => (event.type === "output" ? [event.text] : []));
        expect(outputs.join("")).toBe(expected.join(""));
      }
    }),
    { numRuns: 200 },
  );
  expect(joins).toBeGreaterThan(500);
  expect(crashes).toBeGreaterThan(200);
}, 60_000);
