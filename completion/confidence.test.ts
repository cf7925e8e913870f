import { expect, test } from "vitest";
import { calibration } from "./calibration.ts";
import { features, sources } from "./candidate.ts";
import { type Calibration, confidenceOf } from "./confidence.ts";

test.each(sources)("%s: a higher score never means less confidence, and every feature has its weight", (source) => {
  const { weights, scores, rates } = calibration[source];
  expect(weights.length).toBe(features[source].length + 1);
  expect(scores.length).toBe(rates.length);
  expect(scores.length).toBeGreaterThan(0);
  expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  for (const rate of rates) expect(rate > -1e-9 && rate < 1).toBe(true);
});

test("between two scores of the table confidence lies on a straight line; outside it stays as it is", () => {
  const table = { ...calibration, header: { weights: [0, 1], scores: [0.25, 0.75], rates: [0.2, 0.6] } } as Calibration;
  const at = (score: number): number => {
    const values = features.header.map((_, i) => (i === 0 ? Math.log(score / (1 - score)) : 0));
    return confidenceOf({ source: "header", text: "():", features: values }, table);
  };
  expect([0.1, 0.25, 0.5, 0.75, 0.9].map(at)).toEqual([0.2, 0.2, 0.4, 0.6, 0.6].map((rate) => expect.closeTo(rate, 9)));
});
