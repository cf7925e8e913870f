// How playing goes on in time, and what somebody who watches should be shown of it.
import type { FileId } from "#protocol/project";
import type { Player } from "./player";

export type Pace = {
  /** Times as fast as it was typed. */
  readonly speed: number;
  readonly skipsPauses: boolean;
  /** Only what this person wrote takes time. */
  readonly author?: number | undefined;
};

export const SPEEDS = [1, 2, 4, 8, 16, 32, 64] as const;

/** Longer than that nobody waits when pauses are skipped. */
const PAUSE_MS = 2_000;
/** What comes all at once, such as by a program, is still seen to come. */
const LEAST_MS = 4;
/** Edits that one frame may take, so that it stays one. */
const FRAME_EDITS_MAX = 1_500;

/** How far playing comes from a version in `ms` of the watcher's time; `left` is what remains until the next edit. */
export function advance(
  player: Player,
  from: { version: number; left: number },
  ms: number,
  { speed, skipsPauses, author }: Pace,
): { version: number; left: number; waits: boolean } {
  let { version } = from;
  let budget = from.left + ms * speed;
  for (let edits = 0; edits < FRAME_EDITS_MAX && version < player.newest; edits++) {
    const next = player.timeAt(version + 1);
    if (next === undefined) return { version, left: 0, waits: true };
    const before = player.timeAt(version) ?? next;
    const gap = Math.max(LEAST_MS, next - before);
    const isOthers = author !== undefined && player.userAt(version + 1) !== author;
    const takes = isOthers ? 0 : skipsPauses ? Math.min(gap, PAUSE_MS) : gap;
    if (takes > budget) return { version, left: budget, waits: false };
    budget -= takes;
    version++;
  }
  return { version, left: Math.min(budget, LEAST_MS), waits: false };
}

/** The next version that somebody made, going forward (1) or back (-1); by anyone unless an author is named. */
export function stepFrom(player: Player, version: number, by: 1 | -1, author: number | undefined): number {
  let next = version + by;
  if (author !== undefined)
    while (next > 0 && next < player.newest && player.isLoaded(next) && player.userAt(next) !== author) next += by;
  return Math.max(0, Math.min(player.newest, next));
}

/** Where somebody just wrote, in the text as it is then. */
export type Trace = { readonly user: number; readonly from: number; readonly to: number };

/** Traces worth following: more is a blur. */
const TRACED_EDITS = 64;

/** What was written in a file between two versions, each person's place last; in the text at `to`. */
export function tracesOf(player: Player, from: number, to: number, file: FileId): Trace[] {
  let traces: Trace[] = [];
  for (let version = Math.max(from, to - TRACED_EDITS) + 1; version <= to; version++) {
    const edits = player.editsAt(version);
    if (edits?.file(version) !== file) continue;
    const user = edits.user(version);
    let shift = 0;
    for (const [start, end, text] of edits.splices(version)) {
      const at = start + shift;
      const removed = end - start;
      const moved = (place: number) =>
        place <= at ? place : place >= at + removed ? place + text.length - removed : at;
      traces = traces.map((one) => ({ user: one.user, from: moved(one.from), to: moved(one.to) }));
      const last = traces.findIndex((one) => one.user === user && one.to === at);
      const before = last < 0 ? undefined : traces.splice(last, 1)[0];
      traces.push({ user, from: before?.from ?? at, to: at + text.length });
      shift += text.length - removed;
    }
  }
  return traces;
}
