// What the room itself teaches: where the same tokens stood before, what came next? The longer the likeness and the nearer
// the place, the more it counts. The continuation is walked token by token, always to what most places go on with; where
// some of them part from the others, and at the line's end, it is offered as a candidate.
import { isWord, lineEnd, NEWLINE, tokenEnd } from "./characters.ts";
import type { Candidate } from "./candidate.ts";
import { occurrencesBelow, occurrencesOf, type Occurrence } from "./room-text.ts";
import { indentationOf } from "./characters.ts";
import type { Site } from "./site.ts";

const TOKENS_MAX = 40;
const LINE_LENGTH_MAX = 200;
const LINES_MAX = 5;

type Vote = { occurrence: Occurrence; at: number; end: number; weight: number };

export function echoes(site: Site): Candidate[] {
  const blank = site.head === "";
  const occurrences = blank ? occurrencesBelow(site) : occurrencesOf(site);
  if (occurrences.length === 0) return [];
  let votes = occurrences.map((occurrence): Vote => {
    const { context, wholeLine, lines, distance, text, at } = occurrence;
    const near = distance === Infinity ? 0.4 : 1 / (1 + distance / 5_000);
    const weight = context ** 3 * (wholeLine ? 2 : 1) * (1 + lines) * near;
    return { occurrence, at, end: lineEnd(text, at, LINE_LENGTH_MAX), weight };
  });
  const all = sumOf(votes);
  const candidates: Candidate[] = [];
  let text = "";
  let tokens = 0;
  for (; tokens < TOKENS_MAX; tokens++) {
    const next = mostLikely(votes);
    // Some go on otherwise: what they all agree on is a candidate of its own.
    const parts = tokens > 0 && next.votes.length < votes.length;
    if (parts && text.trim() !== "") candidates.push(candidateOf(site, text, votes, all, tokens, false));
    votes = next.votes;
    if (next.token === "\n") {
      if (text.trim() !== "") {
        candidates.push(candidateOf(site, text + linesBelow(site, votes), votes, all, tokens, true));
      }
      break;
    }
    text += next.token;
    for (const vote of votes) vote.at += next.token.length;
    if (tokens === 0) candidates.push(candidateOf(site, text, votes, all, 1, false));
  }
  return candidates.filter((candidate) => candidate.text.trim() !== "");
}

function mostLikely(votes: readonly Vote[]): { token: string; votes: Vote[] } {
  const byToken = new Map<string, { weight: number; votes: Vote[] }>();
  for (const vote of votes) {
    const { text } = vote.occurrence;
    const ended = vote.at >= vote.end || text.charCodeAt(vote.at) === NEWLINE;
    const token = ended ? "\n" : text.slice(vote.at, tokenEnd(text, vote.at, vote.end));
    const group = byToken.get(token);
    if (group) {
      group.weight += vote.weight;
      group.votes.push(vote);
    } else byToken.set(token, { weight: vote.weight, votes: [vote] });
  }
  let best: [string, { weight: number; votes: Vote[] }] | undefined;
  for (const one of byToken) if (!best || one[1].weight > best[1].weight) best = one;
  return { token: best![0], votes: best![1].votes };
}

function candidateOf(
  site: Site,
  text: string,
  votes: readonly Vote[],
  all: number,
  tokens: number,
  endsLine: boolean,
): Candidate {
  let best = votes[0]!;
  let nearest = Infinity;
  for (const vote of votes) {
    if (vote.occurrence.context > best.occurrence.context) best = vote;
    nearest = Math.min(nearest, vote.occurrence.distance);
  }
  const { context, wholeLine, lines } = best.occurrence;
  const share = sumOf(votes) / all;
  const length = Math.log2(1 + context) / 7;
  return {
    source: "echo",
    text,
    features: [
      length,
      Number(wholeLine),
      lines / 2,
      share,
      Math.log2(1 + votes.length) / 4,
      nearest === Infinity ? 0 : 1 / (1 + nearest / 2_000),
      Math.log2(tokens + 1) / 3,
      Math.log2(1 + text.trim().length) / 5,
      Math.min(site.word.length, 8) / 8,
      Number(endsLine),
      Number(site.place === "string"),
      Number(site.place === "prose" || site.place === "comment"),
      Number(nearest === Infinity),
      share * length,
      Number(votes.length === 1),
      Number(site.word !== "" && isWord(text.charCodeAt(0))),
    ],
  };
}

// Where whole lines were alike, what stood below them comes too: as long as all places agree, and no deeper than it began.
function linesBelow(site: Site, votes: readonly Vote[]): string {
  const best = votes.reduce((one, other) => (other.occurrence.context > one.occurrence.context ? other : one));
  const { text, wholeLine, lines, context } = best.occurrence;
  if (!wholeLine || (lines < 1 && context < 24)) return "";
  const start = text.lastIndexOf("\n", best.at - 1) + 1;
  const base = indentationOf(text.slice(start, lineEnd(text, start, LINE_LENGTH_MAX)));
  let added = "";
  let at = best.at;
  for (let i = 0; i < LINES_MAX && at < text.length; i++) {
    const end = lineEnd(text, at + 1, LINE_LENGTH_MAX);
    const line = text.slice(at + 1, end);
    const indent = indentationOf(line);
    const rest = line.slice(indent.length);
    // The body of what was begun, and a closing line at its own height.
    const deeper = indent.length > base.length && indent.startsWith(base);
    const closes = indent === base && /^[)\]}]/.test(rest) && added !== "";
    if (rest === "" || !(deeper || closes)) break;
    const agreed = votes.every((vote) => vote.occurrence.text.startsWith(rest, bodyStart(vote, at - best.at)));
    if (!agreed) break;
    added += `\n${site.indent}${indent.slice(base.length)}${rest}`;
    at = end;
    if (closes) break;
  }
  return added;
}

function bodyStart(vote: Vote, offset: number): number {
  let i = vote.at + offset + 1;
  const { text } = vote.occurrence;
  while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i++;
  return i;
}

function sumOf(votes: readonly Vote[]): number {
  return votes.reduce((sum, { weight }) => sum + weight, 0);
}
