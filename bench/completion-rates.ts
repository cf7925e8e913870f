// The first step of `npm run bench:completion:fit`: how often each idiom of the tables is right, in completion/idiom-rates.ts.
// Each matches seldom, so that far more places are looked at than for the rest. Flags: --seed 1 --places 400000
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { idiomsAt } from "#completion/known";
import { siteOf } from "#completion/site";
import type { LanguageId } from "#protocol/languages";
import { corpora, halfOf } from "./completion-corpus.ts";
import { isRight, numbers, placesIn } from "./completion-walk.ts";

const { values: flags } = parseArgs({
  options: { seed: { type: "string", default: "1" }, places: { type: "string", default: "400000" } },
});
const random = numbers(Number(flags.seed));
/** So many times it was as right as all of them together, before anything is counted. */
const BEFOREHAND = 4;
const LEAST = 3;

const counts = new Map<LanguageId, Map<string, { right: number; all: number }>>();
const teaching = corpora()
  .map(({ samples }) => samples.filter((sample) => halfOf(sample) === "fitted"))
  .filter((samples) => samples.length > 0);
for (const samples of teaching) {
  const each = Math.ceil(Number(flags.places) / teaching.length / samples.length / 2);
  for (const sample of samples) {
    for (const place of placesIn(sample, each, random)) {
      const site = place.mode === "end" ? siteOf(place.request) : undefined;
      if (!site || site.place === "comment" || site.place === "prose") continue;
      const own = counts.get(sample.language) ?? new Map<string, { right: number; all: number }>();
      counts.set(sample.language, own);
      for (const { line, text } of idiomsAt(site)) {
        const count = own.get(line.source) ?? { right: 0, all: 0 };
        count.all++;
        count.right += Number(isRight(text, place));
        own.set(line.source, count);
      }
    }
  }
}

const seen = [...counts.values()].flatMap((own) => [...own.values()]).filter(({ all }) => all >= LEAST);
// Each counts once: a pattern that nothing is known of is one like these, however often they match.
const mean = seen.reduce((sum, { right, all }) => sum + right / all, 0) / seen.length;
const rates = Object.fromEntries(
  [...counts].map(([language, own]) => {
    const known = [...own].filter(([, { all }]) => all >= LEAST).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const rate = ({ right, all }: { right: number; all: number }): number =>
      Number(((right + BEFOREHAND * mean) / (all + BEFOREHAND)).toFixed(3));
    return [language, Object.fromEntries(known.map(([line, count]) => [line, rate(count)]))];
  }),
);
console.log(`${seen.length} idioms, right ${mean.toFixed(2)} of the time.`);
const path = join(import.meta.dirname, "../completion/idiom-rates.ts");
writeFileSync(
  path,
  `// Made by \`npm run bench:completion:fit\` from real code; bench/completion-rates.ts says how. Not written by hand.
import type { LanguageId } from "#protocol/languages";

/** Of an idiom that no counted text has. */
export const idiomRate = ${mean.toFixed(3)};

export const idiomRates: Readonly<Partial<Record<LanguageId, Readonly<Record<string, number>>>>> = ${JSON.stringify(rates)};
`,
);
execFileSync("oxfmt", [path]);
