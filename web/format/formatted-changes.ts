// The edit behind a formatted text. A formatter moves words about and hardly changes any: so what stands is found word by
// word, where a comparison by lines would write every line anew that was broken. Carets and others' typing keep their words.
import { ChangeSet } from "@codemirror/state";
import { diffTexts } from "#collab/diff-texts";

/** So many words may be new, or gone, in one place before the words behind them are taken for others, too. */
const AHEAD_MAX = 12;

export function formattedChanges(before: string, after: string): ChangeSet {
  const spans: Span[] = [];
  const byLine = diffTexts(before, after);
  byLine.iterChanges((from, to, start, end) => {
    spans.push(...spansBetween(before.slice(from, to), after.slice(start, end), from));
  }, true);
  return ChangeSet.of(spans, before.length);
}

type Span = { from: number; to: number; insert: string };

function spansBetween(before: string, after: string, offset: number): Span[] {
  const old = wordsOf(before);
  const now = wordsOf(after);
  const spans: Span[] = [];
  // Everything in front of these has its span, if it needs one.
  let [oldEnd, nowEnd] = [0, 0];
  const close = (oldAt: number, nowAt: number) => {
    const [was, is] = [before.slice(oldEnd, oldAt), after.slice(nowEnd, nowAt)];
    if (was !== is) spans.push({ from: offset + oldEnd, to: offset + oldAt, insert: is });
  };
  let [i, j] = [0, 0];
  for (;;) {
    const met = meet(old, i, now, j);
    const [oldWord, nowWord] = [old[i + met.skipped], now[j + met.added]];
    if (!oldWord || !nowWord) break;
    i += met.skipped + 1;
    j += met.added + 1;
    if (oldWord.text !== nowWord.text) continue; // they never met: the one stands for the other
    close(oldWord.at, nowWord.at);
    oldEnd = oldWord.at + oldWord.text.length;
    nowEnd = nowWord.at + nowWord.text.length;
  }
  close(before.length, after.length);
  return spans;
}

type Word = { text: string; at: number };

/** Words, and signs with those that repeat them; the space between them is what formatting is about. */
const wordsOf = (text: string): Word[] =>
  [...text.matchAll(/[\p{L}\p{N}\p{M}_$]+|([^\s\p{L}\p{N}\p{M}_$])\1*/gu)].map(({ 0: word, index }) => ({
    text: word,
    at: index,
  }));

/** How many words of either side come before the next one that both have. */
function meet(old: readonly Word[], i: number, now: readonly Word[], j: number): { skipped: number; added: number } {
  for (let distance = 0; distance <= AHEAD_MAX; distance++) {
    for (let skipped = 0; skipped <= distance; skipped++) {
      const added = distance - skipped;
      const word = old[i + skipped]?.text;
      if (word !== undefined && word === now[j + added]?.text) return { skipped, added };
    }
  }
  return { skipped: 0, added: 0 };
}
