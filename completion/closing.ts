// Ends: the brackets that the line has opened with what its end asks for, and the end of the block that the line is in.
import type { Candidate } from "./candidate.ts";
import { indentationOf, isWord, lineEnd, lineStart } from "./characters.ts";
import { idioms } from "./idioms/all.ts";
import type { Site } from "./site.ts";
import { standingOf } from "./standing.ts";

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
  const { whole, unheard } = standingOf(site);
  const variants = new Set([text + tail, text, text.slice(0, spaced ? 2 : 1)]);
  return [...variants]
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

// The line above that is not deeper than the cursor's blank one, when something deeper stands between them.
function headerAt({ code, cursor, indent, above }: Site): { text: string; indent: string } | undefined {
  if (above.indent.length <= indent.length) return undefined;
  let end = lineStart(code, cursor) - 1;
  for (let lines = 0; end >= 0 && lines < 400; lines++) {
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
