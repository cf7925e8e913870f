import { expect, test } from "vitest";
import { safeLink, slugOf } from "./safe-link";

test("a link leads to other sites, to mail or to a heading", () => {
  expect(safeLink("https://example.org/a?b#c")).toMatchObject({
    href: "https://example.org/a?b#c",
    host: "example.org",
  });
  expect(safeLink("HTTP://example.org")).toMatchObject({ href: "http://example.org/" });
  expect(safeLink("mailto:ada@example.org")).toMatchObject({ to: "outside", href: "mailto:ada@example.org" });
  expect(safeLink("#Wie-geht%C3%B6s")).toEqual({ to: "heading", slug: "wie-geht\u00f6s" });
  expect(safeLink("#100%")).toEqual({ to: "heading", slug: "100%" });
});

test("nothing else is a link, however it is written", () => {
  for (const url of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "\u0001javascript:alert(1)",
    "javascript\u003aalert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://example.org/1",
    "file:///etc/passwd",
    "view-source:https://example.org",
    "//example.org",
    "/r/00000000-0000-0000-0000-000000000000",
    "notes.md",
    "",
  ])
    expect(safeLink(url), url).toBeUndefined();
});

test("a heading's slug is GitHub's", () => {
  expect(slugOf("How does it work?")).toBe("how-does-it-work");
  expect(slugOf(" `npm start` & more")).toBe("npm-start--more");
  expect(slugOf("Größe_2")).toBe("größe_2");
});
