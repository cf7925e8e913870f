// What may be inserted as it stands: nothing that is there already, nothing endless, nothing that breaks the text.
import { followsBlock } from "./blocks.ts";
import { isWord } from "./characters.ts";
import type { Site } from "./site.ts";

export const SUGGESTION_LENGTH_MAX = 500;
export const SUGGESTION_LINES_MAX = 12;

/** The suggestion without what follows the cursor anyway; "" when nothing is left of it. */
export function fitted(site: Site, suggestion: string): string {
  if (!followsBlock(site, suggestion)) return "";
  let text = bounded(suggestion);
  const following = site.code.slice(site.cursor, site.cursor + 2 * SUGGESTION_LENGTH_MAX);
  if (site.suffix.trim() !== "") {
    // Behind the cursor the line goes on: what comes must fit into it.
    text = untilClosed(site, text.split("\n", 1)[0]!);
  } else text = withoutLinesBelow(text, following);
  text = withoutOverlap(text, following);
  if (site.suffix.trim() !== "") text = withoutOverlap(text, following.trimStart());
  if (text.trim() === "" || text.includes("\r") || !text.isWellFormed()) return "";
  return text;
}

function bounded(suggestion: string): string {
  const lines = suggestion.split("\n").slice(0, SUGGESTION_LINES_MAX);
  while (lines.length > 1 && lines.join("\n").length > SUGGESTION_LENGTH_MAX) lines.pop();
  const text = lines.join("\n");
  return text.length > SUGGESTION_LENGTH_MAX ? "" : text;
}

const tokens = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[()[\]{}]/g;

/** The suggestion up to where it closes what is closed behind the cursor already, as an editor does when it is opened. */
function untilClosed({ place, suffix }: Site, text: string): string {
  const closer = suffix.trimStart().charAt(0);
  if (place === "string") {
    const end = /["'`]/.test(closer) ? text.indexOf(closer) : -1;
    return end === -1 ? text : text.slice(0, end);
  }
  if (closer === "" || !")]}".includes(closer)) return text;
  let open = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if ("([{".includes(token)) open++;
    else if (")]}".includes(token) && --open < 0) return token === closer ? text.slice(0, index) : text;
  }
  return text;
}

// As many characters as end the one and begin the other, again and again: `)` of `))` would stand twice as well.
function withoutOverlap(text: string, following: string): string {
  let left = text;
  for (let length = Math.min(left.length, following.length); length > 0; length--) {
    const from = left.length - length;
    if (!left.endsWith(following.slice(0, length))) continue;
    // The end of a longer word is not the word that follows.
    if (from > 0 && isWord(left.charCodeAt(from)) && isWord(left.charCodeAt(from - 1))) continue;
    left = left.slice(0, from);
    length = Math.min(left.length, following.length) + 1;
  }
  return left;
}

// Lines of a body that stand below the cursor already.
function withoutLinesBelow(text: string, following: string): string {
  const below = following.split("\n").find((line, i) => i > 0 && line.trim() !== "");
  if (below === undefined) return text;
  // What only closes is the same only where it closes the same: at the same height.
  const compared = /^\s*[)\]}]+[;,]?\s*$/.test(below)
    ? (line: string) => line.trimEnd()
    : (line: string) => line.trim();
  const lines = text.split("\n");
  const first = lines.findIndex((line, i) => i > 0 && compared(line) === compared(below));
  return first === -1 ? text : lines.slice(0, first).join("\n");
}
