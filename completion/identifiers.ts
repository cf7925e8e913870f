// Words of the room that begin as the one at the cursor does.
import type { Candidate } from "./candidate.ts";
import { isWord } from "./characters.ts";
import { placesOf } from "./room-text.ts";
import type { Site } from "./site.ts";
import { isOfLanguage, namesAnew } from "./standing.ts";

const WORD_LENGTH_MAX = 80;
const OFFERED_MAX = 2;

type Seen = { weight: number; count: number; nearest: number; sameBefore: boolean };

export function identifiers(site: Site): Candidate[] {
  const { code, cursor, word } = site;
  if (word === "") return [];
  const before = code.charCodeAt(cursor - word.length - 1);
  const seen = new Map<string, Seen>();
  const anew = namesAnew(site);
  let all = 0;
  for (const [i, text] of [code, ...site.files.map(({ content }) => content)].entries()) {
    for (const at of placesOf(text, word, i === 0 ? cursor : text.length)) {
      let end = at;
      while (end < text.length && end - at < WORD_LENGTH_MAX && isWord(text.charCodeAt(end))) end++;
      if (i === 0 && at === cursor) continue;
      const distance = i === 0 ? Math.abs(cursor - at) : Infinity;
      const rest = text.slice(at, end);
      const one = seen.get(rest) ?? { weight: 0, count: 0, nearest: Infinity, sameBefore: false };
      const sameBefore = text.charCodeAt(at - word.length - 1) === before;
      const weight = (sameBefore ? 2 : 1) * (distance === Infinity ? 0.4 : 1 / (1 + distance / 4_000));
      one.weight += weight;
      one.count++;
      one.nearest = Math.min(one.nearest, distance);
      one.sameBefore ||= sameBefore;
      all += weight;
      seen.set(rest, one);
    }
  }
  return [...seen]
    .toSorted(([, a], [, b]) => b.weight - a.weight)
    .filter(([rest]) => rest !== "" && !/^\d/.test(word) && !(anew && isOfLanguage(site, word + rest)))
    .slice(0, OFFERED_MAX)
    .map(([rest, { weight, count, nearest, sameBefore }]) => ({
      source: "identifier",
      text: rest,
      features: [
        Math.min(word.length, 8) / 8,
        Math.log2(1 + rest.length) / 4,
        weight / all,
        Math.log2(seen.size) / 4,
        nearest === Infinity ? 0 : 1 / (1 + nearest / 2_000),
        Math.log2(1 + count) / 4,
        Number(sameBefore),
        Number(site.place === "string"),
        Number(site.place === "prose" || site.place === "comment"),
        Number(nearest === Infinity),
      ],
    }));
}
