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

/** By what a block began with: what its end goes on with on the same line. Behind a block that is not told here anything may stand. */
const branches: readonly (readonly [header: RegExp, then: RegExp])[] = [
  [/^try\b/, /^(?:catch|finally)\b/],
  [/^(?:\} )?(?:catch|do)\b/, /^(?:catch|finally|while)\b/],
  [/^(?:\} )?(?:if|else if|elsif|elseif|unless)\b/, /^(?!catch|finally)/],
  [
    /^(?:\} )?(?:else|finally|for|foreach|while|switch|class|interface|function)\b/,
    /^(?!else|elsif|elseif|catch|finally)/,
  ],
];

/** Whether a line that ends a block may go on so: `else` behind the block of an `if` only. */
export function followsBlock(site: Site, text: string): boolean {
  if (!site.head.startsWith("}")) return true;
  const line = /^\}\s*(\w+)/.exec(site.head + text);
  const header = line && headerAt(site)?.text;
  const [, then] = (header && branches.find(([begun]) => begun.test(header))) || [];
  // One handler is all that JavaScript has.
  const second =
    /^catch\b/.test(line?.[1] ?? "") && /^\} catch\b/.test(header || "") && site.language.endsWith("script");
  return !second && (then?.test(line![1]!) ?? true);
}
