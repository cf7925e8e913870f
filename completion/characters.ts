// Words and tokens, one UTF-16 unit at a time: regular expressions over a whole text would cost more than all the rest.

/** Units past ASCII count as letters, surrogates too: so no token ever cuts a pair. */
export function isWord(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 95 ||
    unit === 36 ||
    unit > 127
  );
}

export function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9;
}

export const NEWLINE = 10;

/** Where the token that begins at `at` ends. Blanks belong to the token behind them; a line's end is a token. */
export function tokenEnd(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && isBlank(text.charCodeAt(i))) i++;
  if (i >= end) return end;
  if (!isWord(text.charCodeAt(i))) return i + 1;
  while (i < end && isWord(text.charCodeAt(i))) i++;
  return i;
}

/** Where the token that ends at `at` begins; blanks right of it were skipped, those left of it do not belong to it. */
export function tokenStart(text: string, at: number, least: number): number {
  let i = at;
  while (i > least && isBlank(text.charCodeAt(i - 1))) i--;
  if (i <= least) return least;
  if (!isWord(text.charCodeAt(i - 1))) return i - 1;
  while (i > least && isWord(text.charCodeAt(i - 1))) i--;
  return i;
}

/** The first unit of the line that `at` is in. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

/** Where the line that `at` is in ends, but no further than `limit` units. */
export function lineEnd(text: string, at: number, limit = Infinity): number {
  const end = text.indexOf("\n", at);
  return Math.min(end === -1 ? text.length : end, at + limit);
}

/** The blanks that `line` begins with. */
export function indentationOf(line: string): string {
  let i = 0;
  while (i < line.length && isBlank(line.charCodeAt(i))) i++;
  return line.slice(0, i);
}
