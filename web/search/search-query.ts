// What is searched for, as a pattern; where it is in a text; and what stands there instead.

export type SearchQuery = {
  readonly text: string;
  readonly isRegex: boolean;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
};

export type Span = { readonly from: number; readonly to: number };
export type Splice = Span & { readonly insert: string };

/** A place that was found, with its line from 0 and as much of the line as one reads in a list. */
export type Match = Span & {
  readonly line: number;
  readonly before: string;
  readonly hit: string;
  readonly after: string;
};

/** Of a line in a list: before the place, of the place, and behind it. */
const BEFORE_MAX = 16;
const HIT_MAX = 120;
const AFTER_MAX = 120;

/** A pattern, or why there is none. */
export function patternOf({ text, isRegex, matchCase, wholeWord }: SearchQuery): RegExp | { fault: string } {
  const source = isRegex ? text : text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  const flags = `gmd${matchCase ? "" : "i"}`;
  const whole = (letter: string) => (wholeWord ? `(?<!${letter})(?:${source})(?!${letter})` : source);
  try {
    return new RegExp(whole(String.raw`[\p{L}\p{N}_]`), `${flags}u`);
  } catch (error) {
    try {
      // Escapes that mean nothing, such as "\-", are none with Unicode's rules.
      return new RegExp(whole(String.raw`\w`), flags);
    } catch {
      return { fault: faultIn(error) };
    }
  }
}

const faultIn = (error: unknown) =>
  error instanceof Error ? error.message.replace(/^Invalid regular expression: .*\/[a-z]*: ?/s, "") : String(error);

/** At most `most`; places of no length are none. */
export function* spansIn(text: string, pattern: RegExp, most: number): Generator<RegExpExecArray> {
  pattern.lastIndex = 0;
  let count = 0;
  for (let found = pattern.exec(text); found && count < most; found = pattern.exec(text)) {
    // Past a whole character: within one, a pattern with Unicode's rules would step back for ever.
    if (found[0] === "") pattern.lastIndex = found.index + ((text.codePointAt(found.index) ?? 0) > 0xffff ? 2 : 1);
    else {
      count++;
      yield found;
    }
  }
}

export function matchesIn(text: string, pattern: RegExp, most: number): Match[] {
  const matches: Match[] = [];
  let line = 0;
  let lineStart = 0;
  for (const found of spansIn(text, pattern, most)) {
    const from = found.index;
    const to = from + found[0].length;
    for (let end = text.indexOf("\n", lineStart); end >= 0 && end < from; end = text.indexOf("\n", lineStart)) {
      line++;
      lineStart = end + 1;
    }
    const end = text.indexOf("\n", from);
    const lineEnd = end < 0 ? text.length : end;
    const start = text.slice(lineStart, from).trimStart();
    matches.push({
      from,
      to,
      line,
      before: start.length > BEFORE_MAX ? `…${start.slice(-BEFORE_MAX)}` : start,
      hit: text.slice(from, Math.min(to, lineEnd, from + HIT_MAX)) + (to > lineEnd ? "⏎" : ""),
      after: text.slice(Math.min(to, lineEnd), Math.min(lineEnd, to + AFTER_MAX)),
    });
  }
  return matches;
}

/** What replaces all that is found, or only what is found at `only`. In patterns `$1`, `$&`, `$<name>`, `\n` and `\t` mean something. */
export function replacementsIn(
  text: string,
  pattern: RegExp,
  template: string,
  isRegex: boolean,
  only?: Span,
): Splice[] {
  const splices: Splice[] = [];
  for (const found of spansIn(text, pattern, Number.POSITIVE_INFINITY)) {
    const span = { from: found.index, to: found.index + found[0].length };
    if (only && (span.from !== only.from || span.to !== only.to)) continue;
    const insert = isRegex ? filledIn(template, found) : template;
    if (insert !== found[0]) splices.push({ ...span, insert });
  }
  return splices;
}

const filledIn = (template: string, found: RegExpExecArray): string =>
  template.replace(
    /\$(\$|&|\d{1,2}|<[^>]*>)|\\([nt\\])/g,
    (whole, group: string | undefined, escape: string | undefined) => {
      if (escape !== undefined) return { n: "\n", t: "\t" }[escape] ?? escape;
      if (group === "$" || group === undefined) return "$";
      if (group === "&") return found[0];
      if (group.startsWith("<")) return found.groups?.[group.slice(1, -1)] ?? "";
      return Number(group) < found.length && group !== "0" ? (found[Number(group)] ?? "") : whole;
    },
  );
