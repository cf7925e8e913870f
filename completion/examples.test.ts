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
    ["class A:\n    def f(self):\n        su|", "per()"],
    ["print(su|)", "m("], // what has its place in a class only is not said outside
    ["class A:\n    def __init__|", "(self):"],
    ["for i in |", "range(10):"],
    ["items = []\nfor item in |", "items:"],
    ["for i in range(10)|", ":"],
    ["try:\n    f()\nexcept |", "Exception as e:"],
    ["try:\n    f()\n|", "except Exception as e:"],
    ["try:\n    f()\nexcept ValueError as e|", ":"],
    ["with open(|", "'file.txt') as f:"],
    ["class A:\n    def __init__(self, name, age):\n        |", "self.name = name\n        self.age = age"],
    ["class A:\n    def __init__(self, name, age=3):\n        self.name = name\n        |", "self.age = age"],
    ["class A:\n    def __init__(self, name):|", "\n        self.name = name"],
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
    ["try {\n  risky();\n} |", "catch (error) {"],
    ["try {\n  risky();\n}|", " catch (error) {"],
    ["try {\n  risky();\n} catch (error) {\n  tell(error);\n} |", "finally {"],
    ["if (a) {\n  risky();\n} |", "else {"],
    ["items.map(|)", "(item) => "],
    ["for |", "(const item of items) {"],
    ["function add(a, b)|", " {"],
    ["class A {\n  constructor(name, age) {\n    |", "this.name = name;\n    this.age = age;"],
  ]);
  examples("typescript", [
    ["function f(a: num|", "ber"],
    ["const x: str|", "ing"],
    ["class A extends B {\n  constructor(name: string) {\n    this.name = |", "name;"],
    ["interface X |", "{"],
    ["interface X|", " {"],
    ["try {\n  risky();\n} |", "catch (error) {"],
  ]);
  examples("java", [
    ["public static void m|", "ain(String[] args) {"],
    ["public class Main {\n    |\n}", "public static void main(String[] args) {\n        \n    }"],
    ["for (|", "int i = 0; i < n; i++) {"],
    ["try {\n    risky();\n} |", "catch (Exception e) {"],
  ]);
  examples("c", [
    ["int ma|", "in(void) {"],
    ["int main|", "(void) {"],
    ["#include |", "<stdio.h>"],
    ["printf(|)", '"%d\\n", '],
  ]);
  examples("cpp", [
    ["#include <io|", "stream>"],
    ["#include |", "<iostream>"],
    ["#include <iostream>\n#include |", "<vector>"],
    ["try {\n    risky();\n} |", "catch (const std::exception& e) {"],
  ]);
  examples("csharp", [
    ["Console.|", "WriteLine("],
    ["try {\n    Risky();\n} |", "catch (Exception e) {"],
  ]);
  examples("go", [
    ["if err|", " != nil {\n\treturn err\n}"],
    ["func main() {\n\tif err |\n}", "!= nil {\n\t\tpanic(err)\n\t}"], // what compiles by what the function returns
    ['import "log"\n\nfunc main() {\n\tif err |\n}', "!= nil {\n\t\tlog.Fatal(err)\n\t}"],
    ["func save() {\n\tif err |\n}", "!= nil {\n\t\treturn\n\t}"],
    ["func read() (n int, err error) {\n\tif err |\n}", "!= nil {\n\t\treturn 0, err\n\t}"],
    ["func count() int {\n\tif err |\n}", "!= nil {"],
    ["package main\n|", "\nfunc main() {\n\t\n}"],
    ["package main\n\nfunc |", "main() {\n\t\n}"],
    ["func add|", "() {"],
  ]);
  examples("rust", [
    ["println|", '!("'],
    ["println!(|)", '"{}", '],
    ["fn main|", "() {"],
    ["fn |", "main() {\n    \n}"],
  ]);
  examples("swift", [["do {\n    risky()\n} |", "catch {"]]);
  examples("php", [
    ["function f|", "() {"],
    ["foreach (|)", "$items as $item"],
    ["<?php\ntry {\n    risky();\n} |", "catch (Exception $e) {"],
  ]);
  examples("ruby", [["def f\n  1\n|", "end"]]);
  examples("kotlin", [
    ["fun ma|", "in() {"],
    ["try {\n    risky()\n} |", "catch (e: Exception) {"],
  ]);
  examples("shell", [
    ["for f in *|", "; do"],
    ["for |", "file in *; do"],
    ["for|", " file in *; do"],
    ["if |", '[ -n "$1" ]; then'],
  ]);
  examples("sql", [
    ["SELECT * F|", "ROM "],
    ["select * fr|", "om "],
    ["CREATE TABLE a (\n  for|", "eign key "],
  ]);
  examples("html", [
    ["<div>|", "</div>"],
    ["<ul>|\n</div>", "</ul>"],
  ]);
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
    ["for i in |:", "range(10)"],
    ["with open(|)", "'file.txt'"], // the editor has closed it already
    ["def f(a|", ""], // a parameter gets a name of its own
  ]);
  examples("java", [["public static void main(|)", "String[] args"]]);
  examples("sql", [["for|", ""]]); // no statement
  examples("html", [
    ["<div>|\n  <p>", ""],
    ["<br>|", ""],
  ]);
  examples("javascript", [
    ["try {\n  risky();\n} e|", ""], // no else without if
    ["const one = {\n  two: 3,\n} |", ""], // and no catch without try
    ["try {\n  risky();\n} |\ncatch (error) {}", ""],
    ["setTimeout(() |=> 1)", ""],
    ["function f() {\n  return 1;\n|\n}", ""], // the block has its end
    [`${block}${block}  each((one|`, ") => {\n    total += one;\n    count++;\n  });"],
    [`${block}${block}  each((one|\n    total += one;\n    stop();\n  });`, ") => {"], // its body has been begun
  ]);
});
