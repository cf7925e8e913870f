// Lines built like this one, above and below: where names and strings differ but the rest is alike, the line probably goes on
// alike, with this line's names in place of theirs.
//
//   self.width = width            the same shape; "width" stands for "height"
//   self.height = ‸               → "height"
import type { Candidate } from "./candidate.ts";
import { isBlank, isWord, lineEnd, lineStart, tokenEnd } from "./characters.ts";
import type { Site } from "./site.ts";
import { standingOf } from "./standing.ts";

const LINES_MAX = 40;
const LINE_LENGTH_MAX = 200;
const TOKENS_MAX = 40;
const OFFERED_MAX = 2;

type Like = { rest: string; literal: number; lines: number; same: boolean; exchanged: boolean };

export function analogies(site: Site): Candidate[] {
  if (site.place !== "code" || site.head.length < 2) return [];
  const ours = tokensOf(site.head, site.head.length);
  if (ours.length < 2 || ours.length > TOKENS_MAX) return [];
  const likes = linesAround(site).flatMap(({ line, indent, lines }) => {
    const like = likeness(ours, line);
    return like ? [{ ...like, lines, same: indent === site.indent.length }] : [];
  });
  if (likes.length === 0) return [];
  const standing = standingOf(site);
  const groups = new Map<string, { weight: number; likes: Like[] }>();
  let all = 0;
  for (const like of likes) {
    const weight = (like.literal ** 2 * (like.same ? 2 : 1)) / (4 + like.lines);
    all += weight;
    // The whole rest, and the next token of it, which more lines agree on.
    for (const text of new Set([like.rest, like.rest.slice(0, tokenEnd(like.rest, 0, like.rest.length))])) {
      const group = groups.get(text) ?? { weight: 0, likes: [] };
      group.weight += weight;
      group.likes.push(like);
      groups.set(text, group);
    }
  }
  return [...groups]
    .filter(([text]) => text.trim() !== "")
    .toSorted(([a, { weight: x }], [b, { weight: y }]) => y * Math.log2(2 + b.length) - x * Math.log2(2 + a.length))
    .slice(0, OFFERED_MAX)
    .map(([text, group]) => {
      const best = group.likes.reduce((one, other) => (other.literal > one.literal ? other : one));
      const share = group.weight / all;
      const supporters = Math.log2(1 + group.likes.length);
      return {
        source: "analogy",
        text,
        features: [
          best.literal,
          Math.log2(ours.length) / 4,
          share,
          supporters / 4,
          1 / Math.min(...group.likes.map(({ lines }) => lines)),
          Number(best.exchanged),
          Number(best.same),
          Math.log2(1 + text.trim().length) / 5,
          Number(best.rest === text),
          standing.whole,
          standing.unheard,
          Number(site.word === ""),
        ],
      };
    });
}

/** Names, numbers, strings and signs, without the blanks between them. */
function tokensOf(line: string, end: number): { text: string; at: number; end: number }[] {
  const tokens: { text: string; at: number; end: number }[] = [];
  for (let i = 0; i < end && tokens.length <= TOKENS_MAX;) {
    while (i < end && isBlank(line.charCodeAt(i))) i++;
    if (i >= end) break;
    const unit = line.charCodeAt(i);
    let to = tokenEnd(line, i, end);
    if (unit === 34 || unit === 39 || unit === 96) {
      const close = line.indexOf(line[i]!, i + 1);
      if (close !== -1 && close < end) to = close + 1;
    }
    tokens.push({ text: line.slice(i, to), at: i, end: to });
    i = to;
  }
  return tokens;
}

function likeness(
  ours: readonly { text: string }[],
  line: string,
): Pick<Like, "rest" | "literal" | "exchanged"> | undefined {
  const theirs = tokensOf(line, line.length);
  if (theirs.length < ours.length) return undefined;
  const exchanges = new Map<string, string>();
  let alike = 0;
  for (const [i, { text }] of ours.entries()) {
    const other = theirs[i]!.text;
    if (text === other) {
      alike++;
      continue;
    }
    if (kindOf(text) !== kindOf(other) || kindOf(text) === 0) return undefined;
    exchanges.set(other, text);
  }
  if (alike * 2 < ours.length) return undefined;
  // Some word must be the same: signs alone make no likeness.
  if (!ours.some(({ text }, i) => text === theirs[i]!.text && kindOf(text) === 1)) return undefined;
  const from = theirs[ours.length - 1]!.end;
  let exchanged = false;
  let rest = line.slice(from);
  if (exchanges.size > 0) {
    let made = "";
    for (let i = 0; i < rest.length;) {
      const end = tokenEnd(rest, i, rest.length);
      const token = rest.slice(i, end);
      const name = token.trimStart();
      const ownName = exchanges.get(name);
      if (ownName !== undefined) exchanged = true;
      made += ownName === undefined ? token : token.slice(0, token.length - name.length) + ownName;
      i = end;
    }
    rest = made;
  }
  return { rest: rest.trimEnd(), literal: alike / ours.length, exchanged };
}

function kindOf(token: string): 0 | 1 | 2 {
  const unit = token.charCodeAt(0);
  if (isWord(unit)) return 1;
  return (unit === 34 || unit === 39 || unit === 96) && token.length > 1 ? 2 : 0;
}

function linesAround({ code, cursor, head, indent }: Site): { line: string; indent: number; lines: number }[] {
  const found: { line: string; indent: number; lines: number }[] = [];
  const add = (start: number, end: number, lines: number): void => {
    let from = start;
    while (from < end && isBlank(code.charCodeAt(from))) from++;
    // The first sign or letter decides most lines without taking them apart.
    const first = code.charCodeAt(from);
    if (from < end && isWord(first) === isWord(head.charCodeAt(0)))
      found.push({ line: code.slice(from, Math.min(end, from + LINE_LENGTH_MAX)), indent: from - start, lines });
  };
  let end = cursor - head.length - indent.length - 1;
  for (let lines = 1; lines <= LINES_MAX && end > 0; lines++) {
    const start = lineStart(code, end);
    add(start, end, lines);
    end = start - 1;
  }
  let start = lineEnd(code, cursor) + 1;
  for (let lines = 1; lines <= LINES_MAX / 2 && start < code.length; lines++) {
    const to = lineEnd(code, start);
    add(start, to, lines);
    start = to + 1;
  }
  return found;
}
