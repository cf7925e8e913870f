// What a suggestion is asked for: the text around the caret, bounded; and what is left of an answer when the text has changed.
import { COMPLETION_LENGTH_MAX } from "#protocol/limits";

export type AskedText = { readonly before: string; readonly after: string; readonly language: string };

/** What is sent with each pause of a typist, also on a phone: the rules learn little from farther away, a model takes less. */
const BEFORE_LENGTH_MAX = 32_000;
const AFTER_LENGTH_MAX = 8_000;

/** Any text that can be cut up; that of a room is a rope, of which nobody wants all in one string. */
export type Sliceable = { readonly length: number; sliceString(from: number, to?: number): string };

/** The text around a place: whole lines where it does not fit, and never half of a surrogate pair. */
export function textAround(text: Sliceable, offset: number, language: string): AskedText {
  const from = Math.max(0, offset - BEFORE_LENGTH_MAX);
  const to = Math.min(text.length, offset + AFTER_LENGTH_MAX);
  const before = text.sliceString(from, offset);
  const after = text.sliceString(offset, to);
  const lineStart = from === 0 ? 0 : before.indexOf("\n") + 1;
  const lineEnd = to === text.length ? after.length : after.lastIndexOf("\n") + 1;
  return {
    before: wellFormed(before.slice(lineStart)),
    after: wellFormed(lineEnd > 0 ? after.slice(0, lineEnd) : after),
    language,
  };
}

// At the ends only, where a long line was cut.
function wellFormed(text: string): string {
  const start = isLow(text.charCodeAt(0)) ? 1 : 0;
  const end = isHigh(text.charCodeAt(text.length - 1)) ? 1 : 0;
  return text.slice(start, text.length - end);
}
const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
const isLow = (code: number): boolean => code >= 0xdc00 && code < 0xe000;

/**
 * What is left of `suggestion`, which was the answer to `asked`, in the text as it is `now`: less of it where the person has
 * typed its beginning, nothing where only the text behind the caret has changed. Undefined when it must be asked anew.
 */
export function leftOf(suggestion: string, asked: AskedText, now: AskedText): string | undefined {
  if (now.language !== asked.language) return undefined;
  if (now.before === asked.before) return now.after === asked.after ? suggestion : "";
  if (now.after !== asked.after || !now.before.startsWith(asked.before)) return undefined;
  const typed = now.before.slice(asked.before.length);
  const left = suggestion.startsWith(typed) ? suggestion.slice(typed.length) : "";
  return left === "" ? undefined : left;
}

/** A suggestion that can stand in a room's text as it is. */
export function isInsertable(suggestion: string): boolean {
  return suggestion.length <= COMPLETION_LENGTH_MAX && suggestion.isWellFormed() && !suggestion.includes("\r");
}
