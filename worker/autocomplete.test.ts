import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { autocompleteAnswer } from "#protocol/completion";
import type { Problem } from "#protocol/rest";
import { app } from "#worker/app";

const ask = (body: unknown, init: RequestInit = {}) =>
  exports.default.fetch("https://tandem/autocomplete", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...init,
  });
const suggested = async (code: string, cursorPosition: number, language = "python") => {
  const answer = await ask({ code, cursorPosition, language });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  return autocompleteAnswer.parse(await answer.json());
};

test("suggests what could come next, from the rules", async () => {
  expect(await suggested("def hello", 9)).toMatchObject({
    suggestion: expect.stringMatching(/^\(/),
    provider: "rules",
  });
});

test("knows languages by their other names, and takes line ends of other systems", async () => {
  expect(await suggested("def hello", 9, "py")).toMatchObject({ suggestion: expect.stringMatching(/^\(/) });
  expect(await suggested("x = 1\r\n\r\ndef hello\r\n", 18)).toMatchObject({ suggestion: expect.stringMatching(/^\(/) });
  expect((await suggested("a\r\n", 2)).confidence).toBeLessThanOrEqual(1);
});

describe("refuses", () => {
  const code = "a😀b";
  test.each([
    ["a position behind the end", { code, cursorPosition: 5, language: "python" }, "cursorPosition"],
    ["a position in a surrogate pair", { code, cursorPosition: 2, language: "python" }, "cursorPosition"],
    ["a position that is no whole number", { code, cursorPosition: 0.5, language: "python" }, "cursorPosition"],
    ["a language that nobody knows", { code, cursorPosition: 0, language: "klingon" }, "language"],
    ["half of a surrogate pair", { code: "\uD83D", cursorPosition: 0, language: "python" }, "code"],
    ["a body without code", { cursorPosition: 0, language: "python" }, "code"],
    ["a code that is too long", { code: "x".repeat(1_000_001), cursorPosition: 0, language: "python" }, "code"],
    [
      "more files than a project has",
      { code, cursorPosition: 0, language: "python", files: Array(51).fill({ path: "a", content: "" }) },
      "files",
    ],
  ])("%s", async (_what, body, path) => {
    const answer = await ask(body);
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect((await answer.json<Problem>()).errors?.map((error) => error.path)).toEqual([path]);
  });

  test("what is no JSON, and what is too large to read", async () => {
    expect((await ask("{")).status).toBe(400);
    expect((await ask("x".repeat(4_000_001))).status).toBe(413);
    expect((await exports.default.fetch("https://tandem/autocomplete")).status).toBe(404);
  });
});

test("who gives up is not answered, and no model is asked for them", async () => {
  const request = new Request("https://tandem/autocomplete", {
    method: "POST",
    body: JSON.stringify({ code: "", cursorPosition: 0, language: "python" }),
    signal: AbortSignal.abort(),
  });
  const answer = await app.request(request, undefined, { ...env, COMPLETION_PROVIDER: "openai" });
  expect(answer.status).toBe(499);
});
