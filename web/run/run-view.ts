// What a page shows of the room's newest run: fed by the room's messages, shown by components and a terminal.
//
// 1. `n` is the last message of the run that is in the log; told again it counts once, and after a gap the room is
//    asked anew.
// 2. A terminal that is attached has been given exactly what is in the log, in its order.
import { batch, signal } from "@preact/signals";
import type { Text } from "@codemirror/state";
import { RUN_INPUT_LENGTH_MAX } from "#protocol/limits";
import { type FileId, MAIN_FILE } from "#protocol/project";
import type { RunHead, RunMessage, RunSoFar } from "#protocol/room-run";
import type { ClientMessage, RefusalCode, RoomMessage } from "#protocol/socket";
import { type Entry, entryOf, RunLog } from "./run-log";
import type { RunFacts } from "./run-words";
import { VersionTexts } from "./version-texts";

/** What shows the output. */
export type OutputPort = {
  reset(entries: readonly Entry[], skipped: number): void;
  append(entry: Entry): void;
};

export type ShownRun = RunHead & RunFacts;

type Link = {
  /** Says no when there is no line to the room. */
  send(message: ClientMessage): boolean;
  /** Join anew: something was missed. */
  rejoin(): void;
  me(): number | undefined;
};

type LaterMessage = Exclude<RunMessage, { type: "run_started" }>;
const isOfRun = (message: RoomMessage): message is LaterMessage => "run" in message && "n" in message;
const isOurs = (code: RefusalCode) => code === "run_busy" || code === "run_unavailable" || code === "run_unknown";

export class RunView {
  readonly run = signal<ShownRun | undefined>(undefined);
  /** There is something to copy and to clear. */
  readonly hasOutput = signal(false);
  /** Who ended the input of this run. */
  readonly inputEndedBy = signal<string | undefined>(undefined);
  /** What this page has asked of the room and has no answer to. */
  readonly asking = signal<"run" | "stop" | undefined>(undefined);
  /** Why what was asked did not happen, in words. */
  readonly trouble = signal<string | undefined>(undefined);
  /** The text that runs, where this page has seen it. */
  readonly textThen = signal<Text | undefined>(undefined);

  readonly #link: Link;
  readonly #texts = new VersionTexts();
  #log = new RunLog();
  #n = 0;
  #port: OutputPort | undefined;
  #endsInput = false;
  #isMissing = false;

  constructor(link: Link) {
    this.#link = link;
  }

  get log(): RunLog {
    return this.#log;
  }
  get isRunning(): boolean {
    const run = this.run.value;
    return run !== undefined && !run.result && !run.forgotten;
  }

  attach(port: OutputPort): () => void {
    this.#port = port;
    port.reset(this.#log.entries, this.#log.skipped);
    return () => {
      if (this.#port === port) this.#port = undefined;
    };
  }

  // --- what the person does ---

  /** With `endsInput` the program finds the end of its input behind `stdin`. */
  /** Of the main file, unless another is named. */
  start(stdin: string, endsInput: boolean, file: FileId = MAIN_FILE): void {
    if (this.isRunning || this.asking.value === "run") return;
    this.trouble.value = undefined;
    this.#endsInput = endsInput && stdin !== "";
    const named = file !== MAIN_FILE && { file };
    if (this.#link.send({ type: "run", ...(stdin && { stdin }), ...named })) this.asking.value = "run";
    else this.trouble.value = "Not connected to the room, so nothing was run. Run again once the line is back.";
  }

  stop(): void {
    const run = this.run.value;
    if (!run || !this.isRunning) return;
    if (this.#link.send({ type: "run_stop", run: run.id })) this.asking.value = "stop";
    else this.trouble.value = "Not connected to the room, so the program goes on. Stop it once the line is back.";
  }

  /** Says whether it was sent; it is shown when the room tells it, in its place. */
  type(text: string, eof = false): boolean {
    const run = this.run.value;
    if (!run || !this.isRunning) return false;
    const pieces = text.match(new RegExp(`[^]{1,${RUN_INPUT_LENGTH_MAX}}`, "g")) ?? (eof ? [""] : []);
    const sent = pieces.every((piece, i) =>
      this.#link.send({
        type: "run_input",
        run: run.id,
        ...(piece && { text: piece }),
        ...(eof && i === pieces.length - 1 && { eof }),
      }),
    );
    this.trouble.value = sent ? undefined : "Not connected to the room: your input was not sent.";
    return sent;
  }

  say(trouble: string): void {
    this.trouble.value = trouble;
  }

  /** On this page, until the line is lost and the room tells everything anew. */
  clear(): void {
    this.#log = new RunLog();
    this.hasOutput.value = false;
    this.#port?.reset([], 0);
  }

  // --- what the room says ---

  /** The room's main text at `version`; told of every version that this page sees. */
  textSeen(version: number, text: Text): void {
    this.#texts.note(version, text);
    const run = this.run.value;
    if (run?.version === version && run.file === undefined && !this.textThen.value) this.textThen.value = text;
  }

  /** The text that a run ran, as the room tells it. */
  ran(run: string, text: Text): void {
    if (this.run.value?.id === run) this.textThen.value = text;
  }

  joined(soFar: RunSoFar | undefined): void {
    batch(() => {
      const before = this.run.value;
      if (this.asking.value === "run" && soFar?.id === before?.id)
        this.trouble.value = "The line broke before the run began. Run it again.";
      this.asking.value = undefined;
      this.#isMissing = false;
      if (soFar) this.#restore(soFar);
      else if (before && this.isRunning) this.run.value = { ...before, forgotten: true };
    });
  }

  received(message: RoomMessage): void {
    if (message.type === "run_started") batch(() => this.#started(message.run));
    else if (message.type === "error") this.#refused(message.code, message.message);
    else if (isOfRun(message) && this.#isNext(message)) batch(() => this.#told(message));
  }

  #started(head: RunHead): void {
    if (head.id === this.run.value?.id) return; // told again
    if (this.asking.value === "run" && head.user === this.#link.me()) {
      this.asking.value = undefined;
      if (this.#endsInput) this.#link.send({ type: "run_input", run: head.id, eof: true });
    }
    this.trouble.value = undefined;
    this.#isMissing = false;
    this.#n = 0;
    this.#head({ ...head, phase: "queued" });
    this.#show(new RunLog());
  }

  #restore({ n, events, skipped, ...head }: RunSoFar): void {
    const next = new RunLog(events.map(entryOf), skipped);
    const more = head.id === this.run.value?.id ? this.#log.beyond(next) : undefined;
    this.#n = n;
    this.#head(head);
    if (more) for (const entry of more) this.#append(entry);
    else this.#show(next);
  }

  #head(run: ShownRun): void {
    this.textThen.value = this.run.value?.id === run.id ? this.textThen.value : undefined;
    this.textThen.value ??= run.file === undefined ? this.#texts.at(run.version) : undefined;
    this.run.value = run;
  }

  #isNext({ run, n }: LaterMessage): boolean {
    if (this.#isMissing) return false;
    const known = this.run.value?.id === run;
    if (known && n <= this.#n) return false; // told again
    if (known && n === this.#n + 1) {
      this.#n = n;
      return true;
    }
    this.#isMissing = true;
    this.#link.rejoin();
    return false;
  }

  #told(message: LaterMessage): void {
    const run = this.run.value;
    if (!run) return;
    switch (message.type) {
      case "run_progress":
        this.run.value = { ...run, phase: message.phase, position: message.position };
        return;
      case "run_output":
      case "run_input":
        return this.#append(entryOf(message));
      case "run_ended":
        return this.#ended(run, message);
    }
  }

  #ended(run: ShownRun, { result, stoppedBy }: Pick<RunFacts, "result" | "stoppedBy">): void {
    this.run.value = { ...run, result, stoppedBy };
    this.asking.value = undefined;
    this.trouble.value = undefined;
  }

  #append(entry: Entry): void {
    this.#log.append(entry);
    this.hasOutput.value = true;
    if (entry.type === "input" && entry.eof) this.inputEndedBy.value = entry.name;
    this.#port?.append(entry);
  }

  #show(log: RunLog): void {
    this.#log = log;
    this.hasOutput.value = !log.empty;
    const ending = log.entries.findLast((entry) => entry.type === "input" && entry.eof);
    this.inputEndedBy.value = ending?.type === "input" ? ending.name : undefined;
    this.#port?.reset(log.entries, log.skipped);
  }

  #refused(code: RefusalCode, message: string): void {
    if (!isOurs(code) && this.asking.value === undefined) return;
    const words: Partial<Record<RefusalCode, string>> = {
      run_busy: "Something else is running in this room already.",
      run_unknown: "This run is over already.",
      rate_limited: `Too many runs at once. ${message}`,
      read_only: "This link only views the room; it cannot run anything.",
    };
    this.asking.value = undefined;
    this.trouble.value = words[code] ?? message;
  }
}
