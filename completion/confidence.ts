// From features to a probability: a weighted sum through the logistic curve, and then a table that says how often
// suggestions of that score were right in real code. Both were fitted by `npm run bench:completion:fit`.
import { calibration } from "./calibration.ts";
import { type Candidate, features, type Source } from "./candidate.ts";

export type Calibration = Readonly<
  Record<
    Source,
    {
      /** The constant, then one for each feature. */
      readonly weights: readonly number[];
      /** Scores, rising, and how likely a suggestion of that score is right: rising too. Between them lines are straight. */
      readonly scores: readonly number[];
      readonly rates: readonly number[];
    }
  >
>;

/** How likely it is that the first line of the candidate is what comes at the cursor. */
export function confidenceOf(candidate: Candidate, table: Calibration = calibration): number {
  const { scores, rates } = table[candidate.source];
  const score = scoreOf(candidate, table[candidate.source].weights);
  const above = scores.findIndex((one) => one >= score);
  if (above === -1) return rates.at(-1) ?? 0;
  if (above === 0) return rates[0]!;
  const [left, right] = [scores[above - 1]!, scores[above]!];
  const part = right === left ? 1 : (score - left) / (right - left);
  return rates[above - 1]! + part * (rates[above]! - rates[above - 1]!);
}

/** Between 0 and 1, not yet a probability. */
export function scoreOf({ source, features: values }: Candidate, weights: readonly number[]): number {
  if (values.length !== features[source].length) throw new Error(`${source} has ${values.length} features`);
  let sum = weights[0] ?? 0;
  for (const [i, value] of values.entries()) sum += (weights[i + 1] ?? 0) * value;
  return 1 / (1 + Math.exp(-sum));
}
