import fc from "fast-check";
import { expect, test } from "vitest";
import { markdownTree, plainOf } from "./markdown-tree";
import { type Piece, PIECE_MAX, piecesOf } from "./pieces";

const piecesIn = (text: string) => piecesOf(markdownTree(text));
const textOf = (pieces: readonly Piece[]) =>
  pieces.flatMap(({ root, footnotes }) => [root, ...footnotes].map(plainOf)).join("");
const weightOf = (node: object): number =>
  1 + ("children" in node ? (node.children as object[]).reduce((sum, child) => sum + weightOf(child), 0) : 0);
/** A piece's root, and what one thing may have that cannot be divided and began in a piece almost full. */
const bound = 2 * PIECE_MAX;
const heaviest = (pieces: readonly Piece[]) =>
  Math.max(...pieces.map(({ root, footnotes }) => [root, ...footnotes].reduce((sum, one) => sum + weightOf(one), 0)));

test("thousands of headings are pieces that a page can make, in their order and without a gap", () => {
  const headings = Array.from({ length: 800 }, (_, index) => `# Heading ${index}`);
  const pieces = piecesIn(headings.join("\n"));
  expect(heaviest(pieces)).toBeLessThanOrEqual(bound);
  expect(textOf(pieces)).toBe(headings.map((heading) => heading.slice(2)).join(""));
  expect(pieces.map(({ line }) => line)).toEqual(pieces.map(({ line }) => line).toSorted((a, b) => a - b));
});

test("a list too long for a piece goes on with its numbers in the next", () => {
  const pieces = piecesIn(Array.from({ length: 300 }, (_, index) => `${index + 5}. Item`).join("\n"));
  expect(pieces.length).toBeGreaterThan(1);
  let next = 5;
  for (const { root } of pieces) {
    const [list] = root.children;
    expect(list).toMatchObject({ type: "list", start: next, ordered: true });
    next += list?.type === "list" ? list.children.length : 0;
  }
  expect(next).toBe(305);
});

test("a row, a line, a quote or footnote that is too long is divided or becomes plain, and none of its words is lost", () => {
  const many = (count: number, part: (index: number) => string) => Array.from({ length: count }, (_, i) => part(i));
  for (const text of [
    many(500, (i) => `*a${i}*`).join(" "),
    `> ${many(500, (i) => `b${i}`).join("\n>\n> ")}`,
    `- one\n${many(500, (i) => `  - c${i}`).join("\n")}\n- two`,
    `| h |\n| - |\n${many(500, (i) => `| d${i} |`).join("\n")}`,
    `| ${many(700, (i) => `e${i}`).join(" | ")} |\n|${many(700, () => "-").join("|")}|`,
    `x[^1]\n\n[^1]: y\n\n${many(500, (i) => `    f${i}`).join("\n\n")}`,
    many(250, (i) => `g${i}[^${i}]`).join(" ") + many(250, (i) => `\n\n[^${i}]: note ${i}`).join(""),
    `${">".repeat(400)} deep`,
  ]) {
    const tree = markdownTree(text);
    const pieces = piecesOf(tree);
    expect(heaviest(pieces), text.slice(0, 20)).toBeLessThanOrEqual(bound);
    const words = new Set(textOf(pieces).match(/[a-g]\d+/g));
    expect((text.match(/[a-g]\d+/g) ?? []).filter((word) => !words.has(word))).toEqual([]);
    expect(() => structuredClone(pieces)).not.toThrow();
  }
});

test("a piece knows the links and footnotes it refers to, wherever they are defined", () => {
  const filler = "a paragraph\n\n".repeat(700);
  const pieces = piecesIn(`[one][1] and[^n]\n\n${filler}[1]: https://example.org\n[^n]: The note`);
  expect(pieces[0]?.definitions.get("1")?.url).toBe("https://example.org");
  expect(pieces[0]?.numbers.get("n")).toBe(1);
  expect(pieces[1]?.definitions.size).toBe(0);
  expect(pieces.at(-1)?.footnotes.map(plainOf)).toEqual(["The note"]);
});

test("a short text is one piece, and it is what it was", () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "\n", "# ", "- ", "> ", "`", "|", " "), maxLength: 80 }),
      (text) => {
        const tree = markdownTree(text);
        const pieces = piecesOf(tree);
        expect(pieces.length).toBeLessThanOrEqual(1);
        expect(pieces.flatMap(({ root }) => root.children)).toEqual(tree.root.children);
      },
    ),
  ));
