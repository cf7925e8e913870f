// Something that could be said at the cursor, and what speaks for it.

/**
 * Where a candidate comes from. Each has its own weights in calibration.ts.
 * opening: the rest of a line that people begin so; idiom: what follows on a line that looks so; header: what stands behind a
 * function's name; word, member: of the language and its library; close: brackets and the line's end; block: a block's end;
 * identifier: a word of this room; analogy: as lines nearby that are built alike; echo: what followed in this room when the same stood before.
 */
export const sources = [
  "opening",
  "idiom",
  "header",
  "word",
  "member",
  "close",
  "block",
  "identifier",
  "analogy",
  "echo",
] as const;
export type Source = (typeof sources)[number];

export type Candidate = {
  readonly source: Source;
  /** What to insert at the cursor. */
  readonly text: string;
  /** What the weights are multiplied with, all of about the same size; as many as `features[source]` names. */
  readonly features: readonly number[];
  /** What is asked for by how the line stands, so that it is said at any confidence when nothing likelier is: a header, a body. */
  readonly promised?: boolean;
};

const idioms = [
  "typed",
  "left",
  "continues",
  "begins",
  "rivals",
  "rank",
  "seen",
  "opens",
  "string",
  "line",
  "a whole word",
  "a new word",
  "ends the line",
  "usual",
] as const;

/** What each number of `Candidate.features` means; the first weight, which belongs to none, is the constant. */
export const features: Readonly<Record<Source, readonly string[]>> = mapped({
  opening: idioms,
  idiom: idioms,
  header: ["method", "inside", "decorated"],
  word: idioms,
  member: idioms,
  close: [
    "depth",
    "behind a word",
    "behind a quote",
    "behind a bracket",
    "empty",
    "whole",
    "header",
    "length",
    "none below",
    "list",
    "string",
    "separator",
    "a whole word",
    "a new word",
    "a number",
    "no bracket",
  ],
  block: ["leaves", "at the line", "none below", "depth", "ends a statement", "braced", "behind a comma", "several"],
  identifier: ["typed", "left", "share", "rivals", "near", "often", "same before", "string", "prose", "elsewhere"],
  analogy: [
    "alike",
    "tokens",
    "share",
    "supporters",
    "near",
    "exchanged",
    "same height",
    "left",
    "ends the line",
    "a whole word",
    "a new word",
    "no word",
  ],
  echo: [
    "context",
    "line",
    "lines",
    "share",
    "supporters",
    "near",
    "tokens",
    "left",
    "typed",
    "ends the line",
    "string",
    "prose",
    "elsewhere",
    "share × context",
    "only one",
    "whole word",
  ],
});

/** What the candidates say of each other; see consent.ts. */
function mapped(own: Record<Source, readonly string[]>): Record<Source, readonly string[]> {
  const all = { ...own };
  for (const source of sources) all[source] = [...own[source], "agreed", "disputed", "echo agrees", "contained"];
  return all;
}
