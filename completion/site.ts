// Where the cursor stands: its line, what encloses it, and whether it is in code at all. Everything is looked up in windows
// around the cursor, so that it costs the same in a text of any length.
import type { CompletionRequest } from "#protocol/completion";
import { indentationOf, isWord, lineEnd, lineStart, NEWLINE, tokenStart } from "./characters.ts";
import { type OpenBracket, scan } from "./scan.ts";
import { type Syntax, syntaxes } from "./syntax.ts";

/** Of the line left of the cursor; in longer ones (data, minified code) there is nothing to say. */
const HEAD_LENGTH_MAX = 400;
const HEADERS_MAX = 6;
const LINES_UP_MAX = 400;

export type Site = {
  readonly code: string;
  readonly cursor: number;
  readonly language: CompletionRequest["language"];
  readonly files: NonNullable<CompletionRequest["files"]>;
  readonly syntax: Syntax;
  /** The blanks that the cursor's line begins with. */
  readonly indent: string;
  /** The line between its indentation and the cursor. */
  readonly head: string;
  /** The line right of the cursor. */
  readonly suffix: string;
  /** The word that the cursor stands behind. */
  readonly word: string;
  readonly place: "code" | "string" | "comment" | "prose";
  /** Brackets that are open at the cursor, outermost first. */
  readonly open: readonly OpenBracket[];
  /** Lines that the cursor's one is inside of by indentation, innermost first. */
  readonly enclosing: readonly { text: string; indent: string }[];
  /** The line above that has text. */
  readonly above: { text: string; indent: string };
  /** One step of indentation in this text. */
  readonly unit: string;
  /** Nothing but blanks follows in the whole text. */
  readonly atEnd: boolean;
  /** Strings are mostly written with this. */
  readonly quote: '"' | "'";
  /** What ends a simple statement here: languages where semicolons are a matter of taste are asked. */
  readonly terminator: "" | ";";
};

// Of a longer text only so much around the cursor is looked at, so that what it costs is bounded.
const ABOVE_MAX = 160_000;
const BELOW_MAX = 64_000;
const FILES_LENGTH_MAX = 100_000;

function nearCursor({ code, cursor }: CompletionRequest): { code: string; cursor: number } {
  if (code.length <= ABOVE_MAX + BELOW_MAX) return { code, cursor };
  const from = cursor <= ABOVE_MAX ? 0 : lineStart(code, cursor - ABOVE_MAX);
  return { code: code.slice(from, cursor + BELOW_MAX), cursor: cursor - from };
}

function bounded(files: Site["files"]): Site["files"] {
  let left = FILES_LENGTH_MAX;
  return files.filter(({ content }) => (left -= content.length) >= 0);
}

/** Undefined where no suggestion could be right: inside a word, inside a pair of surrogates, in an endless line. */
export function siteOf(request: CompletionRequest): Site | undefined {
  if (!Number.isInteger(request.cursor) || request.cursor < 0 || request.cursor > request.code.length) return undefined;
  const { language } = request;
  const { code, cursor } = nearCursor(request);
  const files = bounded(request.files ?? []);
  if (cursor < code.length && isWord(code.charCodeAt(cursor))) return undefined;
  const start = lineStart(code, cursor);
  if (cursor - start > HEAD_LENGTH_MAX) return undefined;
  const line = code.slice(start, cursor);
  const indent = indentationOf(line);
  const head = line.slice(indent.length);
  const suffix = code.slice(cursor, lineEnd(code, cursor, HEAD_LENGTH_MAX));
  const syntax = syntaxes[language];
  const { place, open } = scan(code, cursor, syntax);
  const around = linesAround(code, start, indent);
  const wordStart = head === "" ? 0 : tokenStart(head, head.length, 0);
  const word = head !== "" && isWord(head.charCodeAt(head.length - 1)) ? head.slice(wordStart) : "";
  return {
    code,
    cursor,
    language,
    files,
    syntax,
    indent,
    head,
    suffix,
    word,
    place,
    open,
    ...around,
    unit: around.unit || syntax.indentation,
    atEnd: !/\S/.test(code.slice(cursor, cursor + 2_000)),
    quote: quoteOf(code, cursor, language),
    terminator: terminatorOf(code, cursor, syntax, language),
  };
}

function linesAround(code: string, start: number, indent: string) {
  const enclosing: { text: string; indent: string }[] = [];
  let above: Site["above"] | undefined;
  let unit = "";
  let least = indent;
  let end = start - 1;
  for (let lines = 0; end >= 0 && lines < LINES_UP_MAX && enclosing.length < HEADERS_MAX; lines++) {
    const from = end === 0 ? 0 : code.lastIndexOf("\n", end - 1) + 1;
    const first = firstText(code, from, end);
    if (first < end) {
      const text = code.slice(first, Math.min(end, first + 200));
      const lineIndent = code.slice(from, first);
      above ??= { text, indent: lineIndent };
      if (first - from < least.length) {
        if (unit === "" && least.startsWith(lineIndent)) unit = least.slice(lineIndent.length);
        enclosing.push({ text, indent: lineIndent });
        least = lineIndent;
      }
      if (unit === "" && above.indent.length > lineIndent.length && above.indent.startsWith(lineIndent))
        unit = above.indent.slice(lineIndent.length);
      if (least === "" && unit !== "") break;
    }
    end = from - 1;
  }
  // Continued lines are indented by any number of blanks; a step is a tab or up to eight of them.
  if (unit.length > 8 || (unit.includes(" ") && unit.includes("\t"))) unit = "";
  return { enclosing, above: above ?? { text: "", indent: "" }, unit: unit.startsWith("\t") ? "\t" : unit };
}

function firstText(code: string, from: number, end: number): number {
  let i = from;
  while (i < end && (code.charCodeAt(i) === 32 || code.charCodeAt(i) === 9)) i++;
  return i;
}

const SAMPLE = 6_000;

function quoteOf(code: string, cursor: number, language: Site["language"]): '"' | "'" {
  const counts = { '"': 0, "'": 0 };
  for (const quote of ['"', "'"] as const) {
    const end = Math.min(code.length, cursor + SAMPLE);
    for (let i = code.indexOf(quote, Math.max(0, cursor - SAMPLE)); i !== -1 && i < end; i = code.indexOf(quote, i + 1))
      counts[quote]++;
  }
  if (counts['"'] === counts["'"]) return language === "python" ? "'" : '"';
  return counts['"'] > counts["'"] ? '"' : "'";
}

function terminatorOf(code: string, cursor: number, syntax: Syntax, language: Site["language"]): "" | ";" {
  if (language !== "javascript" && language !== "typescript") return syntax.terminator;
  let [ended, bare] = [0, 0];
  const least = Math.max(0, cursor - SAMPLE);
  for (let i = code.lastIndexOf("\n", cursor - 1); i > least; i = code.lastIndexOf("\n", i - 1)) {
    const last = code.charCodeAt(i - 1);
    if (last === 59) ended++;
    else if (last === 41 || last === 34 || last === 39) bare++;
    else if (last === NEWLINE) continue;
  }
  return bare > ended * 2 + 1 ? "" : ";";
}
