// What is known of the language, whatever the room holds: openings of lines, idioms, headers, its words and its library's.
import type { Candidate, Source } from "./candidate.ts";
import { isWord, lineStart } from "./characters.ts";
import { idiomRate, idiomRates } from "./idiom-rates.ts";
import { idioms } from "./idioms/all.ts";
import type { Idioms } from "./idioms/idioms.ts";
import type { Site } from "./site.ts";
import { namesAnew, standingOf } from "./standing.ts";

const OFFERED_MAX = 3;

export function known(site: Site): Candidate[] {
  if (site.place === "comment" || site.place === "prose") {
    const told = site.language === "html" || site.language === "markdown";
    return told && site.place === "prose" ? [...openings(site), ...after(site), ...promised(site)] : [];
  }
  if (site.place === "string") return after(site).filter(({ text }) => /["'`]/.test(text));
  const asked = headers(site);
  // An opening that ends inside of what a header says whole would leave a half of it.
  const begun = openings(site).filter(
    ({ text }) => !asked.some((one) => one.text !== text && one.text.startsWith(text)),
  );
  return [...begun, ...after(site), ...promised(site), ...asked, ...words(site)];
}

function openings(site: Site): Candidate[] {
  const { head } = site;
  if (head.length < 2) return [];
  const begun: string[] = [];
  for (const one of idioms[site.language].openings ?? []) {
    const opening = typeof one === "string" ? one : one(site);
    const mark = opening.indexOf("¦");
    const line = mark === -1 ? opening : opening.slice(0, mark) + opening.slice(mark + 1);
    // Who has written it whole in this text hardly writes it again, if it is one that stands once.
    const once = line.startsWith("import ") || line.startsWith("#include") || line.startsWith("if __");
    if (head.length < mark || head.length >= line.length || !line.startsWith(head)) continue;
    if (once && site.code.includes(line.split("\n", 1)[0]!)) continue;
    begun.push(line.slice(head.length).replaceAll("\n", `\n${site.indent}`).replaceAll("→", site.unit));
  }
  return begun.slice(0, OFFERED_MAX).map((text, rank) => told(site, "opening", text, { rivals: begun.length, rank }));
}

const after = (site: Site): Candidate[] =>
  found(site, idioms[site.language].after).slice(0, OFFERED_MAX).map(saidBy(site));

const promised = (site: Site): Candidate[] =>
  found(site, idioms[site.language].promised).map((one) => ({ ...saidBy(site)(one, 0), promised: true }));

const saidBy =
  (site: Site) =>
  ({ line, text }: Found, rank: number): Candidate => {
    const rate = ratesOf(site)[line.source] ?? idiomRate;
    const begins = Number(line.source.startsWith("^"));
    const usual = Math.log(rate / (1 - rate)) / 2;
    return told(site, "idiom", text, { rivals: 1, rank, begins, opens: /["'( ]$/.test(text), usual });
  };

const ratesOf = ({ language }: Site): Readonly<Record<string, number>> => idiomRates[language] ?? {};

/** What the patterns say, each with its own: how often a pattern was right is counted by it. */
export function idiomsAt(site: Site): Found[] {
  const { after = [], promised = [] } = idioms[site.language];
  return found(site, [...after, ...promised]);
}

type Found = { line: RegExp; text: string };

function found(site: Site, table: Idioms["after"] = []): Found[] {
  return table.flatMap(([line, then]) => {
    const caught = line.exec(site.head);
    const text = caught && (typeof then === "string" ? filled(then, caught) : then(site, caught));
    return text ? [{ line, text: text.replaceAll("\n", `\n${site.indent}`).replaceAll("→", site.unit) }] : [];
  });
}

const filled = (then: string, caught: RegExpExecArray): string =>
  then.replace(/\$(\d)/g, (_, i) => caught[Number(i)] ?? "");

function headers(site: Site): Candidate[] {
  const header = idioms[site.language].header?.(site);
  return header ? [{ source: "header", promised: true, ...header }] : [];
}

const split = new Map<string, string[]>();

function wordsOf(list: string): string[] {
  let words = split.get(list);
  if (!words) split.set(list, (words = list.split("|")));
  return words;
}

function words(site: Site): Candidate[] {
  const { head, word } = site;
  const { starts, words: others, members, membersOf, inside } = idioms[site.language];
  const before = head.slice(0, head.length - word.length);
  if (before.endsWith(".") || before.endsWith("->") || before.endsWith("::")) {
    const receiver = /([\w$]+)\??(?:\.|->|::)$/.exec(before)?.[1] ?? "";
    const known = membersOf && Object.hasOwn(membersOf, receiver) ? wordsOf(membersOf[receiver]!) : undefined;
    // Of a number, or of what has no name, nothing is known before its first letter.
    const list = known ?? (members && word !== "" ? wordsOf(members) : []);
    return continued(site, "member", list, Number(known !== undefined));
  }
  if (word === "" || /^\d/.test(word)) return [];
  if (namesAnew(site)) return [];
  // So does a parameter.
  if (/\b(?:def|function|func|fn|fun|sub)\b[^(]*\((?:[^()]*,)?\s*$/.test(before)) return [];
  const first = before === "" || before === "} ";
  return [
    ...(inside?.[0](site) ? continued(site, "word", wordsOf(inside[1]), 0) : []),
    ...(first && starts ? continued(site, "word", wordsOf(starts), 1) : []),
    ...(others && (word.length > 1 || !first) ? continued(site, "word", wordsOf(others), 0) : []),
  ].slice(0, OFFERED_MAX + 1);
}

function continued(site: Site, source: Source, list: readonly string[], begins: number): Candidate[] {
  const { word } = site;
  const fitting = list.filter((one) => one.length > word.length && one.startsWith(word));
  const rivals = fitting.length;
  return fitting.slice(0, OFFERED_MAX).flatMap((one, rank) => {
    const text = one.slice(word.length);
    if (/^\W+$/.test(text) && text.trim() === "") return [];
    return [told(site, source, text, { rivals, rank, begins, opens: /[([{<"]$/.test(text) })];
  });
}

type Told = { rivals: number; rank: number; begins?: number; opens?: boolean; usual?: number };

function told(
  site: Site,
  source: Source,
  text: string,
  { rivals, rank, begins = 0, opens = false, usual = 0 }: Told,
): Candidate {
  const continues = site.word !== "" && isWord(text.charCodeAt(0));
  const name = /^[\w$]*/.exec(text)![0];
  // Has the room used what this would make?
  const whole = continues ? site.word + name : "";
  const from = lineStart(site.code, Math.max(0, site.cursor - 8_000));
  const nearby = whole === "" ? "" : site.code.slice(from, site.cursor + 4_000);
  const stood = continues ? { whole: 0, unheard: 0 } : standingOf(site);
  return {
    source,
    text,
    features: [
      Math.min(site.word.length, 8) / 8,
      Math.log2(1 + text.trim().length) / 4,
      Number(continues),
      begins,
      Math.log2(rivals) / 3,
      rank / 2,
      whole === "" ? 0 : Number(nearby.includes(whole)) * (1 + Math.min(3, count(nearby, whole)) / 3),
      Number(opens) + Number(text.includes("\n")),
      Number(site.place === "string"),
      Math.min(site.head.length, 24) / 24,
      stood.whole,
      stood.unheard,
      Number(/[:{;,)]$/.test(text)),
      usual,
    ],
  };
}

function count(text: string, word: string): number {
  let n = 0;
  for (let at = text.indexOf(word); at !== -1 && n < 3; at = text.indexOf(word, at + word.length)) n++;
  return n;
}
