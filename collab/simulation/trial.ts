// The whole suite of the simulation in one call: rare interleavings as schedules, scripts that once failed, fresh seeds.
import { fileSchedules } from "#collab/simulation/file-schedules";
import { pinned } from "#collab/simulation/pinned";
import { schedules } from "#collab/simulation/schedules";
import { scriptOf } from "#collab/simulation/script";
import { play } from "#collab/simulation/simulate";
import { smallRoomSchedules } from "#collab/simulation/small-rooms";
import { TEXT_LENGTH_MAX } from "#protocol/limits";

/** Tries everything until something notices a broken promise; answers what that was. */
export function trial(seeds: number): { by: string; said: string } | undefined {
  const attempts = [
    ...(TEXT_LENGTH_MAX < 1_000 ? smallRoomSchedules : [...schedules, ...fileSchedules]),
    ...pinned.map(({ name, script }) => ({ name, run: () => void play(script) })),
    ...Array.from({ length: seeds }, (_, seed) => ({ name: `seed ${seed}`, run: () => void play(scriptOf(seed)) })),
  ];
  for (const { name, run } of attempts) {
    try {
      run();
    } catch (error) {
      return { by: name, said: error instanceof Error ? error.message : String(error) };
    }
  }
  return undefined;
}
