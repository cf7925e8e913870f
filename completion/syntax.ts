// What the scanner must know of a language: how comments, strings and blocks look.
import type { LanguageId } from "#protocol/languages";

export type Syntax = {
  /** What a comment up to the line's end begins with. */
  line: readonly string[];
  block?: readonly [open: string, close: string];
  /** Delimiters of strings that end with their line. */
  quotes: string;
  /** Delimiters of strings that go over lines. */
  long: readonly string[];
  /** How a body is told from its header. */
  blocks: "braces" | "indentation" | "words" | "none";
  /** What stands at the end of a simple statement. */
  terminator: "" | ";";
  indentation: string;
  /** Text for people: no brackets to balance, no idioms. */
  prose?: true;
};

const c: Syntax = {
  line: ["//"],
  block: ["/*", "*/"],
  quotes: "\"'",
  long: [],
  blocks: "braces",
  terminator: ";",
  indentation: "    ",
};
const script: Syntax = { ...c, long: ["`"], indentation: "  " };
const hash: Syntax = {
  line: ["#"],
  quotes: "\"'",
  long: [],
  blocks: "words",
  terminator: "",
  indentation: "  ",
};
const prose: Syntax = {
  line: [],
  quotes: "",
  long: [],
  blocks: "none",
  terminator: "",
  indentation: "  ",
  prose: true,
};

export const syntaxes: Readonly<Record<LanguageId, Syntax>> = {
  python: { ...hash, long: ['"""', "'''"], blocks: "indentation", indentation: "    " },
  javascript: script,
  typescript: script,
  java: c,
  c,
  cpp: c,
  csharp: c,
  go: { ...c, long: ["`"], terminator: "", indentation: "\t" },
  // Lifetimes look like quotes that are never closed.
  rust: { ...c, quotes: '"' },
  ruby: hash,
  php: { ...c, line: ["//", "#"] },
  kotlin: { ...c, long: ['"""'], terminator: "" },
  swift: { ...c, quotes: '"', long: ['"""'], terminator: "" },
  scala: { ...c, quotes: '"', long: ['"""'], terminator: "", indentation: "  " },
  lua: { ...hash, line: ["--"], long: [] },
  perl: { ...hash, blocks: "braces", terminator: ";", indentation: "    " },
  r: { ...hash, blocks: "braces" },
  shell: hash,
  sql: { ...c, line: ["--"], quotes: "'", blocks: "none" },
  html: { ...prose, block: ["<!--", "-->"] },
  css: { ...c, line: [], indentation: "  " },
  json: { ...script, line: [], long: [], quotes: '"', terminator: "" },
  yaml: { ...hash, blocks: "none" },
  markdown: prose,
  plaintext: prose,
};
