// What a room's object answers that may begin anew.
import { REBORN, UNCHANGED } from "#protocol/reborn";
import { Refused } from "#worker/problem";

/** An object that begins anew answers by ending; by the name of the call it is known whose doing that was. */
export async function reborn<T>(ask: (call: string) => Promise<T>, otherwise: (answer: T) => void): Promise<void> {
  const call = crypto.randomUUID();
  try {
    otherwise(await ask(call));
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    if (!why.includes(call)) throw error;
    if (why.includes(UNCHANGED)) throw new Refused(503, "D1 does not take this; the room is as it was");
    if (!why.includes(REBORN)) throw error;
  }
}
