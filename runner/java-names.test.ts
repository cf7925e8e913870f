import { expect, test } from "vitest";
import { javaNames } from "#runner/java-names";

test.each([
  ["class Main { public static void main(String[] a) {} }", "Main.java", "Main"],
  ["import java.util.*; public class Foo { public static void main(String[] a) {} }", "Foo.java", "Foo"],
  ["class Node { Node next; }\nclass Solver {\n static void main(String... a) {} }", "Main.java", "Solver"],
  ["public class A { public class B {} }\nclass C { static final void main(String[] a) {} }", "A.java", "C"],
  [
    '// public class No {\n/* class Nor { */ public final class Yes { String s = "class {"; static void main(',
    "Yes.java",
    "Yes",
  ],
  ["package a.b; public record R(int x) { static void main(String[] a) {} }", "R.java", "a.b.R"],
  ["int x = '{'; enum Größe { A; static void main(String[] a) {} }", "Main.java", "Größe"],
  ["nothing of Java", "Main.java", "Main"],
])("%s is kept in %s and begins in %s", (source, file, mainClass) => {
  expect(javaNames(source)).toEqual({ file, mainClass });
});
