// From what a model writes to what can be inserted at the cursor. Models repeat what they were given, wrap code in Markdown,
// go on into the next function, or write what stands behind the cursor already.
import { COMPLETION_LENGTH_MAX } from "#protocol/limits";
import type { Surroundings } from "./prompt";

/** More than that nobody reads before pressing Tab. */
const LINES_MAX = 16;
/** Of the text before the cursor, what a model may have repeated. */
const ECHO_LENGTH_MAX = 400;
/** Less in common with it may be chance. */
const ECHO_LENGTH_MIN = 3;

/** Words of the model's own that a server should have kept to itself. */
const special = /<\|[a-z0-9_▁|]{1,40}\|?>|<(?:EOT|PRE|SUF|MID)>|<\/s>/i;

/**
 * The suggestion in what has come so far, and whether more could still change it: a suggestion ends with a block, with a
 * blank line, or where the text behind the cursor begins.
 */
export function suggestionOf(answer: string, around: Surroundings): { suggestion: string; complete: boolean } {
  const echoless = withoutEcho(code(answer), around.before);
  // Tokens begin with a space, which stands there already.
  const text = around.before.endsWith(" ") ? echoless.replace(/^ (?! )/, "") : echoless;
  const { end, complete } = sensibleEnd(text, around);
  return { suggestion: fitted(text.slice(0, end), around.after), complete };
}

/** What a model means as code: without Markdown, control characters and its own words. */
function code(answer: string): string {
  const own = special.exec(answer);
  const told = (own ? answer.slice(0, own.index) : answer).toWellFormed().replace(/\r\n?/g, "\n");
  // Before a fence may stand a sentence; behind its end nothing counts.
  const fence = /^(?:[^\n]*\n){0,3}?[ \t]*```[^\n`]*(?:\n|$)/.exec(told);
  const body = fence ? told.slice(fence[0].length) : told;
  const closing = /(?:^|\n)[ \t]*```/.exec(body);
  // oxlint-disable-next-line no-control-regex -- these are what is meant
  return (closing ? body.slice(0, closing.index) : body).replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, "");
}

/** The longest end of the text before the cursor that the answer begins with, if it is a line or more, or most of one. */
function withoutEcho(text: string, before: string): string {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const from = before.slice(-ECHO_LENGTH_MAX);
  for (let length = Math.min(from.length, text.length); length >= ECHO_LENGTH_MIN; length--) {
    const echo = from.slice(from.length - length);
    if (!text.startsWith(echo)) continue;
    const startsLine = before.length === length || before.charAt(before.length - length - 1) === "\n";
    if (startsLine && echo.trim() !== "") return text.slice(length);
  }
  // A model that repeats the line without its indentation.
  const bare = line.trimStart();
  return bare.length >= ECHO_LENGTH_MIN && bare !== line && text.startsWith(bare) ? text.slice(bare.length) : text;
}

// Where the suggestion ends in `text`; `complete` when it ends there whatever comes.
function sensibleEnd(text: string, { before, after }: Surroundings): { end: number; complete: boolean } {
  const own = indentationOf(before.slice(before.lastIndexOf("\n") + 1));
  const next = after
    .split("\n", 4)
    .slice(1)
    .find((line) => line.trim() !== "");
  let deeper = false;
  let at = 0;
  for (let count = 0; ; count++) {
    const lineEnd = text.indexOf("\n", at);
    if (count >= LINES_MAX || at >= COMPLETION_LENGTH_MAX) return { end: at, complete: true };
    if (lineEnd < 0) return { end: text.length, complete: text.length > COMPLETION_LENGTH_MAX };
    const line = text.slice(at, lineEnd);
    const after = lineEnd + 1;
    if (count > 0) {
      if (line.trim() === "" ? text.slice(0, at).trim() !== "" : line.trimEnd() === next?.trimEnd()) {
        return { end: at, complete: true };
      }
      const indentation = indentationOf(line);
      const leaves = line.trim() !== "" && (indentation < own || (deeper && indentation === own));
      // A closing bracket still belongs to the block, and so does its other branch.
      if (leaves && closing.test(line)) return { end: after, complete: true };
      if (leaves && !(indentation === own && branch.test(line))) return { end: at, complete: true };
      deeper ||= line.trim() !== "" && indentation > own;
    }
    at = after;
  }
}

const closing = /^\s*(?:[)\]}]|end\b)/;
const branch = /^\s*(?:else|elif|elsif|except|finally|catch|case|rescue|when)\b/;
const indentationOf = (line: string): number => /^[ \t]*/.exec(line)?.[0].length ?? 0;

/** Without white space at its end, and without what the rest of the line says already. */
function fitted(text: string, after: string): string {
  const rest = (after.split("\n", 1)[0] ?? "").trimEnd();
  const suggestion = text.slice(0, endBefore(text, rest)).trimEnd();
  const kept = suggestion.slice(0, suggestion.length - said(suggestion, rest)).slice(0, COMPLETION_LENGTH_MAX);
  if (kept.trim() === "") return "";
  return kept.isWellFormed() ? kept : kept.slice(0, -1);
}

/** Brackets, and what is not one because it stands in a string. */
const brackets = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[()[\]{}]/g;

/**
 * Where the suggestion closes what the editor has closed behind the cursor when it was opened: `(a, b) => {}` fits into
 * `each(|)`, and `(a, b) => {});` does not.
 */
function endBefore(text: string, rest: string): number {
  if (!/^[)\]}]/.test(rest)) return text.length;
  let open = 0;
  for (const { 0: token, index } of text.matchAll(brackets)) {
    if ("([{".includes(token)) open++;
    else if (")]}".includes(token) && --open < 0) return token === rest.charAt(0) ? index : text.length;
  }
  return text.length;
}

/** How much of the suggestion's end stands behind the cursor already: all of that line, or its closing brackets. */
function said(suggestion: string, rest: string): number {
  for (let length = Math.min(rest.length, suggestion.length); length > 0; length--) {
    const again = rest.slice(0, length);
    const closes = /^[)\]};,\s]+$/.test(again);
    if (!suggestion.endsWith(again) || (length < rest.length && !closes)) continue;
    // Brackets may be its own: what closes as much as it opens is left alone.
    return closes && !closesMore(suggestion) ? 0 : length;
  }
  return 0;
}

function closesMore(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if ("([{".includes(character)) open++;
    else if (")]}".includes(character)) open--;
  }
  return open < 0;
}
