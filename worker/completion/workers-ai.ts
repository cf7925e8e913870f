// Cloudflare's own models, by the binding AI: no other account and no key, but none locally either.
import { answerPieces } from "./answer-stream";
import { ANSWER_TOKENS_MAX, completionFrom } from "./model-answer";
import { questionOf } from "./openai";
import { surroundings } from "./prompt";
import type { CompletionProvider } from "./provider";
import type { AiBinding, CompletionSettings } from "./settings";

/** One that was taught code and follows instructions; COMPLETION_MODEL names another. */
const MODEL = "@cf/qwen/qwen2.5-coder-32b-instruct";

type WorkersAiSettings = Pick<CompletionSettings, "model" | "form" | "template" | "promptLength">;

export function workersAi(ai: AiBinding, settings: WorkersAiSettings): CompletionProvider {
  // Its models take no suffix: without a template of the model's own words, they are asked in chat.
  const form = settings.form === "fim" && settings.template ? "fim" : "chat";
  return {
    name: "workers-ai",
    complete: async (request, signal) => {
      const around = surroundings(request, settings.promptLength);
      const inputs = {
        ...questionOf({ ...settings, form }, request, around),
        max_tokens: ANSWER_TOKENS_MAX,
        stream: true,
      };
      const body = await ai.run(settings.model || MODEL, inputs, { signal });
      if (!(body instanceof ReadableStream)) throw new Error("Workers AI answered with no stream");
      return completionFrom(answerPieces(body as ReadableStream<Uint8Array>, true, signal), around);
    },
  };
}
