// Reads a model's answer as far as it makes a suggestion, and no further.
import type { Completion } from "#protocol/completion";
import { suggestionOf } from "./answer";
import type { Surroundings } from "./prompt";
import { NOTHING } from "./provider";

/** Tokens a model may write: a block of code. It costs no more than that, whatever we make of it. */
export const ANSWER_TOKENS_MAX = 256;

/** A model says nothing of how sure it is; this stands between a rule that is often right and one that is seldom. */
const CONFIDENCE = 0.5;

export async function completionFrom(pieces: AsyncIterable<string>, around: Surroundings): Promise<Completion> {
  let answer = "";
  for await (const piece of pieces) {
    answer += piece;
    if (piece.includes("\n") && suggestionOf(answer, around).complete) break;
  }
  const { suggestion } = suggestionOf(answer, around);
  return suggestion ? { suggestion, confidence: CONFIDENCE } : NOTHING;
}
