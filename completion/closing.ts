// Ends: the brackets that the line has opened with what its end asks for, and the end of the block that the line is in.
import { headerAt } from "./blocks.ts";
import type { Candidate } from "./candidate.ts";
import { indentationOf, isWord, lineEnd } from "./characters.ts";
import { idioms } from "./idioms/all.ts";
import type { Site } from "./site.ts";
import { standingOf } from "./standing.ts";

const closers = { "(": ")", "[": "]", "{": "}" } as const;
const BELOW_MAX = 30;
/** Behind the brackets of these a block begins, wherever they stand; of a call that is not known. */
const opener =
  /^(?!\} while)(?:\} )?(?:(?:(?:export |default |async |pub |private |public )*(?:def|function|func|fn|fun)|if|else if|elif|for|foreach|while|switch|catch|except|class)\b)/;

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
  const { whole, unheard } = standingOf(site);
  const variants = new Set([text + tail, text, text.slice(0, spaced ? 2 : 1)]);
  return [...variants]
    .filter((one) => one.trim() !== "" && !(own.length === 0 && /^[;,]$/.test(one)))
    .map((one) => ({
      source: "close",
      text: one,
      promised: own.length === 0 && one === tail && head.endsWith(")") && opener.test(head),
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
        whole,
        unheard,
        Number(/^\d/.test(site.word)),
        Number(own.length === 0 && /[([{]/.test(head) === false),
      ],
    }));
}

/** The end of a block that nothing ends yet. */
export function blockEnds(site: Site): Candidate[] {
  if (site.place !== "code" || site.suffix.trim() !== "") return [];
  const blank = site.head === "";
  if (!blank && !/[;})\]\w"'`,]$/.test(site.head)) return [];
  const header = blank ? headerAt(site) : site.enclosing[0];
  if (!header || (blank ? header.indent !== site.indent : site.indent.length <= header.indent.length)) return [];
  const endings = endingsOf(site, header.text);
  if (endings.length === 0 || isEndedBelow(site, header.indent, endings[0]!)) return [];
  const statement = blank ? site.above.text : site.head;
  const leaves = /^(?:return|break|continue|throw|raise|exit|die)\b/.test(statement);
  return endings.map((ending) => ({
    source: "block",
    text: blank ? ending : `\n${header.indent}${ending}`,
    features: [
      Number(leaves),
      Number(!blank),
      Number(site.atEnd),
      Math.min(header.indent.length, 16) / 8,
      Number(/[;,]$/.test(ending)),
      Number(header.text.trimEnd().endsWith("{")),
      Number(statement.endsWith(",")),
      Number(endings.length > 1),
    ],
  }));
}

// `each(() => {` asks for `})`, and for what its statement ends with.
function endingsOf(site: Site, header: string): string[] {
  const { blocks } = site.syntax;
  if (blocks === "words") {
    const ending = idioms[site.language].endings?.find(([line]) => line.test(header))?.[1];
    return ending ? [ending] : [];
  }
  const text = header.trimEnd();
  if (blocks === "none" || !/[([{]$/.test(text)) return [];
  const open: (keyof typeof closers)[] = [];
  for (const character of text) {
    if (character === "(" || character === "[" || character === "{") open.push(character);
    else if (open.length > 0 && character === closers[open.at(-1)!]) open.pop();
  }
  const brackets = open
    .toReversed()
    .map((bracket) => closers[bracket])
    .join("");
  if (brackets === "") return [];
  if (blocks === "indentation")
    return [brackets, ...(/^(?:def|class|if|for|while|with)\b/.test(text) ? [`${brackets}:`] : [])];
  const value = brackets.length > 1 || !text.endsWith("{") || /(?:[=:]|\breturn|=>|:=) ?\{$/.test(text);
  return value
    ? [`${brackets}${site.terminator}`, `${brackets},`, brackets].filter((one, i, all) => all.indexOf(one) === i)
    : [brackets];
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
