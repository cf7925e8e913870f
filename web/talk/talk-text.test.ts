import { expect, test } from "vitest";
import { codeLinkOf, codeLinksIn, quotedCode, writtenLink } from "./code-links";
import { begunCall, candidates, mentionsIn } from "./mentions";

const people = [
  { user: 1, name: "Ann" },
  { user: 2, name: "Ann Lee" },
  { user: 3, name: "Quiet Otter" },
  { user: 4, name: "Émile" },
];

test("an @ calls the person with the longest name that stands there, whatever its case, and nobody inside of a word", () => {
  expect(mentionsIn("@Ann, and @ann lee!", people)).toEqual([1, 2]);
  expect(mentionsIn("(@quiet otter) @ÉMILE", people)).toEqual([3, 4]);
  expect(mentionsIn("me@ann.example @Annabel @", people)).toEqual([]);
});

test("a name is offered from its beginning, or from a later word of it", () => {
  expect(begunCall("Hello @qui", 10)).toEqual({ at: 6, begun: "qui" });
  expect(begunCall("me@ex", 5)).toBeUndefined();
  expect(begunCall("@a\nb", 4)).toBeUndefined();
  expect(candidates("", people, 8)).toHaveLength(4);
  expect(candidates("ott", people, 8)).toEqual([people[2]]);
  expect(candidates("ann l", people, 8)).toEqual([people[1]]);
});

const isFile = (path: string) => ["main.py", "src/a b.ts", "src/x.ts"].includes(path);
const found = (text: string) =>
  codeLinksIn(text, isFile).map(({ at, length, link }) => [text.slice(at, at + length), link]);

test("a place in a file that there is becomes a link, and nothing else", () => {
  expect(found("see main.py:12, (src/x.ts:3-5@v120).")).toEqual([
    ["main.py:12", { path: "main.py", from: 12, to: 12, version: undefined }],
    ["src/x.ts:3-5@v120", { path: "src/x.ts", from: 3, to: 5, version: 120 }],
  ]);
  expect(found("other.py:12 main.py main.py:x http://main.py:80 xmain.py:1 main.py:12abc")).toEqual([]);
  expect(codeLinkOf("src/a b.ts:7", isFile)).toEqual({ path: "src/a b.ts", from: 7, to: 7, version: undefined });
  expect(codeLinkOf("src/a b.ts:7 or so", isFile)).toBeUndefined();
  expect(codeLinkOf(writtenLink({ path: "main.py", from: 9, to: 4, version: 3 }), isFile)).toMatchObject({
    from: 9,
    to: 9,
  });
});

test("code is quoted in a fence that its own backticks do not close", () => {
  const link = { path: "main.py", from: 1, to: 2, version: 7 };
  expect(quotedCode(link, "a\nb\n", "python")).toBe("`main.py:1-2@v7`\n```python\na\nb\n```\n");
  expect(quotedCode(link, "````", "markdown")).toContain("`````markdown\n````\n`````");
});
