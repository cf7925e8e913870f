// Places in real texts where somebody could be typing, and what would have been right there.
import { isWord, tokenEnd } from "#completion/characters";
import type { CompletionRequest } from "#protocol/completion";
import type { Sample } from "./completion-corpus.ts";

/** `end`: the text ends at the cursor, as when it is first written. `middle`: the lines below are there already. */
export type Mode = "end" | "middle";
export const modes: readonly Mode[] = ["end", "middle"];

export type Place = {
  mode: Mode;
  request: CompletionRequest;
  /** What the writer really wrote from the cursor on: the rest of the line, and everything below it. */
  truth: string;
  /** The rest of the line. */
  rest: string;
};

/** The same numbers for the same seed, on every machine. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` lines of the text with something on them, in each a cursor from its first character to its end. */
export function placesIn({ content, language }: Sample, count: number, random: () => number): Place[] {
  const lines: { start: number; end: number }[] = [];
  for (let start = 0; start <= content.length;) {
    const at = content.indexOf("\n", start);
    const end = at === -1 ? content.length : at;
    if (content.slice(start, end).trim() !== "") lines.push({ start, end });
    start = end + 1;
  }
  if (lines.length === 0) return [];
  return Array.from({ length: Math.min(count, lines.length) }, () => {
    const { start, end } = lines[Math.floor(random() * lines.length)]!;
    const line = content.slice(start, end);
    const indent = line.length - line.trimStart().length;
    let cursor = start + indent + Math.floor(random() * (line.trimEnd().length - indent + 1));
    // Never inside a pair.
    if (/[\uDC00-\uDFFF]/.test(content[cursor] ?? "")) cursor--;
    return cursor;
  }).flatMap((cursor) => {
    const lineEnd = content.indexOf("\n", cursor) === -1 ? content.length : content.indexOf("\n", cursor);
    const truth = content.slice(cursor, cursor + 2_000);
    const rest = content.slice(cursor, lineEnd).trimEnd();
    const before = content.slice(0, cursor);
    return modes.map((mode) => {
      const code = mode === "end" ? before : before + content.slice(lineEnd);
      return { mode, request: { code, cursor, language }, truth, rest };
    });
  });
}

/** Up to the end of the first line that has text. */
export function firstLine(suggestion: string): string {
  const text = suggestion.search(/\S/);
  const end = suggestion.indexOf("\n", text);
  return end === -1 ? suggestion : suggestion.slice(0, end);
}

/** Its first line stands in what was written, and no word is cut where it ends. */
export function isRight(suggestion: string, { truth }: Place): boolean {
  const line = firstLine(suggestion);
  if (!truth.startsWith(line)) return false;
  const next = truth.charCodeAt(line.length);
  if (line.length < suggestion.length) return Number.isNaN(next) || next === 10;
  return !(isWord(next) && isWord(line.charCodeAt(line.length - 1)));
}

export const isWholeLine = (suggestion: string, { rest }: Place): boolean =>
  rest !== "" && firstLine(suggestion).trimEnd() === rest;

export function isNextToken(suggestion: string, { rest }: Place): boolean {
  if (rest === "" || suggestion === "") return false;
  const token = rest.slice(0, tokenEnd(rest, 0, rest.length));
  const line = firstLine(suggestion);
  return line.slice(0, tokenEnd(line, 0, line.length)) === token;
}
