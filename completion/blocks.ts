// The line that began the block above the cursor, as far as indentation shows it, and what may stand behind its end.
import { indentationOf, lineStart } from "./characters.ts";
import type { Site } from "./site.ts";

type Line = { text: string; indent: string };

const LINES_UP_MAX = 400;

/** The line above that is not deeper than the cursor's one, when something deeper stands between them. */
export function headerAt({ code, cursor, indent, above }: Site): Line | undefined {
  if (above.indent.length <= indent.length) return undefined;
  let end = lineStart(code, cursor) - 1;
  for (let lines = 0; end >= 0 && lines < LINES_UP_MAX; lines++) {
    const start = lineStart(code, end);
    const line = code.slice(start, Math.min(end, start + 200));
    if (line.trim() !== "" && indentationOf(line).length <= indent.length)
      return { text: line.trim(), indent: indentationOf(line) };
    end = start - 1;
  }
  return undefined;
}

/** By what a block began with: what its end may go on with on the same line. */
const branches: readonly (readonly [header: RegExp, then: RegExp])[] = [
  [/^try\b/, /^(?:catch|finally)\b/],
  [/^\} catch\b/, /^(?:catch|finally)\b/],
  [/^do\b/, /^(?:while|catch)\b/],
  [/^(?:\} )?(?:if|else if|elsif|elseif|unless)\b/, /^(?!catch\b|finally\b)/],
  // The last line of a header of several lines does not say what it is of.
  [/^[){]/, /^/],
  [/^/, /^(?!(?:else|elsif|elseif|catch|finally)\b)/],
];

/** Whether a line that ends a block may go on so: `else` behind the block of an `if` only, and once. */
export function followsBlock(site: Site, text: string): boolean {
  if (!site.head.startsWith("}")) return true;
  const word = /^\}\s*(\w+)/.exec(site.head + text)?.[1];
  const header = word && headerAt(site)?.text;
  if (!header) return true;
  if (new RegExp(`^\\s*(?:\\}\\s*)?(?:catch|${word})\\b`).test(site.code.slice(site.cursor, site.cursor + 200)))
    return false;
  // One handler is all that JavaScript has, and only Swift has one behind `do`.
  const refused = site.language.endsWith("script")
    ? /^(?:\} catch|do)\b/
    : site.language === "swift"
      ? /^try\b/
      : /^do\b/;
  if (word === "catch" && refused.test(header)) return false;
  return branches.find(([begun]) => begun.test(header))![1].test(word);
}
