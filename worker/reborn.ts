// What a room's object answers that may begin anew.
import { REBORN } from "#protocol/door";

/** An object that begins anew answers by ending. */
export async function reborn<T>(answer: Promise<T>, otherwise: (answer: T) => void): Promise<void> {
  try {
    otherwise(await answer);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes(REBORN))) throw error;
  }
}
