// One run, from its place in the line to its end: queued → (compiling) → started → output … → ended. It tells what
// happens in this order, and the end last, whatever goes wrong.
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { RUN_INPUT_LENGTH_MAX, RUN_STDIN_LENGTH_MAX } from "#protocol/limits";
import type { OutputStream, RunResult } from "#protocol/run";
import { type Compilation, startCompilation } from "#runner/compilation";
import type { CompileCache, Shared } from "#runner/compile-cache";
import type { News } from "#runner/event-log";
import { log, logFailure } from "#runner/log";
import { Output } from "#runner/output";
import type { Order, Plan } from "#runner/plan";
import { resultOf, resultWithoutProgram } from "#runner/result";
import { failedExit } from "#runner/run-to-end";
import type { Artefact, Exit, Prepared, Running } from "#runner/sandbox/sandbox";
import type { Sandboxes } from "#runner/sandboxes";
import type { Slots, Ticket } from "#runner/slots";
import type { Warm } from "#runner/warm";

/** What all runs of a runner share. */
export type Machine = {
  sandboxes: Sandboxes;
  slots: Slots;
  cache: CompileCache<Compilation>;
  warm: Warm;
};

/** Of stderr, enough to find a runtime's last words in it. */
const LAST_WORDS_LENGTH = 4_096;

/** What a program that has ended left in its streams is read in much less. */
const STREAM_END_MS = 3_000;

export class Run {
  readonly #machine: Machine;
  readonly #order: Order;
  readonly #plan: Plan;
  readonly #tell: (news: News) => void;
  readonly #ticket: Ticket;
  #isServed = false;
  /** The compilation that this run waits for, and whether it is made in this run's slot. */
  #compiling: Shared<Compilation> | undefined;
  #isCompiler = false;
  #running: Running | undefined;
  /** Typed before there is a program to read it. */
  #typed = "";
  /** What a program has got that has written nothing yet. */
  #passed = "";
  #isInputOver: boolean;
  #isHeld = false;
  /** The program has ended; what it wrote may still be on its way. */
  #isOver = false;
  #isCancelled = false;
  readonly #cancelled = Promise.withResolvers<undefined>();
  #isOverOutput = false;
  #isStarted = false;
  /** Bytes of output. */
  #taken = 0;
  #lastWords = "";
  /** With its result. Never rejects. */
  readonly ended: Promise<RunResult>;

  /** undefined: there is no place in the line. */
  static start(machine: Machine, order: Order, plan: Plan, tell: (news: News) => void): Run | undefined {
    const ticket = machine.slots.enter((position) => tell({ type: "queued", position }));
    return ticket && new Run(machine, order, plan, tell, ticket);
  }

  private constructor(machine: Machine, order: Order, plan: Plan, tell: (news: News) => void, ticket: Ticket) {
    this.#machine = machine;
    this.#order = order;
    this.#plan = plan;
    this.#tell = tell;
    this.#ticket = ticket;
    this.#typed = order.stdin ?? "";
    this.#isInputOver = !order.interactive;
    this.ended = this.#perform().then((result) => {
      tell({ type: "ended", result });
      return result;
    });
  }

  get takesInput(): boolean {
    return !this.#isInputOver;
  }

  /** False: the program has not read what it was given before. */
  input(text: string, eof: boolean): boolean {
    const waiting = this.#typed.length + (this.#running?.stdin.writableLength ?? 0);
    if (waiting + text.length > RUN_STDIN_LENGTH_MAX + RUN_INPUT_LENGTH_MAX) return false;
    if (eof) this.#isInputOver = true;
    this.#typed += text;
    this.#passInput();
    return true;
  }

  /** Ends it, wherever it is. */
  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#cancelled.resolve(undefined);
    if (!this.#isServed) this.#ticket.leave();
    this.#compiling?.leave();
    this.#running?.kill();
    this.hold(false); // what it wrote is not waited for
  }

  /** true: its output is left in the pipe, until false. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld && !this.#isCancelled && !this.#isOverOutput && !this.#isOver;
    for (const stream of [this.#running?.stdout, this.#running?.stderr]) {
      if (this.#isHeld) stream?.pause();
      else stream?.resume();
    }
  }

  async #perform(): Promise<RunResult> {
    try {
      this.#isServed = await this.#ticket.served;
      if (!this.#isServed || this.#isCancelled) return resultWithoutProgram("cancelled");
      const artefact = await this.#compile();
      return artefact && "status" in artefact ? artefact : await this.#runProgram(artefact);
    } catch (error) {
      logFailure("a run failed", error);
      return resultWithoutProgram("internal_error", "Something went wrong on our side");
    } finally {
      this.#isInputOver = true;
      void this.#leaveSlot();
    }
  }

  /** A cancelled run's compilation may still have others who wait for it. */
  async #leaveSlot(): Promise<void> {
    if (this.#isCompiler) await this.#compiling?.result.catch(() => {});
    this.#ticket.leave();
    this.#machine.warm.refill();
  }

  /** The artefact, if the language has one; or the result that the run has without a program. */
  async #compile(): Promise<Artefact | RunResult | undefined> {
    const { files, compile } = this.#plan;
    if (!compile) return undefined;
    const { sandboxes, cache } = this.#machine;
    let compilation = cache.find(compile.key);
    if (!compilation) {
      this.#tell({ type: "compiling" });
      this.#compiling = cache.compile(compile.key, () => {
        this.#isCompiler = true;
        return startCompilation(sandboxes, compile.spec, files);
      });
      compilation = await Promise.race([this.#compiling.result, this.#cancelled.promise]);
      this.#compiling.leave();
    }
    if (!compilation || this.#isCancelled) return resultWithoutProgram("cancelled");
    const { output, isTruncated } = compilation;
    if (output !== "") this.#tell({ type: "output", stream: "compile", text: output });
    switch (compilation.state) {
      case "compiled":
        return compilation.artefact;
      case "refused":
        return { ...resultWithoutProgram("compile_error", compilation.detail), truncated: isTruncated };
      case "failed":
        log("error", { event: "a compilation failed", detail: compilation.detail });
        return resultWithoutProgram("internal_error", "The compiler could not be run");
    }
  }

  async #runProgram(artefact: Artefact | undefined): Promise<RunResult> {
    const { sandboxes, warm } = this.#machine;
    const { ahead, run } = this.#plan;
    const waiting = ahead && warm.take(ahead);
    if (waiting) {
      const exit = await this.#go(waiting, artefact, run.limits.wallMs);
      // One that died while it waited has done nothing: another does it.
      if (exit.failed === undefined || this.#taken > 0) return this.#resultOf(exit);
      this.#typed = this.#passed + this.#typed;
    }
    return this.#resultOf(await this.#go(sandboxes.prepare(run), artefact));
  }

  /** `wallMs`: the sandbox, made before the run, does not know its wall time. */
  async #go(prepared: Prepared, artefact: Artefact | undefined, wallMs?: number): Promise<Exit> {
    // An artefact has all files, but no empty folders.
    const files = artefact ? this.#plan.files.filter(({ path }) => path.endsWith("/")) : this.#plan.files;
    // The files are on their way while the sandbox is built; what the program writes waits until that is known.
    let running: Running;
    try {
      running = prepared.go(files, artefact);
      await prepared.ready;
    } catch (error) {
      prepared.dispose();
      return failedExit(String(error));
    }
    if (this.#isCancelled) {
      prepared.dispose();
      return failedExit("cancelled");
    }
    this.#running = running;
    this.#isOver = false;
    if (!this.#isStarted) this.#tell({ type: "started" });
    this.#isStarted = true;
    running.stdin.on("error", () => {}); // it does not read
    this.#passInput();
    let isOverWall = false;
    const overWall = (): void => {
      isOverWall = true;
      running.kill();
    };
    const timer = wallMs === undefined ? undefined : setTimeout(overWall, wallMs);
    const ended = running.ended.finally(() => clearTimeout(timer));
    const [exit] = await Promise.all([ended, this.#read(running)]);
    this.#running = undefined;
    return isOverWall && !exit.exceeded ? { ...exit, exceeded: "wall" } : exit;
  }

  /** Tells what it writes, until both streams are at their end. */
  async #read(running: Running): Promise<void> {
    const output = new Output(this.#plan.outputBytes, (stream, text) => {
      if (stream === "stderr") this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_LENGTH);
      this.#tell({ type: "output", stream, text });
    });
    const read = (stream: Readable, name: OutputStream): Promise<void> => {
      stream.on("data", (chunk: Buffer) => {
        this.#taken += chunk.length;
        if (this.#isOverOutput || this.#isCancelled || output.take(name, chunk)) return;
        this.#isOverOutput = true;
        running.kill();
        this.hold(false);
      });
      return finished(stream, { writable: false }).catch(() => {}); // broken off is an end, too
    };
    const ends = [read(running.stdout, "stdout"), read(running.stderr, "stderr")];
    if (this.#isHeld) this.hold(true);
    void running.ended.then(() => {
      // What is left is in the pipes and bounded; a reader that never reads must not keep the slot.
      this.#isOver = true;
      this.hold(false);
      this.#giveUp(running);
    });
    await Promise.all(ends);
    output.end();
  }

  /** Nothing writes any more, and what was written is read, but the streams have no end: that would be our mistake. */
  #giveUp({ stdout, stderr }: Running): void {
    const streams = [stdout, stderr];
    let taken = this.#taken;
    const look = setInterval(() => {
      if (streams.every((stream) => stream.closed)) return clearInterval(look);
      if (this.#isHeld || taken !== this.#taken) return void (taken = this.#taken);
      log("error", { event: "the output of a program that has ended did not end" });
      for (const stream of streams) stream.destroy();
    }, STREAM_END_MS).unref();
  }

  #passInput(): void {
    const stdin = this.#running?.stdin;
    if (!stdin) return;
    if (this.#typed !== "") stdin.write(this.#typed);
    if (this.#taken === 0) this.#passed += this.#typed;
    this.#typed = "";
    if (this.#isInputOver) stdin.end();
  }

  #resultOf(exit: Exit): RunResult {
    return resultOf(exit, {
      isCancelled: this.#isCancelled,
      isOverOutput: this.#isOverOutput,
      isOutOfMemory: this.#order.language.outOfMemory?.test(this.#lastWords) ?? false,
      limits: this.#plan.run.limits,
    });
  }
}
