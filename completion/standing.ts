// Is the word at the cursor a whole one, or will it go on? The room's words and the language's own say.
import { isWord } from "./characters.ts";
import { idioms } from "./idioms/all.ts";
import { placesOf } from "./room-text.ts";
import type { Site } from "./site.ts";

export type Standing = {
  /** Of the places where it stands or begins a longer word, how many it stands at. */
  whole: number;
  /** Nobody has written it yet; in a short text that says little. */
  unheard: number;
};

const LONG_ENOUGH = 3_000;

export function standingOf(site: Site): Standing {
  const { code, cursor, word } = site;
  if (word === "") return { whole: 0, unheard: 0 };
  let whole = isOfLanguage(site, word) ? 2 : 0;
  let longer = 0;
  for (const at of placesOf(code, word, cursor)) {
    if (at === cursor) continue;
    if (isWord(code.charCodeAt(at))) longer++;
    else whole++;
  }
  return { whole: whole / (whole + longer + 1), unheard: whole === 0 ? Math.min(1, code.length / LONG_ENOUGH) : 0 };
}

/** What is declared here gets a name of its own. */
export const namesAnew = ({ head, word }: Site): boolean =>
  /\b(?:class|interface|enum|struct|trait|def|function|func|fn|fun|sub|(?:with|except) .* as) $/.test(
    head.slice(0, head.length - word.length),
  );

export function isOfLanguage({ language }: Site, word: string): boolean {
  const { starts = "", words = "", members = "" } = idioms[language];
  return [starts, words, members].some((list) => {
    for (let at = list.indexOf(word); at !== -1; at = list.indexOf(word, at + 1)) {
      const begins = at === 0 || list.charCodeAt(at - 1) === 124;
      if (begins && !isWord(list.charCodeAt(at + word.length))) return true;
    }
    return false;
  });
}
