// Ends: the brackets that the line has opened with what its end asks for, and the end of the block that the line is in.
import type { Candidate } from "./candidate.ts";
import { indentationOf, isWord, lineEnd, lineStart } from "./characters.ts";
import { idioms } from "./idioms/all.ts";
import type { Site } from "./site.ts";

const closers = { "(": ")", "[": "]", "{": "}" } as const;
const BELOW_MAX = 30;

/** The brackets opened on this line, innermost first, and then what ends such a line. */
export function closings(site: Site): Candidate[] {
  if (site.place !== "code" || site.head === "") return [];
  const { code, cursor, head, language, open, syntax, suffix } = site;
  const start = cursor - head.length;
  const own = open.filter(({ at }) => at >= start);
  const opensBlock = idioms[language].opensBlock?.test(head) ?? false;
  const last = head.trimEnd().charCodeAt(head.trimEnd().length - 1);
  const braced = own.at(-1)?.bracket === "{";
  const spaced = braced && /[[{] \S/.test(code.slice(own.at(-1)!.at, cursor)) && !head.endsWith(" ");
  let text = spaced ? " " : "";
  for (const { bracket } of own.toReversed()) text += closers[bracket];
  const outer = open.length > own.length ? open[open.length - own.length - 1]!.bracket : "{";
  const list = outer !== "{";
  let tail = "";
  if (suffix.trim() === "") {
    if (opensBlock && syntax.blocks === "indentation") tail = head.endsWith(":") ? "" : ":";
    else if (opensBlock && syntax.blocks === "braces") tail = own.length > 0 || !/[({]$/.test(head) ? " {" : "";
    else if (list) tail = ",";
    else tail = site.terminator;
    if (/^[})\]]*[;,]$|[;,:{]$/.test(head)) tail = "";
  }
  const empty = /[([{]\s*$/.test(head);
  const list2 = new Set([text + tail, text, text.slice(0, spaced ? 2 : 1)]);
  return [...list2]
    .filter((one) => one.trim() !== "" && !(own.length === 0 && /^[;,]$/.test(one)))
    .map((one) => ({
      source: "close",
      text: one,
      features: [
        Math.min(own.length, 3) / 3,
        Number(isWord(last)),
        Number(last === 34 || last === 39 || last === 96),
        Number(last === 41 || last === 93 || last === 125),
        Number(empty),
        Number(one === text + tail),
        Number(opensBlock),
        Math.min(head.length, 60) / 60,
        Number(site.atEnd),
        Number(list),
        Number(own.at(-1)?.bracket === "["),
        Number(/[,=+\-*/&|<>?]\s*$/.test(head)),
      ],
    }));
}

/** The end of a block that nothing ends yet. */
export function blockEnds(site: Site): Candidate[] {
  if (site.place !== "code" || site.suffix.trim() !== "") return [];
  const blank = site.head === "";
  if (!blank && !/[;})\]\w"'`]$/.test(site.head)) return [];
  const block =
    site.syntax.blocks === "braces" ? openBrace(site) : site.syntax.blocks === "words" ? openWord(site) : undefined;
  if (!block) return [];
  const { indent, ending, header } = block;
  if (blank ? site.indent !== indent : site.indent.length <= indent.length) return [];
  if (isEndedBelow(site, indent, ending)) return [];
  const statement = blank ? site.above.text : site.head;
  const leaves = /^(?:return|break|continue|throw|raise|exit|die)\b/.test(statement);
  return [
    {
      source: "block",
      text: blank ? ending : `\n${indent}${ending}`,
      features: [
        Number(leaves),
        Number(!blank),
        Number(site.atEnd),
        indent.length / 8,
        Math.min(site.code.slice(header, site.cursor).split("\n", 10).length, 9) / 9,
      ],
    },
  ];
}

type OpenBlock = { indent: string; ending: string; header: number };

function openBrace({ code, open, terminator }: Site): OpenBlock | undefined {
  const brace = open.at(-1);
  if (brace?.bracket !== "{") return undefined;
  const start = lineStart(code, brace.at);
  // Brackets that the same line opened are closed with it: `each(() => {` asks for `});`
  const around = open.filter(({ at }) => at >= start && at < brace.at);
  if (code.slice(brace.at + 1, lineEnd(code, brace.at)).trim() !== "" && around.length === 0) {
    const inside = code.slice(brace.at + 1, lineEnd(code, brace.at)).trim();
    if (!inside.startsWith("//")) return undefined;
  }
  const line = code.slice(start, brace.at);
  const value = around.length > 0 || /[=:] $|^return $|=> $/.test(line.trimStart());
  const ending = `}${around
    .toReversed()
    .map(({ bracket }) => closers[bracket])
    .join("")}`;
  return {
    indent: indentationOf(line),
    ending: value && terminator ? `${ending}${terminator}` : ending,
    header: start,
  };
}

function openWord(site: Site): OpenBlock | undefined {
  const { code, enclosing, language, head, indent } = site;
  // On a blank line at the block's own height the header is above, at the same indentation.
  const header = head === "" ? headerAt(site) : enclosing[0];
  if (!header || (head === "" && header.indent !== indent)) return undefined;
  const ending = idioms[language].endings?.find(([line]) => line.test(header.text))?.[1];
  if (!ending) return undefined;
  return { indent: header.indent, ending, header: Math.max(0, code.lastIndexOf(header.text, site.cursor)) };
}

function headerAt({ code, cursor, indent, above }: Site): { text: string; indent: string } | undefined {
  if (above.indent.length <= indent.length) return undefined;
  let end = lineStart(code, cursor) - 1;
  for (let lines = 0; end >= 0 && lines < 200; lines++) {
    const start = lineStart(code, end);
    const line = code.slice(start, Math.min(end, start + 200));
    if (line.trim() !== "" && indentationOf(line).length <= indent.length)
      return { text: line.trim(), indent: indentationOf(line) };
    end = start - 1;
  }
  return undefined;
}

// The next line that is not deeper ends the block or does not.
function isEndedBelow({ code, cursor }: Site, indent: string, ending: string): boolean {
  let at = code.indexOf("\n", cursor);
  for (let lines = 0; at !== -1 && lines < BELOW_MAX; lines++) {
    const end = lineEnd(code, at + 1);
    const line = code.slice(at + 1, Math.min(end, at + 200));
    const own = indentationOf(line);
    if (line.trim() !== "" && own.length <= indent.length)
      return own === indent && line.trimStart().startsWith(ending[0]!);
    at = code.indexOf("\n", at + 1);
  }
  return false;
}
