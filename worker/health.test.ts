import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { warningsOf } from "#worker/warnings";

test("health answers once rooms, D1 and assets do", async () => {
  const response = await exports.default.fetch("http://tandem/health");
  expect(await response.json()).toMatchObject({ status: "ok", warnings: [] });
});

test("it warns of each setting that cannot be right, and not of one that is left out", () => {
  expect(warningsOf({ COMPLETION_TIMEOUT_MS: " 500 ", COMPLETION_BUDGET: "", ROOM_RETENTION_DAYS: "30" })).toEqual([]);
  for (const [name, value] of [
    ["COMPLETION_FORM", "Chat!"],
    ["COMPLETION_TIMEOUT_MS", "3s"],
    ["COMPLETION_PROMPT_LENGTH", "1e12"],
    ["COMPLETION_BUDGET", "x"],
    ["COMPLETION_PROVIDER", "oracle"],
    ["ROOM_RETENTION_DAYS", "30d"],
  ] as const) {
    expect(warningsOf({ [name]: value }), name).toEqual([expect.stringContaining(name)]);
    expect(warningsOf({ [name]: value }).join()).not.toContain(value); // anybody reads it
  }
  expect(warningsOf({ COMPLETION_PROVIDER: "workers-ai" })).toEqual([expect.stringContaining("binding AI")]);
  expect(warningsOf({ COMPLETION_PROVIDER: "workers-ai", AI: { run: () => undefined } })).toEqual([]);
});

test("it warns of each secret that the variables ask for and nobody has set", () => {
  expect(warningsOf({ RUNNER_URL: "", RUNNER_TOKEN: "", COMPLETION_PROVIDER: "rules" })).toEqual([]);
  expect(warningsOf({ RUNNER_URL: "https://runner.example" })).toEqual([expect.stringMatching(/RUNNER_TOKEN .* run/)]);
  const model = { COMPLETION_PROVIDER: "openai", COMPLETION_URL: "https://api.example/v1", COMPLETION_KEY: "" };
  expect(warningsOf(model)).toEqual([expect.stringContaining("COMPLETION_KEY")]);
  expect(warningsOf({ ...model, COMPLETION_KEY: "k" })).toEqual([]);
  expect(warningsOf({ ...model, COMPLETION_URL: "http://localhost:11434/v1" })).toEqual([]); // one's own has no key
});
