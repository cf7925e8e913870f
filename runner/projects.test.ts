// Programs of several files, laid out as their languages want them, in sandboxes that were made ahead, too.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExecuteAnswer, ExecuteBody } from "#protocol/run";
import { type Service, startService } from "#runner/service";

let service: Service;
let installed: string[];
beforeAll(async () => {
  service = await startService();
  installed = (await service.health()).languages.flatMap(({ id, available }) => (available ? [id] : []));
});
afterAll(() => service.kill());

type Files = Record<string, string | Uint8Array | null>;

const filesOf = (files: Files): NonNullable<ExecuteBody["files"]> =>
  Object.entries(files).map(([path, content]) =>
    content === null
      ? { path, folder: true }
      : typeof content === "string"
        ? { path, content }
        : { path, base64: Buffer.from(content).toString("base64") },
  );

/** Runs one of the files, with all others beside it. */
async function run(language: string, path: string, files: Files): Promise<ExecuteAnswer> {
  const { [path]: code, ...others } = files;
  return service.execute({ language, path, code: code as string, files: filesOf(others) });
}

const everyByte = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7 + (i >> 8)) % 256);

const projects: [string, string, Files, string][] = [
  [
    "python",
    "main.py",
    {
      "main.py":
        "from shapes.round import circle\nimport random\nprint(circle(2), open('data/in.txt').read(), random.name)",
      "shapes/__init__.py": "",
      "shapes/round/__init__.py": "from ..numbers import PI\ndef circle(r): return PI * r * r",
      "shapes/numbers.py": "PI = 3",
      "data/in.txt": "größer",
      "random.py": "name = 'ours'",
      "sitecustomize.py": "print('never')",
      "usercustomize.py": "print('never')",
    },
    "12 größer ours\n",
  ],
  [
    "python",
    "src/app.py",
    {
      "src/app.py":
        "import os, near, sitecustomize\nprint(near.x, os.getcwd(), os.listdir('empty'), open('a.txt').read(), sitecustomize.y)",
      "src/near.py": "x = 1",
      "src/sitecustomize.py": "y = 2",
      "a.txt": "a",
      empty: null,
    },
    "1 /box [] a 2\n",
  ],
  [
    "python",
    "main.py",
    {
      "main.py":
        "import hashlib, sys\nb = open('all.bin', 'rb').read()\nsys.stdout.write(f'{len(b)} {sum(i * x for i, x in enumerate(b))}')",
      "all.bin": everyByte,
    },
    `${everyByte.length} ${everyByte.reduce((sum, byte, i) => sum + i * byte, 0)}`,
  ],
  [
    "javascript",
    "main.js",
    {
      "main.js":
        "import { sum } from './lib/sum.js';\nimport list from './data.json' with { type: 'json' };\nimport pad from 'pad';\nconsole.log(pad(sum(list)));",
      "lib/sum.js": "export const sum = (list) => list.reduce((a, b) => a + b, 0);",
      "data.json": "[1, 2, 39]",
      "package.json": '{ "type": "module" }',
      "node_modules/pad/package.json": '{ "name": "pad", "main": "index.cjs" }',
      "node_modules/pad/index.cjs": "module.exports = (x) => `<${x}>`;",
      "node_modules/.bin/node": "#!/bin/sh\necho never",
    },
    "<42>\n",
  ],
  [
    "typescript",
    "src/app.ts",
    {
      "src/app.ts": "import { x } from './x.ts';\nconst y: number = x;\nconsole.log(y);",
      "src/x.ts": "export enum E { A = 5 }\nexport const x: E = E.A;",
    },
    "5\n",
  ],
  [
    "c",
    "main.c",
    {
      "main.c":
        '#include <stdio.h>\n#include "sum.h"\n#include "util.h"\nint main(void) { printf("%d %d\\n", sum(1, 2), util()); char s[9] = ""; fgets(s, 9, fopen("main/in.txt", "r")); puts(s); }',
      "sum.h": "int sum(int a, int b);",
      "sum.c": '#include "sum.h"\nint sum(int a, int b) { return a + b; }',
      "include/util.h": "int util(void);",
      "lib/util.c": '#include "util.h"\nint util(void) { return 7; }',
      "other.c": "int main(void) { return 9; }",
      "ex2/main.c": "int\nmain(void) { return 9; }",
      "ex2/sum.c": "int sum(int a, int b) { return 9; }",
      "main/in.txt": "data",
      main_: "taken",
    },
    "3 7\ndata\n",
  ],
  [
    "cpp",
    "ex1/main.cc",
    {
      "ex1/main.cc":
        '#include "../common.hpp"\n#include <iostream>\nint twice(int);\nint main() { std::cout << twice(N) << "\\n"; }',
      "ex1/twice.cpp": "int twice(int x) { return 2 * x; }",
      "common.hpp": "const int N = 4;",
      "broken.cpp": "no C++",
      main: "taken",
    },
    "8\n",
  ],
  [
    "java",
    "src/org/shop/App.java",
    {
      "src/org/shop/App.java":
        'package org.shop;\nimport org.shop.model.Item;\npublic class App { public static void main(String[] a) { System.out.println(new Item("x").name + new Shelf().size() + App.class.getResource("/note.txt").getPath().endsWith("note.txt")); } }',
      "src/org/shop/model/Item.java":
        "package org.shop.model;\npublic class Item { public final String name; public Item(String n) { name = n; } }",
      "src/org/shop/Things.java": "package org.shop;\nclass Shelf { int size() { return 3; } }",
      "src/note.txt": "",
      "src/Other.java": "public class Other { no Java }",
    },
    "x3true\n",
  ],
  [
    "java",
    "main.java",
    {
      "main.java": "public class Foo { public static void main(String[] a) { System.out.println(Bar.x); } }",
      "Bar.java": "class Bar { static int x = 8; }",
    },
    "8\n",
  ],
  [
    "go",
    "cmd/app/main.go",
    {
      "go.mod": "module example.org/shop\n\ngo 1.18\n",
      "cmd/app/main.go": 'package main\n\nimport "example.org/shop/item"\n\nfunc main() { println(item.Name); more() }',
      "cmd/app/more.go": 'package main\n\nimport "os"\n\nfunc more() { os.Stdout.WriteString("more\\n") }',
      "cmd/app/more_test.go": "no Go",
      "item/item.go": 'package item\n\nconst Name = "x"',
    },
    "more\n",
  ],
  [
    "rust",
    "src/main.rs",
    {
      "src/main.rs": 'mod shapes;\nfn main() { println!("{}", shapes::area()); }',
      "src/shapes/mod.rs": "pub fn area() -> i32 { 6 }",
    },
    "6\n",
  ],
  ["ruby", "bin/app.rb", { "bin/app.rb": "require_relative '../lib/x'\nputs X", "lib/x.rb": "X = 3" }, "3\n"],
  [
    "php",
    "web/app.php",
    { "web/app.php": "<?php require __DIR__ . '/x.php'; echo x();", "web/x.php": "<?php function x() { return 4; }" },
    "4",
  ],
  ["lua", "main.lua", { "main.lua": "print((require('lib.x')))", "lib/x.lua": "return 5" }, "5\n"],
  [
    "perl",
    "a/main.pl",
    { "a/main.pl": "use lib 'lib'; use X; print X::x();", "lib/X.pm": "package X; sub x { 6 } 1;" },
    "6",
  ],
  [
    "shell",
    "a b/@run.sh",
    { "a b/@run.sh": ". lib.sh; hello", "lib.sh": "hello() { cat init.pl; }", "init.pl": "not the runner's" },
    "not the runner's",
  ],
  ["sql", 'a "b/|x.sql', { 'a "b/|x.sql': ".read more.sql", "more.sql": "select 7;" }, "7\n"],
];

describe("a project", () => {
  test.each(projects)("of %s runs %s", async (language, path, files, stdout) => {
    if (!installed.includes(language)) return console.warn(`Not installed, and not proven here: ${language}`);
    const first = await run(language, path, files);
    expect(first, first.compileOutput).toMatchObject({ status: "ok", stdout });
    if (!["python", "javascript", "typescript"].includes(language)) return;
    // The same where the interpreter was started before the files were there.
    const ahead = await service.metric("tandem_ahead_total");
    await expect
      .poll(async () => {
        expect(await run(language, path, files)).toMatchObject({ status: "ok", stdout, stderr: first.stderr });
        return service.metric("tandem_ahead_total");
      })
      .toBeGreaterThan(ahead);
  });
});

test("a program that says by its name that it is of another language goes by its own language's", async () => {
  const answer = await service.execute({ language: "c", path: "a/main.py", code: "int main(void) { return 3; }" });
  expect(answer).toMatchObject({ exitCode: 3 });
  expect(await run("shell", "main.py", { "main.py": "echo $0" })).toMatchObject({ stdout: "main.sh\n" });
  expect(await run("shell", "tool", { tool: "echo $0" })).toMatchObject({ stdout: "./tool\n" });
  await expect(run("c", "main.py", { "main.py": "", "main.c": "" })).rejects.toThrow("another file is called so");
});

test("what a program includes is part of it, whatever kind of file it is", async () => {
  const code = 'static const char data[] = {\n#include "data.inc"\n};\nint main(void) { return data[0]; }';
  const of = (value: string) => service.execute({ language: "c", code, files: [{ path: "data.inc", content: value }] });
  expect(await of("3")).toMatchObject({ exitCode: 3 });
  expect(await of("4")).toMatchObject({ exitCode: 4 });
});

test("2,000 files and 11 MB of bytes are there", async () => {
  const files: Files = Object.fromEntries(Array.from({ length: 1_996 }, (_, i) => [`d/${i % 50}/${i}.txt`, `${i}`]));
  for (let i = 0; i < 4; i++) files[`big/${i}`] = new Uint8Array(2_800_000).fill(i);
  const code =
    "import os\nprint(sum(len(f) for _, _, f in os.walk('.')), sum(os.path.getsize(f'big/{i}') for i in range(4)))";
  expect(await run("python", "main.py", { "main.py": code, ...files })).toMatchObject({ stdout: "2001 11200000\n" });
});

test.each([
  [{ path: "x", base64: "====" }],
  [{ path: "x", base64: "a" }],
  [{ path: "x" }],
  [{ path: "x", content: "", folder: true }],
])("%j is no file", async (file) => {
  const body = JSON.stringify({ language: "shell", code: "", files: [file] });
  expect((await service.ask("/execute", { method: "POST", body })).status).toBe(422);
});
