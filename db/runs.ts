// The runs that rooms leave in the library.
import { and, desc, eq, getTableColumns, notInArray } from "drizzle-orm";
import { type Library, queries } from "#db/library";
import { runs } from "#db/schema";
import { RUNS_KEPT_MAX } from "#protocol/limits";

export type RunRow = typeof runs.$inferSelect;
export type RunSummary = Omit<RunRow, "input" | "transcript" | "skipped">;

/** Saves a run that has ended, as often as it takes; the oldest beyond what is kept of its room leave. */
export async function saveRun(db: Library, run: RunRow): Promise<void> {
  const library = queries(db);
  const newest = library
    .select({ id: runs.id })
    .from(runs)
    .where(eq(runs.roomId, run.roomId))
    .orderBy(desc(runs.startedAt), desc(runs.id))
    .limit(RUNS_KEPT_MAX);
  await library.batch([
    library.insert(runs).values(run).onConflictDoUpdate({ target: runs.id, set: run }),
    library.delete(runs).where(and(eq(runs.roomId, run.roomId), notInArray(runs.id, newest))),
  ]);
}

/** The room's runs, newest first, without what they wrote. */
export async function listRuns(library: Library, roomId: string, limit: number): Promise<RunSummary[]> {
  const { input: _input, transcript: _transcript, skipped: _skipped, ...summary } = getTableColumns(runs);
  return queries(library)
    .select(summary)
    .from(runs)
    .where(eq(runs.roomId, roomId))
    .orderBy(desc(runs.startedAt), desc(runs.id))
    .limit(limit);
}

export async function findRun(library: Library, roomId: string, id: string): Promise<RunRow | undefined> {
  return queries(library)
    .select()
    .from(runs)
    .where(and(eq(runs.roomId, roomId), eq(runs.id, id)))
    .get();
}
