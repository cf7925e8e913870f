// Searches texts away from the page, which stays alive while a pattern runs wild, and can end it.
import type { SearchAnswer, SearchRequest } from "./search-messages";
import { type Match, matchesIn, patternOf, replacementsIn } from "./search-query";

/** More than anybody walks through; then they say more exactly what they look for. */
const FOUND_MAX = 2_000;

const texts = new Map<number, string>();

self.onmessage = ({ data }: MessageEvent<SearchRequest>) => {
  if (data.type === "texts") for (const { file, text } of data.texts) texts.set(file, text);
  else self.postMessage(answerTo(data));
};

function answerTo(request: Exclude<SearchRequest, { type: "texts" }>): SearchAnswer {
  const { id, query } = request;
  const pattern = patternOf(query);
  if (request.type === "replace") {
    const { text, template, only } = request;
    const splices = pattern instanceof RegExp ? replacementsIn(text, pattern, template, query.isRegex, only) : [];
    return { type: "replaced", id, splices };
  }
  const found: { file: number; matches: Match[] }[] = [];
  let left = FOUND_MAX + 1;
  for (const file of request.files) {
    if (!(pattern instanceof RegExp) || left === 0) break;
    const matches = matchesIn(texts.get(file) ?? "", pattern, left);
    left -= matches.length;
    if (matches.length > 0) found.push({ file, matches });
  }
  if (left === 0) found.at(-1)?.matches.pop();
  return { type: "found", id, found: found.filter(({ matches }) => matches.length > 0), isCut: left === 0 };
}
