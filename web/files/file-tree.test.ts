import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FileEntry } from "#protocol/project";
import { allFolders, inFolder, rowsOf, tellApart, treeOf, typedRow } from "./file-tree";
import { naturally } from "./natural-order";
import { faultOfPath, freePath } from "./path-faults";
import { deletingWishes, goneSince, movingWishes } from "./tree-wishes";

const entry = (path: string, file: number, rest: Partial<FileEntry> = {}): FileEntry => ({
  file,
  path,
  kind: "text",
  ...rest,
});
const project = (...paths: string[]): FileEntry[] =>
  paths.map((path, file) =>
    path.endsWith("/") ? entry(path.slice(0, -1), file, { kind: "folder" }) : entry(path, file),
  );
const all = () => true;
const pathsOf = (entries: FileEntry[], isOpen: (folder: string) => boolean = all) =>
  rowsOf(treeOf(entries), isOpen).map(({ node }) => node.path);
const byFile = (entries: FileEntry[]) => new Map(entries.map((one) => [one.file, one]));

test("names stand in the order that people expect", () => {
  const names = ["b", "a10", "A2", "a2", "10", "9", "é", "f"];
  expect(names.toSorted(naturally)).toEqual(["9", "10", "A2", "a2", "a10", "b", "é", "f"]);
});

describe("the tree", () => {
  test("has folders first, those of paths and empty ones, and nothing that is deleted", () => {
    const entries = [
      ...project("main.py", "lib/b.py", "lib/a/x.py", "data/", "lib/"),
      entry("old.py", 9, { deleted: true }),
    ];
    expect(pathsOf(entries)).toEqual(["data", "lib", "lib/a", "lib/a/x.py", "lib/b.py", "main.py"]);
  });

  test("shows nothing of what is in a closed folder", () => {
    const entries = project("lib/a/x.py", "lib/b.py", "z.py");
    expect(pathsOf(entries, (folder) => folder !== "lib/a")).toEqual(["lib", "lib/a", "lib/b.py", "z.py"]);
    expect(pathsOf(entries, (folder) => folder !== "lib")).toEqual(["lib", "z.py"]);
  });

  test("tells each line's place among its own, and its folder's line", () => {
    const name = fc.constantFrom("a", "b", "c.py", "d 2", "d 10");
    const paths = fc.uniqueArray(
      fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `${names.join("/")}.x`),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(paths, (some) => {
        const rows = rowsOf(treeOf(project(...some)), all);
        expect(
          rows
            .filter(({ node }) => node.kind === "text")
            .map(({ node }) => node.path)
            .toSorted(),
        ).toEqual(some.toSorted());
        for (const { node, depth, position, siblings, parent } of rows) {
          expect(depth).toBe(node.path.split("/").length);
          const own = rows.filter((other) => other.parent === parent);
          expect([own.length, own.findIndex((other) => other.node === node) + 1]).toEqual([siblings, position]);
          expect(inFolder(parent === undefined ? "" : (rows[parent]?.node.path ?? "?"), node.name)).toBe(node.path);
        }
      }),
    );
  });

  test("finds the next line by what is typed, and stays while more letters fit", () => {
    const rows = rowsOf(treeOf(project("alpha", "beta", "bravo", "Bus")), all);
    expect(typedRow(rows, 0, "b")).toBe(1);
    expect(typedRow(rows, 1, "b")).toBe(2);
    expect(typedRow(rows, 3, "b")).toBe(1);
    expect(typedRow(rows, 1, "br")).toBe(2);
    expect(typedRow(rows, 2, "br")).toBe(2);
    expect(typedRow(rows, 2, "zz")).toBeUndefined();
  });

  test("puts behind names that are alike the folder that tells them apart", () => {
    const hints = tellApart(["a/x/index.ts", "b/x/index.ts", "index.ts", "b/y.ts"]);
    expect(Object.fromEntries(hints)).toEqual({ "a/x/index.ts": "a/x", "b/x/index.ts": "b/x", "index.ts": "/" });
  });

  test("of 2,000 files is made in a moment", () => {
    const entries = project(...Array.from({ length: 2_000 }, (_, i) => `src/${i % 40}/part ${i}/file ${i}.ts`));
    expect(rowsOf(treeOf(entries), all)).toHaveLength(2_000 * 2 + 41);
    expect(allFolders(entries)).toHaveLength(2_041);
  });
});

describe("a path that is typed", () => {
  const entries = project("main.py", "lib/a.py", "data/");
  test.each([
    ["", "A name is needed."],
    ["lib/", "A name is needed after the slash."],
    ["a//b", "A folder needs a name."],
    ["../up", "“.” and “..” are no names."],
    ["-rf", "A name cannot begin with “-”: programs would take it for an option."],
    ["a\\b", "A name cannot have a “\\” in it. Folders end with “/”."],
    ["a\u0007", "A name cannot have such characters in it, or be so long."],
    ["x".repeat(201), "Too long: with its folders it may have 200 characters."],
    ["main.py", "There is a file of this name already."],
    ["data", "There is a folder of this name already."],
    ["lib", "There is a folder of this name already."],
    ["main.py/x", "“main.py” is a file, not a folder."],
  ])("%j is refused in words", (path, words) => expect(faultOfPath(path, entries)).toBe(words));

  test("is taken where it can be had, also by what has it already", () => {
    for (const path of ["new.py", "lib/b.py", "data/x", "Main.py"]) expect(faultOfPath(path, entries)).toBeUndefined();
    expect(faultOfPath("main.py", entries, new Set([0]))).toBeUndefined();
  });

  test("gets a number where it is taken", () => {
    expect(freePath("main.py", entries)).toBe("main (2).py");
    expect(freePath("main.py", [...entries, entry("main (2).py", 7)])).toBe("main (3).py");
    expect(freePath("lib", entries)).toBe("lib (2)");
  });
});

describe("what the room is asked for", () => {
  const files = byFile(project("main.py", "lib/a.py", "lib/deep/b.py", "lib/deep/"));

  test("moves all that is in a folder, and the folder's own entry", () => {
    expect(movingWishes(files, "lib/deep", "lib/low")).toEqual([
      { file: 2, path: "lib/low/b.py" },
      { file: 3, path: "lib/low" },
    ]);
  });

  test("leaves the folder there whose last file goes", () => {
    const some = byFile(project("main.py", "lib/a.py"));
    expect(movingWishes(some, "lib/a.py", "a.py")).toEqual([
      { file: 1, path: "a.py" },
      { path: "lib", kind: "folder" },
    ]);
    expect(movingWishes(some, "lib/a.py", "lib/b.py")).toEqual([{ file: 1, path: "lib/b.py" }]);
    expect(deletingWishes(some, "lib/a.py")).toEqual([
      { file: 1, deleted: true },
      { path: "lib", kind: "folder" },
    ]);
    expect(deletingWishes(some, "lib")).toEqual([{ file: 1, deleted: true }]);
  });

  test("never deletes the main file", () => {
    expect(deletingWishes(files, "main.py")).toBeUndefined();
    expect(deletingWishes(byFile([entry("src/main.py", 0), entry("src/a.py", 1)]), "src")).toBeUndefined();
  });

  test("has gone if it was there before, and not if it was deleted long ago", () => {
    const before = byFile([entry("a.py", 1), entry("b.py", 2), entry("old.py", 3, { deleted: true })]);
    const now = byFile([...before.values()].map((one) => (one.file === 1 ? one : { ...one, deleted: true })));
    expect(goneSince(before, now).map(({ path }) => path)).toEqual(["b.py"]);
    expect(goneSince(new Map(), now)).toEqual([]);
  });
});
