// oxlint-disable no-control-regex -- they are what is tested
import fc from "fast-check";
import { expect, test } from "vitest";
import { streamStyle } from "./terminal-colors";
import { plainText, TerminalText } from "./terminal-text";

const shown = (...pieces: string[]): string => {
  const text = new TerminalText();
  return pieces.map((piece) => text.push(piece)).join("");
};

test("text, line ends, tabs and carriage returns pass as they are", () => {
  expect(shown("Grüße, 你好 😀\n\ta\rb\b")).toBe("Grüße, 你好 😀\n\ta\rb\b");
});

test("colours pass, each told whole, so that nothing before it matters", () => {
  expect(shown("\x1b[31mred\x1b[1mbold\x1b[0mplain")).toBe("\x1b[0;31mred\x1b[0;31;1mbold\x1b[0mplain");
  expect(shown("\x1b[1;4;92;45mx\x1b[22;24;39;49my")).toBe("\x1b[0;1;4;92;45mx\x1b[0my");
});

test("colours of the larger palette are written out, because that palette is the page's", () => {
  expect(shown("\x1b[38;5;208mx")).toBe("\x1b[0;38;2;255;135;0mx");
  expect(shown("\x1b[48;5;9mx")).toBe("\x1b[0;48;5;9mx");
  expect(shown("\x1b[38:2::1:2:3mx\x1b[48;2;300;0;7my")).toBe("\x1b[0;38;2;1;2;3mx\x1b[0;38;2;1;2;3;48;2;255;0;7my");
  expect(shown("\x1b[38;5;244mx")).toBe("\x1b[0;38;2;128;128;128mx");
});

test("a stream's own colour stands under the program's", () => {
  const stderr = new TerminalText(streamStyle.stderr);
  expect(stderr.style).toBe("\x1b[0;38;5;24m");
  expect(stderr.push("\x1b[1mx\x1b[0my")).toBe("\x1b[0;38;5;24;1mx\x1b[0;38;5;24my");
});

test("blinking and hidden text are shown as text", () => {
  expect(shown("\x1b[5;8mx")).toBe("\x1b[0mx");
});

test.each([
  ["a title", "\x1b]0;owned\x07"],
  ["a title that ends with ST", "\x1b]2;owned\x1b\\"],
  ["the clipboard", "\x1b]52;c;b3duZWQ=\x07"],
  ["a link", "\x1b]8;;https://example.org\x07"],
  ["another background", "\x1b]11;#ff0000\x07"],
  ["a question that the terminal would answer", "\x1b[c"],
  ["where the cursor is", "\x1b[6n"],
  ["a device control string", '\x1bP$q"p\x1b\\'],
  ["an application command", "\x1b_Gq=2;AAAA\x1b\\"],
  ["the other screen", "\x1b[?1049h"],
  ["reports of the mouse", "\x1b[?1003h"],
  ["pasting in brackets", "\x1b[?2004h"],
  ["a scroll region", "\x1b[2;3r"],
  ["insert mode", "\x1b[4h"],
  ["the alphabet of line drawing", "\x1b(0"],
  ["a full reset", "\x1bc"],
  ["a screen of E", "\x1b#8"],
  ["the end of what scrolled away", "\x1b[3J"],
  ["two billion scrolled lines", "\x1b[2147483647S"],
  ["two billion repetitions", "\x1b[2147483647b"],
  ["two billion tabs", "\x1b[2147483647I"],
  ["the window's size", "\x1b[8;1;1t"],
  ["bell, null, shifts and 8-bit commands", "\x07\0\x0e\x0f\x7f\x85\x9b\x9d"],
])("what would do %s is dropped", (_what, sequence) => {
  expect(shown(`a${sequence}b`)).toBe("ab");
});

test("moves of the cursor pass, as far as a screen can be wide", () => {
  expect(shown("\x1b[2K\x1b[1A\x1b[2;5H\x1b[J")).toBe("\x1b[2K\x1b[1A\x1b[2;5H\x1b[J");
  expect(shown("\x1b[2147483647B")).toBe("\x1b[999B");
});

test("a sequence that is never ended hides no more than its line", () => {
  expect(shown("\x1b]0;never ended\nseen")).toBe("\nseen");
  expect(shown(`\x1b]52;c;${"A".repeat(5_000)}`, "\nseen")).toContain("\nseen");
  expect(shown("\x1b", "[", "3", "1", "m", "x")).toBe("\x1b[0;31mx");
});

test("a million marks on one letter become a few", () => {
  expect(shown(`e${"\u0301".repeat(1_000_000)}!`)).toBe(`e${"\u0301".repeat(8)}!`);
});

test("whatever comes, and however it is cut, only harmless sequences leave", () => {
  const junk = fc.array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\x1b", "\x1b[", "\x1b]0;", "\x1bP", "\x07", "\x1b\\", "31m", "?25l", "\n", "\x9b", "2J"),
    ),
  );
  fc.assert(
    fc.property(junk, (pieces) => {
      const out = shown(...pieces);
      const rest = out.replace(/\x1b(?:\[[\d;:]{0,128}[ABCDEFGHJKadefmsu`]|[78])/g, "");
      expect(rest).not.toMatch(/[\0-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
    }),
  );
});

test("where a sequence is cut does not change what is shown", () => {
  const program = "\x1b[1;31mred\x1b]0;title\x07\x1b[38;5;208m orange\x1b[0m\x1b[2K\x1b[?25l\nend";
  fc.assert(
    fc.property(fc.array(fc.nat(program.length), { maxLength: 6 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), program.length];
      expect(shown(...at.slice(1).map((end, i) => program.slice(at[i], end)))).toBe(shown(program));
    }),
  );
});

test("what is copied is the text as it stands there", () => {
  expect(plainText("\x1b[31mred\x1b[0m\x1b]0;title\x07\n10%\r100%\nabc\rx\n")).toBe("red\n100%\nxbc\n");
});
