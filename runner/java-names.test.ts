import { expect, test } from "vitest";
import { javaNames } from "#runner/java-names";

test.each([
  ["class Main { public static void main(String[] a) {} }", undefined, "Main"],
  ["import java.util.*; public class Foo { public static void main(String[] a) {} }", "Foo", "Foo"],
  ["class Node { Node next; }\nclass Solver {\n static void main(String... a) {} }", undefined, "Solver"],
  ["public class A { public class B {} }\nclass C { static final void main(String[] a) {} }", "A", "C"],
  [
    '// public class No {\n/* class Nor { */ public final class Yes { String s = "class {"; static void main(',
    "Yes",
    "Yes",
  ],
  ["package a.b; public record R(int x) { static void main(String[] a) {} }", "R", "a.b.R"],
  ["int x = '{'; enum Größe { A; static void main(String[] a) {} }", undefined, "Größe"],
  ["nothing of Java", undefined, "Main"],
])("%s has the public type %s and begins in %s", (source, publicType, mainClass) => {
  expect(javaNames(source)).toMatchObject({ publicType, mainClass });
});
