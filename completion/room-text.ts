// Where else in the room's texts the characters left of the cursor stand, and how far back the likeness goes. Native search
// finds the places, so that no index is kept: a text of 100 KB is searched in a tenth of a millisecond.
import { isBlank, isWord, lineStart, NEWLINE, tokenStart } from "./characters.ts";
import type { Site } from "./site.ts";

export type Occurrence = {
  readonly text: string;
  /** Where in `text` that begins which stands right of the cursor here. */
  readonly at: number;
  /** Like characters left of it, indentation not counted. */
  readonly context: number;
  /** All of the line left of it is alike. */
  readonly wholeLine: boolean;
  /** Whole lines above that are alike too. */
  readonly lines: number;
  /** Characters between it and the cursor; Infinity in another file. */
  readonly distance: number;
};

const CONTEXT_MAX = 120;
const LINES_MAX = 4;
const TOKENS_MAX = 4;
const ENOUGH = 48;
/** Places looked at for one beginning: the nearest ones. */
export const PLACES_MAX = 240;

/** Places where the same tokens stand as left of the cursor: as many tokens as there are still enough places for. */
export function occurrencesOf(site: Site): Occurrence[] {
  const { code, cursor, head } = site;
  const start = cursor - head.length;
  const found = new Map<string, Occurrence>();
  for (const anchor of anchorsOf(code, start, cursor)) {
    for (const [i, text] of [code, ...site.files.map(({ content }) => content)].entries()) {
      for (const at of placesOf(text, code.slice(anchor, cursor), i === 0 ? cursor : text.length)) {
        if (i === 0 && at === cursor) continue;
        const key = `${i} ${at}`;
        if (!found.has(key)) found.set(key, compared(code, anchor, cursor, text, at, i === 0));
      }
    }
    if (found.size >= ENOUGH) break;
  }
  return [...found.values()];
}

/** Of a blank line: places below a line like the one above, with the same step of indentation. */
export function occurrencesBelow(site: Site): Occurrence[] {
  const { code, cursor, above, indent } = site;
  if (above.text.length < 3 || !isAlignedBelow(above.indent, indent)) return [];
  const found: Occurrence[] = [];
  const needle = `${above.text}\n`;
  const aboveEnd = code.lastIndexOf(needle, cursor);
  if (aboveEnd === -1) return [];
  for (const [i, text] of [code, ...site.files.map(({ content }) => content)].entries()) {
    for (const place of placesOf(text, needle, i === 0 ? cursor : text.length)) {
      let at = place;
      while (at < text.length && isBlank(text.charCodeAt(at))) at++;
      if (i === 0 && at >= cursor - indent.length && place <= cursor) continue;
      const line = lineStart(text, place - 1);
      if (text.slice(line, place - needle.length).trim() !== "") continue;
      const step = at - place - (place - needle.length - line);
      if (step !== indent.length - above.indent.length) continue;
      const like = compared(code, aboveEnd + needle.length - 1, aboveEnd + needle.length, text, place, i === 0);
      found.push({ ...like, at, wholeLine: true, distance: i === 0 ? Math.abs(cursor - at) : Infinity });
    }
  }
  return found;
}

function isAlignedBelow(above: string, indent: string): boolean {
  return above.startsWith(indent) || indent.startsWith(above);
}

// Beginnings of the last tokens of the line, most of them first.
function anchorsOf(code: string, start: number, cursor: number): number[] {
  const anchors: number[] = [];
  let at = cursor;
  for (let tokens = 0; tokens < TOKENS_MAX && at > start; tokens++) {
    at = tokenStart(code, at, start);
    anchors.push(at);
  }
  // A bracket or a comma alone says nothing.
  if (anchors.length > 1 && !isWord(code.charCodeAt(anchors[0]!)) && code.charCodeAt(anchors[0]!) !== 46)
    anchors.shift();
  return anchors.reverse();
}

/** Where `needle` ends in `text`, the nearest to `near` last; a word's beginning in it is one in the text. */
export function placesOf(text: string, needle: string, near: number): number[] {
  const places: number[] = [];
  if (needle === "") return places;
  const word = isWord(needle.charCodeAt(0));
  const begins = (at: number): boolean => !word || at === 0 || !isWord(text.charCodeAt(at - 1));
  for (let at = text.lastIndexOf(needle, near - 1), tries = 0; at !== -1 && tries < 4 * PLACES_MAX; tries++) {
    if (begins(at) && places.push(at + needle.length) >= PLACES_MAX) break;
    if (at === 0) break;
    at = text.lastIndexOf(needle, at - 1);
  }
  const before = places.length;
  for (let at = text.indexOf(needle, near), tries = 0; at !== -1 && tries < 2 * PLACES_MAX; tries++) {
    if (begins(at) && places.push(at + needle.length) >= before + PLACES_MAX / 2) break;
    at = text.indexOf(needle, at + 1);
  }
  return places;
}

function compared(code: string, anchor: number, cursor: number, text: string, at: number, own: boolean): Occurrence {
  let a = anchor;
  let b = at - (cursor - anchor);
  let context = cursor - anchor;
  let lines = 0;
  let wholeLine = false;
  while (context < CONTEXT_MAX) {
    const left = a === 0 ? NEWLINE : code.charCodeAt(a - 1);
    const right = b === 0 ? NEWLINE : text.charCodeAt(b - 1);
    if (left === right && left !== NEWLINE && !isBlank(left)) {
      a--;
      b--;
      context++;
      continue;
    }
    const overA = overIndentation(code, a);
    const overB = overIndentation(text, b);
    if (overA === -1 && overB === -1 && left === right) {
      a--;
      b--;
      context++;
      continue;
    }
    if (overA === -1 || overB === -1) break;
    if (wholeLine) lines++;
    wholeLine = true;
    a = overA;
    b = overB;
    if (lines >= LINES_MAX || a === 0 || b === 0) break;
  }
  return { text, at, context, wholeLine, lines, distance: own ? Math.abs(cursor - at) : Infinity };
}

// The end of the line above that has text, when there are only blanks between the line's beginning and `at`; else -1.
function overIndentation(text: string, at: number): number {
  let i = at;
  while (i > 0 && isBlank(text.charCodeAt(i - 1))) i--;
  if (i > 0 && text.charCodeAt(i - 1) !== NEWLINE) return -1;
  while (i > 0 && (isBlank(text.charCodeAt(i - 1)) || text.charCodeAt(i - 1) === NEWLINE)) i--;
  return i;
}
