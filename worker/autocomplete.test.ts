import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { autocompleteAnswer } from "#protocol/completion";
import type { Problem } from "#protocol/rest";
import { app } from "#worker/app";
import { patientJson } from "#worker/patient-json";

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
    expect((await exports.default.fetch("https://tandem/autocomplete")).status).toBe(405);
  });
});

// The model's address is one that nobody answers at, so the rules do.
const withModel = { ...env, COMPLETION_PROVIDER: "openai", COMPLETION_URL: "http://model.test/v1" };
const askModel = (signal?: AbortSignal) =>
  app.request(
    new Request("https://tandem/autocomplete", {
      method: "POST",
      body: JSON.stringify({ code: "def hello", cursorPosition: 9, language: "python" }),
      ...(signal && { signal }),
    }),
    undefined,
    withModel,
  );

test("a model that cannot be had is told of in the rules' answer", async () => {
  const answer = await askModel();
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(autocompleteAnswer.parse(await answer.json())).toMatchObject({ provider: "rules", fallback: "failed" });
});

test("who has gone is not answered, and no model is asked for them", async () => {
  expect((await askModel(AbortSignal.abort())).status).toBe(499);
});

test("an answer that takes its time begins with white space, and ends its making when nobody reads any more", async () => {
  const made = Promise.withResolvers<{ done: true }>();
  const reader = patientJson(() => made.promise, new AbortController().signal).body!.getReader();
  const first = await reader.read();
  made.resolve({ done: true });
  const rest = await reader.read();
  expect(Buffer.concat([first.value!, rest.value!]).toString()).toBe(' {"done":true}');

  const left = Promise.withResolvers<void>();
  const unread = patientJson((signal) => {
    signal.addEventListener("abort", () => left.resolve());
    return new Promise(() => undefined);
  }, new AbortController().signal);
  await unread.body!.cancel();
  await left.promise;
});
