import { env, runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import type { CompletionRequest } from "#protocol/completion";
import { Busy } from "./openai";
import type { CompletionProvider } from "./provider";
import { type AiBinding, completionSettings } from "./settings";
import { type Budget, byRules, ModelHealth, modelOf, suggestByModel } from "./suggest";
import { workersAi } from "./workers-ai";

const request: CompletionRequest = { code: "def hello", cursor: 9, language: "python" };
const waiting = new AbortController().signal;
const settings = { timeoutMs: 5_000, budget: 2 };
const endless: Budget = { spend: () => Promise.resolve(true), giveBack: () => undefined };

const modelThat = (complete: CompletionProvider["complete"]): CompletionProvider => ({ name: "openai", complete });
const answering = modelThat(() => Promise.resolve({ suggestion: "(model)", confidence: 0.5 }));
const refusing = (error: unknown) => modelThat(() => Promise.reject(error as Error));
const untilGone: CompletionProvider["complete"] = (_request, signal) =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
const byModel = (model: CompletionProvider, options: Partial<typeof settings> = {}, health = new ModelHealth()) =>
  suggestByModel({ provider: model, ...settings, ...options }, request, () => endless, waiting, health);

describe("a suggestion", () => {
  test("comes from the rules unless a model is named, and says so", async () => {
    expect(modelOf({})).toBeUndefined();
    const answer = await byRules(request);
    expect(answer).toMatchObject({ provider: "rules" });
    expect(answer).not.toHaveProperty("fallback");
    expect(answer.suggestion).toMatch(/^\(/);
  });

  test("comes from the model that is configured", async () => {
    expect(await byModel(answering)).toEqual({ suggestion: "(model)", confidence: 0.5, provider: "openai" });
  });

  test("of a model that fails or is too slow comes from the rules, and says why", async () => {
    expect(await byModel(refusing(new Error("no")))).toMatchObject({ provider: "rules", fallback: "failed" });
    expect(await byModel(modelThat(untilGone), { timeoutMs: 1 })).toMatchObject({
      provider: "rules",
      fallback: "timeout",
    });
  });

  test("is asked of no server that is configured but not to be had", async () => {
    const model = modelOf({ COMPLETION_PROVIDER: "openai", COMPLETION_URL: "http://model.test/v1" });
    const answer = await suggestByModel(model!, request, () => endless, waiting, new ModelHealth());
    expect(answer).toMatchObject({ provider: "rules", fallback: "failed" });
  });
});

test("a model that goes on failing is left alone for a while, and one that is busy at once", async () => {
  let asked = 0;
  const failing = modelThat(() => {
    asked++;
    return Promise.reject(new Error("no"));
  });
  const health = new ModelHealth();
  for (let i = 0; i < 6; i++) expect(await byModel(failing, {}, health)).toMatchObject({ fallback: "failed" });
  expect(asked).toBe(3);
  const now = Date.now();
  const busy = new ModelHealth();
  busy.failed(new Busy(7), now);
  expect([busy.isPaused(now + 6_999), busy.isPaused(now + 7_000)]).toEqual([true, false]);
  busy.failed(new Busy(1e9), now);
  expect(busy.isPaused(now + 120_000)).toBe(false);
});

describe("the budget", () => {
  const spending = (name: string) => env.COMPLETION_SPENDING.getByName(name);
  const ask = (name: string, model: CompletionProvider, signal = waiting) =>
    suggestByModel({ provider: model, ...settings }, request, () => spending(name), signal, new ModelHealth());

  test("is each user's own, and when it is used up the rules answer", async () => {
    for (const fallback of [undefined, undefined, "budget"])
      expect((await ask("ann", answering)).fallback).toBe(fallback);
    expect((await ask("bob", answering)).fallback).toBeUndefined();
  });

  test("begins anew with the day, and leaves nothing behind", async () => {
    for (let i = 0; i < 3; i++) await ask("cid", answering);
    expect(await runDurableObjectAlarm(spending("cid"))).toBe(true);
    expect((await ask("cid", answering)).fallback).toBeUndefined();
  });

  test("is not touched by who gives up, before or after the model was asked", async () => {
    const gone = new AbortController();
    const asked = modelThat((_request, signal) => {
      gone.abort();
      return untilGone(_request, signal);
    });
    await expect(ask("dan", asked, gone.signal)).rejects.toThrow("abort");
    await expect(ask("dan", answering, AbortSignal.abort())).rejects.toThrow("abort");
    for (const fallback of [undefined, undefined, "budget"])
      expect((await ask("dan", answering)).fallback).toBe(fallback);
  });

  test("has an end for who asks and always gives up, too", async () => {
    for (let asked = 0; asked < 5 * settings.budget; asked++) {
      const gone = new AbortController();
      const model = modelThat((_request, signal) => (gone.abort(), untilGone(_request, signal)));
      await expect(ask("eve", model, gone.signal)).rejects.toThrow("abort");
    }
    expect((await ask("eve", answering)).fallback).toBe("budget");
  });
});

describe("Workers AI", () => {
  const streamOf = (...events: unknown[]) =>
    new Response(
      events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join(""),
    ).body;
  const settings = { model: "", form: "chat" as const, template: "", promptLength: 1_000 };

  test("is asked through its binding, and its stream is read", async () => {
    const run = vi.fn<AiBinding["run"]>(() =>
      Promise.resolve(streamOf({ response: "(self" }, { response: "):" }, "[DONE]")),
    );
    const answer = await workersAi({ run }, settings).complete(request, waiting);
    expect(answer.suggestion).toBe("(self):");
    expect(run.mock.calls[0]).toMatchObject(["@cf/qwen/qwen2.5-coder-32b-instruct", { stream: true }, {}]);
  });

  test("that answers with something else, or nothing any more, is a fault", async () => {
    const quoting = workersAi({ run: () => Promise.resolve({ response: "(self):" }) }, settings);
    await expect(quoting.complete(request, waiting)).rejects.toThrow("no stream");
    const silent = workersAi({ run: () => Promise.resolve(new ReadableStream()) }, settings);
    await expect(silent.complete(request, AbortSignal.timeout(1))).rejects.toThrow("timeout");
  });

  test("without its binding is told once in the log, and the rules answer", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (let request = 0; request < 2; request++)
      expect(completionSettings({ COMPLETION_PROVIDER: "workers-ai" }).provider).toBe("rules");
    expect(completionSettings({ COMPLETION_PROVIDER: "openai", COMPLETION_URL: "x" }).provider).toBe("rules");
    expect(completionSettings({ COMPLETION_PROVIDER: "oracle" }).provider).toBe("rules");
    expect(told).toHaveBeenCalledTimes(3);
    told.mockRestore();
  });
});

test("figures that are none, or too large, become what they can be", () => {
  const settings = completionSettings({ COMPLETION_TIMEOUT_MS: "soon", COMPLETION_PROMPT_LENGTH: "1e12" });
  expect(settings).toMatchObject({ timeoutMs: 3_000, promptLength: 100_000, budget: 2_000, form: "fim" });
});
