import type { Calibration } from "./confidence.ts";

export const calibration: Calibration = {
  opening: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], scores: [0, 1], rates: [0.5, 0.5] },
  idiom: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], scores: [0, 1], rates: [0.5, 0.5] },
  header: { weights: [0, 0, 0, 0, 0], scores: [0, 1], rates: [0.5, 0.5] },
  word: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], scores: [0, 1], rates: [0.5, 0.5] },
  member: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], scores: [0, 1], rates: [0.5, 0.5] },
  close: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], scores: [0, 1], rates: [0.5, 0.5] },
  block: { weights: [0, 0, 0, 0, 0, 0], scores: [0, 1], rates: [0.5, 0.5] },
  identifier: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], scores: [0, 1], rates: [0.5, 0.5] },
  echo: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], scores: [0, 1], rates: [0.5, 0.5] },
};
