import fc from "fast-check";
import { expect, test } from "vitest";
import { languageIds } from "#protocol/languages";
import { type LineState, tokensOf } from "./light-tokens";

function colored(text: string, language: string): string {
  let state: LineState;
  return text
    .split("\n")
    .map((line) => {
      const { tokens, after } = tokensOf(line, state, language);
      state = after;
      return tokens.map(([kind, part]) => (kind ? `<${kind}:${part}>` : part)).join("");
    })
    .join("\n");
}

test.for([
  ["python", 'def f(x): # "no"', '<keyword:def> <function:f>(x): <comment:# "no">'],
  ["python", 'a = """one\n# two"""', 'a = <string:"""one>\n<string:# two""">'],
  [
    "typescript",
    "const a = `x\n${1}`; /* b\nc */ 2",
    "<keyword:const> a = <string:`x>\n<string:${1}`>; <comment:/* b>\n<comment:c */> <number:2>",
  ],
  ["rust", "fn f<'a>() -> &'a str", "<keyword:fn> f<'a>() -> &'a str"],
  ["sql", "SELECT 'it' -- x", "<keyword:SELECT> <string:'it'> <comment:-- x>"],
  ["markdown", "# It's", "<keyword:# It's>"],
] as const)("%s: %s", ([language, text, expected]) => expect(colored(text, language)).toBe(expected));

test("tokens are the line, whatever stands in it", () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."ab'\"`/*#-<!>[]\\ 1é$") }),
      fc.constantFrom(...languageIds),
      (line, language) => {
        const { tokens } = tokensOf(line, undefined, language);
        expect(tokens.map(([, part]) => part).join("")).toBe(line);
      },
    ),
  ));
