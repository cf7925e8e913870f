// Runs scripts, and makes a failing one short.
import { scriptOf, type Script, type Step } from "#collab/simulation/script";
import { World } from "#collab/simulation/world";

/** Plays a script to its end; throws where a promise is broken. Answers how often each thing happened. */
export function play(script: Script): ReadonlyMap<string, number> {
  const world = new World(script);
  for (const [i, step] of script.steps.entries()) {
    try {
      world.perform(step);
    } catch (error) {
      throw new Error(`step ${i}, ${JSON.stringify(step)}: ${messageOf(error)}`, { cause: error });
    }
  }
  try {
    world.settle();
  } catch (error) {
    throw new Error(`at the end: ${messageOf(error)}`, { cause: error });
  }
  return world.host.counts;
}

/** Plays the scripts of `runs` seeds; a failure is thrown with its seed and a short script that fails too. */
export function simulate(firstSeed: number, runs: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const script = scriptOf(seed);
    try {
      for (const [what, count] of play(script)) counts.set(what, (counts.get(what) ?? 0) + count);
    } catch (error) {
      const short = shrink(script);
      throw new Error(`seed ${seed}: ${messageOf(error)}\nshrunk: ${failure(short) ?? ""}\n${written(short)}`, {
        cause: error,
      });
    }
  }
  return counts;
}

/** The runs of one of several workers: 10,000 in all, or SIMULATION_RUNS from SIMULATION_SEED on. */
export function shareOf(
  { SIMULATION_RUNS, SIMULATION_SEED }: Readonly<Record<string, string | undefined>>,
  share: number,
  shares: number,
): { firstSeed: number; runs: number } {
  const runs = Math.ceil(Number(SIMULATION_RUNS ?? 10_000) / shares);
  return { firstSeed: Number(SIMULATION_SEED ?? 0) + (share - 1) * runs, runs };
}

/** What must have happened, time and again, in any thousand runs. */
export const happenings = [
  "edit, undo, redo, move, up, down, commit, drop, connect, arrive, duplicate, resend, hibernate, crash, checkpoint",
  "rebirth, forget, save, reopen, rename, retitle, language, put, hostile, accepted, group commit, late, superseded",
  "catch-up, own edit in the catch-up, rejoin, version_unknown, sequence_gap, recovered restored, recovered unplaced",
  "open, close, wish, rest wish, restore, file made, folder made, path changed, deleted, brought back, restored",
  "path changed while somebody types, deleted while somebody types, typed in a deleted file, typed in two files at once",
  "undo in a file, several files at once, wishes refused, a file's text asked for, language or line ends",
  "told only that there is one more version, comment, resolve, thread in place, compare",
  "asked for by a member",
].flatMap((line) => line.split(", "));

/** A script as one pastes it into a test. */
export function written({ cast, text, files, ahead, steps }: Script): string {
  const more = files ? ` files: ${JSON.stringify(files)},` : "";
  return `{ cast: ${JSON.stringify(cast)}, text: ${JSON.stringify(text)},${more} ahead: ${ahead}, steps: [\n${steps.map((step) => `  ${JSON.stringify(step)},\n`).join("")}] }`;
}

function failure(script: Script): string | undefined {
  try {
    play(script);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Delta debugging: leaves out steps, larger groups first, as long as what is left still fails. */
export function shrink(script: Script): Script {
  let { steps } = script;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < steps.length;) {
      const fewer = steps.toSpliced(at, size);
      if (failure({ ...script, steps: fewer })) steps = fewer;
      else at += size;
    }
  }
  for (const [i, step] of steps.entries()) {
    for (const simpler of simplerThan(step)) {
      const changed = steps.with(i, simpler);
      if (failure({ ...script, steps: changed })) steps = changed;
    }
  }
  return { ...script, steps };
}

function simplerThan(step: Step): Step[] {
  if (step.do === "edit" && step.cuts.length > 1) return step.cuts.map((cut) => ({ ...step, cuts: [cut] }));
  return [];
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
