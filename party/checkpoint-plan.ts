// When a room's checkpoint to D1 is due. One alarm has many reasons; the earliest wins.

/**
 * Edits gather this long before they go to D1, in ms, and up to as long again: one database takes the checkpoints of all
 * rooms, and rooms that a class enters together must not come to it together.
 */
const DEBOUNCE_MS = 20_000;
/** After a failure: doubling up to a minute, until D1 confirms. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 60_000;

export type CheckpointNeed = {
  /** D1 does not have everything. */
  behind: boolean;
  /** Nobody is in the room: no reason to wait for more. */
  empty: boolean;
  failures: number;
  /** Any number from 0 to 1. */
  chance: number;
};

/** The delay in ms until the next checkpoint; undefined when D1 has everything. */
export function checkpointDelay({ behind, empty, failures, chance }: CheckpointNeed): number | undefined {
  if (!behind) return undefined;
  if (failures > 0) return Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** (failures - 1));
  return empty ? 0 : DEBOUNCE_MS * (1 + chance);
}
