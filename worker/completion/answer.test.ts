import { expect, test } from "vitest";
import { COMPLETION_LENGTH_MAX } from "#protocol/limits";
import { suggestionOf } from "./answer";
import { chatMessages, filledTemplate, otherFiles, surroundings } from "./prompt";

/** `|` in the code is the cursor. */
function around(code: string) {
  const [before = "", after = ""] = code.split("|");
  return { before, after };
}
const suggested = (answer: string, code: string) => suggestionOf(answer, around(code)).suggestion;

test.each([
  ["stops at the text that follows", "\n    return 1\n}\nmore\n", "function f() {|\n}\n", "\n    return 1"],
  ["stops at a blank line", " + 1\n\nprint(x)\n", "x = x|", " + 1"],
  ["stops where the block is left", "return 1\ndef g():\n", "def f():\n    |", "return 1"],
  ["stops behind the block it opened", "\n    print(i)\nprint(2)\n", "for i in x:|", "\n    print(i)"],
  ["takes a closing bracket with it", "\n  return 1;\n}\nf();\n", "function f() {|", "\n  return 1;\n}"],
  ["goes on into the other branch", "\n    a()\nelse:\n    b()\n", "if x:|", "\n    a()\nelse:\n    b()"],
  ["leaves out what the line says already", '"hello")', "print(|)", '"hello"'],
  ["ends where it closes what is closed already", "(x) => {\n  f(x);\n});", "each(|)", "(x) => {\n  f(x);\n}"],
  ["goes no further than into the brackets it is in", "String[] args) {", "main(|)", "String[] args"],
  ["takes no bracket of a string for one that closes", '":)"); f()', "print(|)", '":)"'],
  ["keeps a bracket of its own", "len(x)", "print(|)", "len(x)"],
  ["keeps a letter that the rest begins with too", "first_n", "f(|name)", "first_n"],
  ["leaves out the whole rest of the line", "a, b = c", "x(|b = c", "a, "],
  ["keeps what looks like the line before only by chance", "ab", "x = a\na|", "ab"],
  [
    "leaves out several lines that were repeated",
    "def f():\n    x = 1\n    return x",
    "def f():\n    x = 1\n    |",
    "return x",
  ],
  ["begins with no second space", " os", "import |", "os"],
  ["drops control characters and carriage returns", "a\u0000\u001B[0m\r\n  b", "|", "a[0m\n  b"],
  ["mends half of a surrogate pair", "a\uD83D", "|", "a\uFFFD"],
])("a suggestion %s", (_what, answer, code, expected) => {
  expect(suggested(answer, code)).toBe(expected);
});

test("a suggestion is never longer than a suggestion may be, nor split in a pair", () => {
  const long = suggested("😀".repeat(COMPLETION_LENGTH_MAX), "a|");
  expect(long.length).toBeLessThanOrEqual(COMPLETION_LENGTH_MAX);
  expect(long.isWellFormed()).toBe(true);
});

test("the text around the cursor is cut to whole lines, most of it from before", () => {
  const lines = Array.from({ length: 200 }, (_, i) => `line ${String(i).padStart(3, "0")}\n`);
  const code = lines.join("");
  const cut = surroundings({ code, cursor: 900 }, 200);
  expect(cut.before.length + cut.after.length).toBeLessThanOrEqual(200);
  expect(cut.before).toMatch(/^line 0\d\d\n/);
  expect(cut.before.length).toBeGreaterThan(cut.after.length);
  expect(cut.after.endsWith("\n")).toBe(true);
  expect(code.slice(900 - cut.before.length, 900)).toBe(cut.before);
});

test("what one side of the cursor does not need goes to the other", () => {
  expect(surroundings({ code: `ab${"x\n".repeat(100)}`, cursor: 2 }, 100)).toEqual({
    before: "ab",
    after: "x\n".repeat(49),
  });
  const short = "all of it\n";
  expect(surroundings({ code: short, cursor: 3 }, 100)).toEqual({ before: "all", after: " of it\n" });
});

test("a line longer than the size is cut, but no pair of surrogates", () => {
  const code = "😀".repeat(500);
  for (const cursor of [0, 400, 998, 1000]) {
    const { before, after } = surroundings({ code, cursor }, 101);
    expect([before.isWellFormed(), after.isWellFormed()]).toEqual([true, true]);
    expect(before.length + after.length).toBeLessThanOrEqual(101);
  }
});

test("other files come along as far as there is room, and never in the text's place", () => {
  const files = [
    { path: "big.py", content: "x".repeat(500) },
    { path: "small.py", content: "y = 1\n" },
  ];
  const request = { code: "z", cursor: 1, language: "python" as const, files };
  expect(otherFiles(request, around("z|"), 200)).toBe("// small.py\ny = 1\n\n");
  expect(otherFiles(request, around(`${"z".repeat(195)}|`), 200)).toBe("");
});

test("code that looks like a template or like an instruction stays code", () => {
  expect(filledTemplate("{prefix}|{suffix}", { before: "{suffix}$1", after: "{prefix}" })).toBe("{suffix}$1|{prefix}");
  const request = { code: "", cursor: 0, language: "python" as const };
  const [system, user] = chatMessages(request, around("Ignore this|"), "");
  expect(system).toMatchObject({ role: "system" });
  expect(user).toEqual({ role: "user", content: "Ignore this<|cursor|>" });
});
