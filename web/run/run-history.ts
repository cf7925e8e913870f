// The runs of a room that the library keeps, and the one of them that is looked at again.
import { signal } from "@preact/signals";
import { z } from "zod";
import { runAnswer, type RunAnswer, type RunReport, runReport } from "#protocol/run-rest";
import { type Entry, entryOf } from "./run-log";
import type { ShownRun } from "./run-view";

const list = z.object({ runs: z.array(runAnswer) });

/** `code` is the text that ran; null when nobody has it any more. */
export type PastRun = { run: ShownRun; code: string | null; entries: readonly Entry[]; skipped: number };

export class RunHistory {
  /** Newest first; undefined until it was asked for. */
  readonly runs = signal<readonly ShownRun[] | undefined>(undefined);
  readonly failed = signal(false);
  readonly shown = signal<PastRun | undefined>(undefined);
  readonly #address: string;
  #wanted: string | undefined;

  constructor(room: string) {
    this.#address = `/rooms/${encodeURIComponent(room)}/runs`;
  }

  async load(): Promise<void> {
    const answer = await ask(this.#address, list);
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
    return ask(`${this.#address}/${encodeURIComponent(id)}`, runReport);
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

async function ask<Answer>(address: string, schema: z.ZodType<Answer>): Promise<Answer | undefined> {
  try {
    const response = await fetch(address);
    return response.ok ? schema.parse(await response.json()) : undefined;
  } catch {
    // Offline, or an answer of another version: the list says that it could not be had.
    return undefined;
  }
}
