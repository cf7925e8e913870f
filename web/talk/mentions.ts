// Names behind an @.
import { MENTIONS_MAX } from "#protocol/limits";

export type Named = { readonly user: number; readonly name: string };

const isWord = (text: string) => /^[\p{L}\p{N}_]/u.test(text);
/** Nothing is called at inside of a word, such as an address of mail. */
const beforeCall = /(?:^|[^\p{L}\p{N}_])$/u;

export type Call = { at: number; length: number; user: number };

/** Where a text calls people, the longest name first: "@Ann Lee" does not call Ann. */
export function callsIn(text: string, people: readonly Named[]): Call[] {
  const named = people.filter(({ name }) => name !== "").toSorted((a, b) => b.name.length - a.name.length);
  const lower = text.toLowerCase();
  const calls: Call[] = [];
  for (let at = lower.indexOf("@"); at >= 0; at = lower.indexOf("@", at + 1)) {
    const rest = lower.slice(at + 1);
    const found =
      beforeCall.test(lower.slice(Math.max(0, at - 2), at)) &&
      named.find(({ name }) => rest.startsWith(name.toLowerCase()) && !isWord(rest.slice(name.length)));
    if (found) calls.push({ at, length: found.name.length + 1, user: found.user });
  }
  return calls;
}

/** The members whom a text calls. */
export function mentionsIn(text: string, people: readonly Named[]): number[] {
  return [...new Set(callsIn(text, people).map(({ user }) => user))].slice(0, MENTIONS_MAX);
}

/** What stands between an @ and the caret, while a name may still become of it. */
export function begunCall(text: string, caret: number): { at: number; begun: string } | undefined {
  const at = text.lastIndexOf("@", caret - 1);
  if (at < 0 || !beforeCall.test(text.slice(Math.max(0, at - 2), at))) return undefined;
  const begun = text.slice(at + 1, caret);
  return begun.length > 40 || begun.includes("\n") ? undefined : { at, begun };
}

/** The people whom what is begun may name, those first whose name begins so. */
export function candidates(begun: string, people: readonly Named[], most: number): Named[] {
  const wanted = begun.toLowerCase();
  const rank = ({ name }: Named) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return people
    .filter(({ name }) =>
      name
        .toLowerCase()
        .split(" ")
        .concat(name.toLowerCase())
        .some((part) => part.startsWith(wanted)),
    )
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, most);
}
