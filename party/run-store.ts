// The room's runs in the object's SQLite: the newest, and those that D1 does not have yet.
//
//   run  one life of a run's record per keep: what changed, and the transcript since the keep before it; deflated, in parts.
//        A row is written about once a second, because rows are what is billed. `saved`: D1 has it.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { KeptRun } from "#collab/run-events";
import { RunTranscript } from "#collab/run-transcript";
import { joined, partsOf } from "#db/parts";
import { log } from "#operation/log";
import { LazyTable } from "#party/lazy-table";
import type { RoomSql } from "#party/room-sql";
import type { RunTranscriptEntry } from "#protocol/room-run";

export type StoredRun = { kept: KeptRun; transcript: RunTranscript };
type Keep = { kept: KeptRun; entries: readonly RunTranscriptEntry[]; skipped?: number };

/** Ended runs that wait for D1. It is gone for long when there are so many, and the oldest are given up. */
const WAITING_MAX = 50;

export class RunStore {
  readonly #table: LazyTable;
  #keeps: number;
  // Asked for with every commit of the room, so it is not looked up.
  readonly #waiting: Set<string>;

  /** The room's storage has been opened, and has its tables. */
  constructor(sql: RoomSql) {
    this.#table = new LazyTable(sql, "run");
    this.#keeps = this.#table.row<{ last: number | null }>("SELECT max(keep) AS last FROM run")?.last ?? 0;
    const waiting = this.#table.rows<{ run: string }>(
      "SELECT run FROM run WHERE saved = 0 GROUP BY run ORDER BY min(keep)",
    );
    this.#waiting = new Set(waiting.map(({ run }) => run));
  }

  /** Makes what happened durable: after this returns, and the output gate opens, it survives any crash. */
  keep(keep: Keep): void {
    if (!this.#waiting.has(keep.kept.head.id)) this.#makeRoom();
    this.#write(keep, false);
    this.#waiting.add(keep.kept.head.id);
  }

  #write(keep: Keep, saved: boolean): void {
    const number = ++this.#keeps;
    for (const [part, body] of partsOf(deflateRawSync(JSON.stringify(keep), { level: 1 })).entries())
      this.#table.insert(
        "INSERT INTO run (keep, part, run, saved, body) VALUES (?, ?, ?, ?, ?)",
        number,
        part,
        keep.kept.head.id,
        saved ? 1 : 0,
        body,
      );
  }

  // Before a new run's first row: what D1 has is not needed any more.
  #makeRoom(): void {
    this.#table.run("DELETE FROM run WHERE saved = 1");
    for (const run of this.waiting.slice(0, Math.max(0, this.#waiting.size - WAITING_MAX))) {
      log("error", { event: "a run is given up that D1 never took", run });
      this.#forget(run);
    }
  }

  #forget(run: string): void {
    this.#table.run("DELETE FROM run WHERE run = ?", run);
    this.#waiting.delete(run);
  }

  /** Runs that D1 does not have, oldest first; the newest of them may still go on. */
  get waiting(): readonly string[] {
    return [...this.#waiting];
  }

  get newest(): StoredRun | undefined {
    const [last] = this.#table.rows<{ run: string }>("SELECT run FROM run ORDER BY keep DESC LIMIT 1");
    return last && this.load(last.run);
  }

  load(run: string): StoredRun | undefined {
    const rows = this.#table.rows<{ keep: number; body: ArrayBuffer }>(
      "SELECT keep, body FROM run WHERE run = ? ORDER BY keep, part",
      run,
    );
    const keeps = [...Map.groupBy(rows, ({ keep }) => keep).values()].map((parts): Keep =>
      JSON.parse(inflateRawSync(joined(parts.map(({ body }) => new Uint8Array(body)))).toString("utf8")),
    );
    const last = keeps.at(-1);
    if (!last) return undefined;
    const transcript = new RunTranscript(keeps[0]?.skipped ?? 0);
    for (const { entries } of keeps) for (const entry of entries) transcript.add(entry);
    return { kept: last.kept, transcript };
  }

  /** D1 has it: it leaves, or while it is the newest stays as one record. */
  saved({ kept, transcript }: StoredRun, newest: boolean): void {
    this.#forget(kept.head.id);
    if (newest) this.#write({ kept, entries: transcript.entries, skipped: transcript.skipped }, true);
  }
}
