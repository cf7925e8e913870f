// What the engine says, language by language; "|" is the cursor. Read it as its documentation.
import { describe, expect, test } from "vitest";
import type { LanguageId } from "#protocol/languages";
import { complete } from "./complete.ts";

type Example = readonly [text: string, suggestion: string];

function examples(language: LanguageId, list: readonly Example[]): void {
  test.each(list)(`${language}: %j → %j`, (text, suggestion) => {
    expect(suggested(language, text)).toBe(suggestion);
  });
}

function suggested(language: LanguageId, text: string, files?: { path: string; content: string }[]): string {
  const cursor = text.indexOf("|");
  const code = text.slice(0, cursor) + text.slice(cursor + 1);
  return complete({ code, cursor, language, ...(files && { files }) }).suggestion;
}

describe("what is known of a language", () => {
  examples("python", [
    ["def hello|", "(self):"], // the contract's example: a piece without surroundings is taken for a method
    ["class A:\n    def hello|", "(self):"],
    ["x = 1\n\ndef hello|", "():"],
    ["imp|", "ort "],
    ["import nu|", "mpy as np"],
    ["import numpy|", " as np"],
    ["from typing|", " import "],
    ["if __|", 'name__ == "__main__":\n    main()'],
    ["def f():\n\tx = 1\n\nif __na|", 'me__ == "__main__":\n\tmain()'],
    ["class A:\n    def __i|", "nit__(self"],
    ["class A:\n    def __init__(self, name):\n        self.name = |", "name"],
    ["y = x is not|", " None"],
    ["try|", ":"],
    ["while True|", ":"],
    ["return Tr|", "ue"],
    ["raise Val|", "ueError("],
  ]);
  examples("javascript", [
    ["func|", "tion "],
    ["for (let i|", " = 0; i < "],
    ["for (let i = 0; i < list.length|", "; i++) {"],
    ["if (a) {\n  b();\n} el|", "se {"],
    ["JSON.|", "stringify("],
    ["function f() {\n  return 1;\n|", "}"],
    ["each(() => {\n  f();\n|", "})"],
    ["try|", " {"],
  ]);
  examples("typescript", [
    ["function f(a: num|", "ber"],
    ["const x: str|", "ing"],
    ["class A extends B {\n  constructor(name: string) {\n    this.name = |", "name;"],
  ]);
  examples("java", [["public static void m|", "ain(String[] args) {"]]);
  examples("c", [["int ma|", "in(void) {"]]);
  examples("cpp", [["#include <io|", "stream>"]]);
  examples("csharp", [["Console.|", "WriteLine("]]);
  examples("go", [["if err|", " != nil {\n\treturn err\n}"]]);
  examples("rust", [["println|", '!("']]);
  examples("ruby", [["def f\n  1\n|", "end"]]);
  examples("kotlin", [["fun ma|", "in() {"]]);
  examples("shell", [["for f in *|", "; do"]]);
  examples("sql", [["SELECT * F|", "ROM "]]);
  examples("css", [["disp|", "lay: "]]);
});

describe("what the room teaches", () => {
  examples("python", [
    ["connection_pool = 1\nprint(conn|", "ection_pool"],
    ["total_price = 3\ntotal_price += 4\ntot|", "al_price"],
    ["A = Color('a')\nB = Color('b')\nC = Color('c')\nD = Color('d'|", ")"], // built like the lines above
  ]);
  examples("javascript", [["const greeting = 'hi';\nalert(greet|", "ing"]]);
  examples("markdown", [["Durable Objects are fine.\n\nDurable Objects have storage.\n\nDurable Obj|", "ects"]]);

  test("words of the room's other files are offered too", () => {
    const files = [{ path: "shapes.py", content: "class TriangleStrip:\n    pass\n" }];
    expect(suggested("python", "shape = Triang|", files)).toBe("leStrip");
    expect(suggested("python", "shape = Triang|")).toBe("");
  });
});

const block = "  each((one) => {\n    total += one;\n    count++;\n  });\n";

describe("where it is silent or takes less", () => {
  examples("python", [
    ["pri|nt(1)", ""], // inside of a word
    ["x = 1\nx = 2\n|", ""], // anything could come
    ["# x is not|", ""], // idioms have no place in comments
    ['text = "x is not|', ""], // nor in strings
    ['"""\nx is not|', ""],
    ["try|:", ""],
    ["def f(a|", ""], // a parameter gets a name of its own
  ]);
  examples("javascript", [
    ["setTimeout(() |=> 1)", ""],
    ["function f() {\n  return 1;\n|\n}", ""], // the block has its end
    [`${block}${block}  each((one|`, ") => {\n    total += one;\n    count++;\n  });"],
    [`${block}${block}  each((one|\n    total += one;\n    stop();\n  });`, ") => {"], // its body has been begun
  ]);
});
