// The second step of `npm run bench:completion:fit`: makes completion/calibration.ts from the half of the texts that teaches.
// Flags: --seed 1 --places 60000
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Candidate, features, type Source, sources } from "#completion/candidate";
import { candidatesOf, worthOf } from "#completion/complete";
import { type Calibration, confidenceOf, scoreOf } from "#completion/confidence";
import { siteOf } from "#completion/site";
import { corpora, halfOf } from "./completion-corpus.ts";
import { isRight, numbers, placesIn } from "./completion-walk.ts";

const { values: flags } = parseArgs({
  options: { seed: { type: "string", default: "1" }, places: { type: "string", default: "60000" } },
});
const random = numbers(Number(flags.seed));

type Judged = { candidate: Candidate; right: boolean };

const places = judgedPlaces();
console.log(`${places.length} places, ${places.flat().length} candidates.`);
let calibration = fit(places.flat());
// The one that is said is the best of several, and so seems better than it is: those that win are what the last table counts.
for (let round = 0; round < 3; round++) calibration = refit(calibration);

const path = join(import.meta.dirname, "../completion/calibration.ts");
const rounded = JSON.stringify(calibration, (_, value) =>
  typeof value === "number" ? Number(value.toFixed(3)) : value,
);
writeFileSync(
  path,
  `// Made by \`npm run bench:completion:fit\` from real code; bench/completion-fit.ts says how. Not written by hand.
import type { Calibration } from "./confidence.ts";

export const calibration: Calibration = ${rounded};
`,
);
execFileSync("oxfmt", [path]);

function judgedPlaces(): Judged[][] {
  // The same share for each collection, however large it is.
  const all = corpora().map(({ samples }) => samples.filter((sample) => halfOf(sample) === "fitted"));
  const present = all.filter((samples) => samples.length > 0);
  return present.flatMap((samples) => {
    const each = Math.ceil(Number(flags.places) / present.length / samples.length / 2);
    return samples.flatMap((sample) =>
      placesIn(sample, each, random).map((place) => {
        const site = siteOf(place.request);
        return site
          ? candidatesOf(site).map((candidate) => ({ candidate, right: isRight(candidate.text, place) }))
          : [];
      }),
    );
  });
}

function fit(judged: readonly Judged[]): Calibration {
  const entries = sources.map((source) => {
    const own = judged.filter(({ candidate }) => candidate.source === source);
    const weights = logistic(source, own);
    const table = rising(own.map(({ candidate, right }) => [scoreOf(candidate, weights), right]));
    console.log(
      `${source}: ${own.length}, right ${share(own)} | ${features[source].map((f, i) => `${f} ${weights[i + 1]!.toFixed(2)}`).join(", ")}`,
    );
    return [source, { weights, ...table }] as const;
  });
  return byName(entries);
}

function refit(before: Calibration): Calibration {
  const winners: Judged[] = [];
  for (const judged of places) {
    let best: Judged | undefined;
    let most = 0;
    for (const one of judged) {
      const worth = worthOf(one.candidate.text, confidenceOf(one.candidate, before));
      if (worth > most) [best, most] = [one, worth];
    }
    if (best) winners.push(best);
  }
  const entries = sources.map((source) => {
    const own = winners.filter(({ candidate }) => candidate.source === source);
    const { weights } = before[source];
    // Too few to say anything new.
    if (own.length < 200) return [source, before[source]] as const;
    return [
      source,
      { weights, ...rising(own.map(({ candidate, right }) => [scoreOf(candidate, weights), right])) },
    ] as const;
  });
  return byName(entries);
}

type Table = Calibration[Source];

function byName(entries: readonly (readonly [Source, Table])[]): Calibration {
  return Object.fromEntries(entries) as Record<Source, Table>;
}

function share(judged: readonly Judged[]): string {
  return (judged.filter(({ right }) => right).length / judged.length).toFixed(3);
}

/** Newton's method, with a little weight against large numbers. */
function logistic(source: Source, judged: readonly Judged[]): number[] {
  const size = features[source].length + 1;
  const weights = Array<number>(size).fill(0);
  const rows = judged.map(({ candidate }) => [1, ...candidate.features]);
  for (let step = 0; step < 12; step++) {
    const gradient = weights.map((weight, i) => (i === 0 ? 0 : -weight * 0.5));
    const hessian = weights.map((_, i) => weights.map((__, j) => (i === j ? (i === 0 ? 1e-3 : 0.5) : 0)));
    for (const [n, row] of rows.entries()) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += weights[i]! * row[i]!;
      const p = 1 / (1 + Math.exp(-sum));
      const off = Number(judged[n]!.right) - p;
      for (let i = 0; i < size; i++) {
        const value = row[i]!;
        if (value === 0) continue;
        gradient[i]! += off * value;
        const scaled = p * (1 - p) * value;
        for (let j = 0; j < size; j++) hessian[i]![j]! += scaled * row[j]!;
      }
    }
    for (const [i, change] of solved(hessian, gradient).entries()) weights[i]! += change;
  }
  return weights;
}

/** Gauss, with the largest pivot. */
function solved(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let j = i + 1; j < size; j++) if (Math.abs(rows[j]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = j;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let j = 0; j < size; j++) {
      if (j === i) continue;
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k <= size; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}

/** Isotonic regression: neighbours are pooled until the rates rise, and until enough stand behind each. */
function rising(pairs: readonly (readonly [score: number, right: boolean])[]): { scores: number[]; rates: number[] } {
  const least = Math.max(40, pairs.length / 24);
  type Pool = { scores: number; right: number; count: number };
  // Nothing is ever certain: one half right beforehand, and never more than this.
  const rate = ({ right, count }: Pool): number => Math.min(0.995, (right + 0.5) / (count + 1));
  const pools: Pool[] = [];
  for (const [score, right] of pairs.toSorted(([a], [b]) => a - b)) {
    const last = pools.at(-1);
    if (last && last.count < least) {
      last.scores += score;
      last.right += Number(right);
      last.count++;
    } else pools.push({ scores: score, right: Number(right), count: 1 });
    if (pools.at(-1)!.count >= least) pool(pools);
  }
  pool(pools);
  if (pools.length === 0) return { scores: [0], rates: [0] };
  return { scores: pools.map(({ scores, count }) => scores / count), rates: pools.map(rate) };

  function pool(all: Pool[]): void {
    while (all.length > 1) {
      const [a, b] = [all.at(-2)!, all.at(-1)!];
      if (rate(a) < rate(b) && b.count >= least) return;
      all.splice(-2, 2, { scores: a.scores + b.scores, right: a.right + b.right, count: a.count + b.count });
    }
  }
}
