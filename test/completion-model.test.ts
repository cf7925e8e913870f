// The provider of models at a real HTTP server: what it asks, what it makes of the answer, and what it does with every fault.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CompletionRequest } from "#protocol/completion";
import { ScriptedModel } from "#test/scripted-model";
import { Busy, openAi } from "#worker/completion/openai";

let model: ScriptedModel;
beforeAll(async () => {
  model = await ScriptedModel.start();
});
beforeEach(() => void model.asked.splice(0));
afterAll(() => model.stop());

const settings = { key: "secret", model: "coder", form: "fim" as const, template: "", promptLength: 1_000 };
const waiting = new AbortController().signal;

/** `|` in the code is the cursor. */
function at(code: string, language: CompletionRequest["language"] = "python"): CompletionRequest {
  const cursor = code.indexOf("|");
  return { code: code.replace("|", ""), cursor, language };
}
const suggestion = async (code: string, options: Partial<Parameters<typeof openAi>[0]> = {}, signal = waiting) =>
  (await openAi({ url: model.url, ...settings, ...options }).complete(at(code), signal)).suggestion;

describe("the question", () => {
  test("fills in the middle, with the key and the model's name", async () => {
    model.reply = { pieces: ["(self", "):"] };
    expect(await suggestion("class A:\n    def hello|\n\nx = 1\n")).toBe("(self):");
    expect(model.asked).toMatchObject([
      {
        path: "/v1/completions",
        authorization: "Bearer secret",
        body: { model: "coder", prompt: "class A:\n    def hello", suffix: "\n\nx = 1\n", stream: true },
      },
    ]);
  });

  test("is put in the model's own words where its server takes no suffix", async () => {
    model.reply = { pieces: ["b"] };
    await suggestion("a|{prefix}$&c", { template: "<P>{prefix}<S>{suffix}<M>" });
    expect(model.asked[0]?.body).toMatchObject({ prompt: "<P>a<S>{prefix}$&c<M>" });
    expect(model.asked[0]?.body).not.toHaveProperty("suffix");
  });

  test("is a conversation in the chat form, and without a key no header says so", async () => {
    model.reply = { pieces: ["(self):"], end: "finish" };
    expect(await suggestion("def hello|", { form: "chat", key: "" })).toBe("(self):");
    const [asked] = model.asked;
    expect(asked).toMatchObject({ path: "/v1/chat/completions", authorization: undefined });
    expect(asked?.body.messages?.at(-1)?.content).toBe("def hello<|cursor|>");
  });
});

describe("the answer", () => {
  test.each([
    ["Markdown around it", ["Here it is:\n```python\n", "(self):\n", "```\nIt works."], "(self):"],
    ["the line before the cursor again", ["    def hello", "(self):"], "(self):"],
    ["the line without its indentation", ["def hello(self):"], "(self):"],
    ["words of the model's own", ["(self):<|endoftext|>garbage"], "(self):"],
    ["nothing but space", ["  \n", "\n"], ""],
    ["no token at all", [], ""],
  ])("with %s", async (_what, pieces, expected) => {
    model.reply = { pieces };
    expect(await suggestion("class A:\n    def hello|", { form: "chat" })).toBe(expected);
  });

  test("may come at once, as JSON, where a server does not stream", async () => {
    model.reply = { json: { choices: [{ message: { role: "assistant", content: "(self):" } }] } };
    expect(await suggestion("def hello|", { form: "chat" })).toBe("(self):");
  });

  test("is read to the end of a block, and the rest is not waited for", async () => {
    model.reply = { pieces: ["\n    return 1\n", "\n", "def other():\n"], end: "never" };
    expect(await suggestion("def hello():|")).toBe("\n    return 1");
    await model.asked[0]?.gone;
  });

  test("that never ends is cut at a sensible length", async () => {
    model.reply = { pieces: Array.from({ length: 5_000 }, (_, i) => `\n    x${i} = ${i}`), end: "never" };
    const lines = (await suggestion("def hello():|")).split("\n");
    expect(lines.length).toBe(16);
    await model.asked[0]?.gone;
  });
});

describe("a fault", () => {
  test.each([
    ["a server's error", { status: 500, body: "oh" }, "answered 500"],
    ["a refusal of the key", { status: 401, body: "{}" }, "answered 401"],
    ["another address", { status: 302, headers: { location: "http://127.0.0.1:1/" } }, "answered 302"],
    ["a stream that breaks off", { pieces: ["(self"], end: "cut" }, "terminated"],
    ["a stream without an end", { raw: 'data: {"choices":[{"text":"a"}]}\n\n' }, "broke off"],
    ["garbage instead of JSON", { raw: "data: {]\n\n" }, "JSON"],
    ["JSON of another kind", { raw: 'data: {"choices":"many"}\n\ndata: [DONE]\n\n' }, "expected array"],
    ["an error in the stream", { raw: 'data: {"error":{"message":"full"}}\n\ndata: [DONE]\n\n' }, "with an error"],
    ["an event without an end", { raw: `data: ${"x".repeat(300_000)}` }, "too large an event"],
    ["a huge answer of nothing", { raw: 'data: {"choices":[{"text":""}]}\n\n'.repeat(60_000) }, "answer is too large"],
    ["a page instead of an API", { status: 200, headers: { "content-type": "text/json" }, body: "<html>" }, "JSON"],
  ] as const)("%s is told as one", async (_what, reply, message) => {
    model.reply = reply;
    await expect(suggestion("def hello|")).rejects.toThrow(message);
  });

  test("a server that is busy says until when", async () => {
    model.reply = { status: 429, headers: { "retry-after": "7" } };
    await expect(suggestion("def hello|")).rejects.toEqual(new Busy(7));
  });

  test.each(["silence", { pieces: ["(self"], end: "never" }] as const)(
    "who gives up waiting ends the request at the server, too (%#)",
    async (reply) => {
      const patience = new AbortController();
      model.reply = () => {
        patience.abort();
        return reply;
      };
      await expect(suggestion("def hello|", {}, patience.signal)).rejects.toThrow("abort");
      await model.asked[0]?.gone;
    },
  );
});
