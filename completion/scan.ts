// Is the cursor in code, in a string or in a comment, and which brackets are open there? A small scanner reads the last few
// thousand characters, from a line that begins at the margin; what may have begun before it is looked for by native search.
import { isBlank, isWord, lineStart, NEWLINE } from "./characters.ts";
import type { Syntax } from "./syntax.ts";

export type OpenBracket = {
  bracket: "(" | "[" | "{";
  at: number;
};

const WINDOW = 4_000;

type Inside = { kind: "code" } | { kind: "string"; close: string; long: boolean } | { kind: "comment"; close: string };

export function scan(code: string, cursor: number, syntax: Syntax): { place: Place; open: readonly OpenBracket[] } {
  if (syntax.prose && !syntax.block) return { place: "prose", open: [] };
  const from = windowStart(code, cursor);
  let inside: Inside = insideAt(code, from, syntax);
  const open: (OpenBracket & { template?: true })[] = [];
  const { line, block, quotes, long } = syntax;
  const commentUnits = [...line, ...(block ? [block[0]] : [])].map((opening) => opening.charCodeAt(0));
  const longUnits = long.map((delimiter) => delimiter.charCodeAt(0));

  for (let i = from; i < cursor;) {
    const unit = code.charCodeAt(i);
    if (inside.kind === "comment") {
      if (inside.close === "\n" ? unit === NEWLINE : ends(code, i, cursor, inside.close)) {
        i += inside.close.length;
        inside = { kind: "code" };
      } else i++;
    } else if (inside.kind === "string") {
      if (unit === 92) i += 2;
      else if (unit === NEWLINE && !inside.long) {
        inside = { kind: "code" };
        i++;
      } else if (ends(code, i, cursor, inside.close)) {
        i += inside.close.length;
        inside = { kind: "code" };
      } else if (inside.close === "`" && unit === 36 && code.charCodeAt(i + 1) === 123 && i + 2 <= cursor) {
        open.push({ bracket: "{", at: i + 1, template: true });
        inside = { kind: "code" };
        i += 2;
      } else i++;
    } else if (isWord(unit) || isBlank(unit) || unit === NEWLINE) {
      i++;
    } else {
      if (commentUnits.includes(unit)) {
        const opening = line.find((one) => code.startsWith(one, i) && (unit !== 35 || opensHash(code, i)));
        if (opening) {
          inside = { kind: "comment", close: "\n" };
          i += opening.length;
          continue;
        }
        if (block && code.startsWith(block[0], i)) {
          inside = { kind: "comment", close: block[1] };
          i += block[0].length;
          continue;
        }
      }
      if (syntax.prose) {
        i++;
        continue;
      }
      if (longUnits.includes(unit)) {
        const delimiter = long.find((one) => code.startsWith(one, i));
        if (delimiter) {
          inside = { kind: "string", close: delimiter, long: true };
          i += delimiter.length;
          continue;
        }
      }
      if ((unit === 34 || unit === 39) && quotes.includes(String.fromCharCode(unit))) {
        inside = { kind: "string", close: String.fromCharCode(unit), long: false };
      } else if (unit === 40 || unit === 91 || unit === 123) {
        open.push({ bracket: unit === 40 ? "(" : unit === 91 ? "[" : "{", at: i });
      } else if (unit === 41 || unit === 93 || unit === 125) {
        const opening = unit === 41 ? "(" : unit === 93 ? "[" : "{";
        const match = open.findLastIndex(({ bracket }) => bracket === opening);
        if (match !== -1) {
          if (open[match]!.template) inside = { kind: "string", close: "`", long: true };
          open.length = match;
        }
      }
      i++;
    }
  }
  const place = inside.kind === "code" ? (syntax.prose ? "prose" : "code") : inside.kind;
  return { place, open };
}

type Place = "code" | "string" | "comment" | "prose";

function ends(code: string, at: number, cursor: number, close: string): boolean {
  return at + close.length <= cursor && code.startsWith(close, at);
}

// In shells and Perl "#" is more than a comment: $#, ${#, and inside words.
function opensHash(code: string, at: number): boolean {
  const before = at === 0 ? NEWLINE : code.charCodeAt(at - 1);
  return before === NEWLINE || isBlank(before) || before === 41 || before === 59 || before === 58 || before === 44;
}

function windowStart(code: string, cursor: number): number {
  if (cursor <= WINDOW) return 0;
  let start = lineStart(code, cursor - WINDOW);
  // A line at the margin that begins with a letter is the best place to begin; without one, any line is.
  for (let at = start, tries = 0; tries < 400 && at > cursor - 2 * WINDOW && at > 0; tries++) {
    if (isWord(code.charCodeAt(at))) return at;
    at = lineStart(code, at - 1);
    start = at;
  }
  return Math.max(start, 0);
}

function insideAt(code: string, from: number, { long, block }: Syntax): Inside {
  if (from === 0) return { kind: "code" };
  const triples = long.filter((delimiter) => delimiter.length === 3);
  if (triples.length > 0) {
    const close = openTriple(code, from, triples);
    if (close) return { kind: "string", close, long: true };
  }
  if (block) {
    const opened = code.lastIndexOf(block[0], from - 1);
    // One inside of a string ("**/*.ts") has text before it on its line.
    const alone = opened !== -1 && code.slice(lineStart(code, opened), opened).trim() === "";
    if (alone && code.lastIndexOf(block[1], from - 1) < opened) return { kind: "comment", close: block[1] };
  }
  return { kind: "code" };
}

function openTriple(code: string, from: number, delimiters: readonly string[]): string | undefined {
  const next = delimiters.map((delimiter) => code.indexOf(delimiter));
  for (;;) {
    let first = -1;
    for (const [i, at] of next.entries()) if (at !== -1 && at < from && (first === -1 || at < next[first]!)) first = i;
    if (first === -1) return undefined;
    const close = code.indexOf(delimiters[first]!, next[first]! + 3);
    if (close === -1 || close >= from) return delimiters[first];
    for (const [i, delimiter] of delimiters.entries()) {
      if (next[i]! !== -1 && next[i]! < close + 3) next[i] = code.indexOf(delimiter, close + 3);
    }
  }
}
