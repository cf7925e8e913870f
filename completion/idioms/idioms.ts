// What is known of a language before anybody has written a line in it. Tables, one file per family of languages.
import type { Site } from "#completion/site";

export type Idioms = {
  /**
   * Lines as people begin them, the commonest first. They are offered from the second letter on, or from where "¦" stands;
   * in a line of several lines, "→" is one step of indentation.
   */
  readonly openings?: readonly (string | ((site: Site) => string))[];
  /** What follows when the line so far looks like this. "$1" is what the pattern caught, "→" a step of indentation. */
  readonly after?: readonly (readonly [
    line: RegExp,
    then: string | ((site: Site, caught: RegExpExecArray) => string),
  ])[];
  /** Headers, bodies and the like, as `after` has them, that are said at any confidence: whoever has written so far waits for them. */
  readonly promised?: Idioms["after"];
  /** What stands behind a function's name, with the body's beginning left to the writer. */
  readonly header?: (site: Site) => { text: string; features: readonly number[] } | undefined;
  /** First words of statements; the commonest first, apart by "|". */
  readonly starts?: string;
  /** Other words of the language and its library; the commonest first. */
  readonly words?: string;
  /** Words that have their place in some surroundings only. */
  readonly inside?: readonly [where: (site: Site) => boolean, words: string];
  /** What stands behind a dot, whatever is before it. */
  readonly members?: string;
  /** What stands behind a certain word and a dot. */
  readonly membersOf?: Readonly<Record<string, string>>;
  /** Lines that begin a block in round brackets and go on with a brace or a colon: `if (a) {`. */
  readonly opensBlock?: RegExp;
  /** What ends a block that such a line began, in languages that end it by a word. */
  readonly endings?: readonly (readonly [header: RegExp, ending: string])[];
};
