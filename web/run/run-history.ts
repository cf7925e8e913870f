// The runs of a room that the library keeps, and the one of them that is looked at again.
import { signal } from "@preact/signals";
import type { RunAnswer, RunReport } from "#protocol/run-rest";
import { api } from "#web/api";
import { type Entry, entryOf } from "./run-log";
import type { ShownRun } from "./run-view";

/** `code` is the text that ran; null when nobody has it any more. */
export type PastRun = { run: ShownRun; code: string | null; entries: readonly Entry[]; skipped: number };

export class RunHistory {
  /** Newest first; undefined until it was asked for. */
  readonly runs = signal<readonly ShownRun[] | undefined>(undefined);
  readonly failed = signal(false);
  readonly shown = signal<PastRun | undefined>(undefined);
  readonly #room: string;
  #wanted: string | undefined;

  constructor(room: string) {
    this.#room = room;
  }

  async load(): Promise<void> {
    const answer = await had(api("GET /rooms/{roomId}/runs", { params: { roomId: this.#room } }));
    this.failed.value = answer === undefined && this.runs.value === undefined;
    if (answer) this.runs.value = answer.runs.map(shownOf);
  }

  async show(id: string): Promise<void> {
    this.#wanted = id;
    const answer = await this.#report(id);
    if (this.#wanted !== id) return; // another was chosen meanwhile
    this.failed.value = answer === undefined;
    if (!answer) return;
    const { code, events, skipped, input: _input, ...run } = answer;
    this.shown.value = { run: shownOf(run), code, entries: events.map(entryOf), skipped };
  }

  /** The text that ran; null when nobody has it any more, undefined when it could not be had now. */
  async codeOf(id: string): Promise<string | null | undefined> {
    return (await this.#report(id))?.code;
  }

  #report(id: string): Promise<RunReport | undefined> {
    return had(api("GET /rooms/{roomId}/runs/{runId}", { params: { roomId: this.#room, runId: id } }));
  }

  showLatest(): void {
    this.#wanted = undefined;
    this.shown.value = undefined;
  }
}

// What is in the library has ended; without a result it is the run that goes on now.
const shownOf = ({ runId, phase, ...run }: RunAnswer): ShownRun => ({
  ...run,
  id: runId,
  phase: phase === "ended" ? "running" : phase,
  forgotten: phase === "ended" && !run.result,
});

async function had<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch {
    return undefined; // offline, or refused: the list says that it could not be had
  }
}
