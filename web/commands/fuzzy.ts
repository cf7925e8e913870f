// How well a few typed letters mean a label: they must be in it in this order, and count for more together and at the
// beginning of words.

export type Match = { score: number; /** Where in the label, ascending. */ places: readonly number[] };

const AT_START = 2;
const AT_WORD = 8;
const IN_A_ROW = 10;
const HIT = 1;

/** Undefined where the label does not have the letters. */
export function fuzzyMatch(typed: string, label: string): Match | undefined {
  const letters = [...typed.toLowerCase().replaceAll(/\s/g, "")];
  const text = label.toLowerCase();
  // The best ways to have placed the letters so far, by the place of the last one.
  let best = new Map<number, Match>([[-1, { score: 0, places: [] }]]);
  for (const letter of letters) {
    const next = new Map<number, Match>();
    for (let at = text.indexOf(letter); at >= 0; at = text.indexOf(letter, at + 1)) {
      let found: Match | undefined;
      for (const [last, { score, places }] of best) {
        if (last >= at) continue;
        const inARow = last >= 0 && last === at - 1 ? IN_A_ROW : 0;
        const gain = HIT + (at === 0 ? AT_START : 0) + (isWordStart(label, at) ? AT_WORD : 0) + inARow;
        if (!found || score + gain > found.score) found = { score: score + gain, places: [...places, at] };
      }
      if (found) next.set(at, found);
    }
    if (next.size === 0) return undefined;
    best = next;
  }
  const [first, ...others] = best.values();
  const won = others.reduce((a, b) => (b.score > a.score ? b : a), first ?? { score: 0, places: [] });
  // Of two that fit alike, the shorter says more exactly what was meant.
  return { ...won, score: won.score - label.length / 100 };
}

const isWordStart = (label: string, at: number) =>
  at === 0 || /[^\p{L}\p{N}][\p{L}\p{N}]/u.test(label.slice(at - 1, at + 1));
