// What a room's object answers that may begin anew.
import { REBORN, UNCHANGED } from "#protocol/door";
import { Refused } from "#worker/problem";

/** An object that begins anew answers by ending. */
export async function reborn<T>(answer: Promise<T>, otherwise: (answer: T) => void): Promise<void> {
  try {
    otherwise(await answer);
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    if (why.includes(UNCHANGED)) throw new Refused(409, "D1 does not take this; the room is as it was");
    if (!why.includes(REBORN)) throw error;
  }
}
