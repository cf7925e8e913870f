// Any server that speaks OpenAI's protocol: a vendor's, or one's own vLLM, llama.cpp or Ollama. Fill-in-the-middle where the
// model was taught it, which is quicker and surer; the chat form for every other model.
import type { Completion, CompletionRequest } from "#protocol/completion";
import { answerPieces } from "./answer-stream";
import { ANSWER_TOKENS_MAX, completionFrom } from "./model-answer";
import { chatMessages, filledTemplate, otherFiles, type Surroundings, surroundings } from "./prompt";
import type { CompletionProvider } from "./provider";
import type { CompletionSettings } from "./settings";

type OpenAiSettings = Pick<CompletionSettings, "url" | "key" | "model" | "form" | "template" | "promptLength">;

/** The server has enough to do: asking again before that is of no use. */
export class Busy extends Error {
  readonly retryAfterS: number;
  constructor(retryAfterS: number) {
    super("The model's server is busy");
    this.retryAfterS = retryAfterS;
  }
}

export function openAi(settings: OpenAiSettings): CompletionProvider {
  return { name: "openai", complete: (request, signal) => ask(settings, request, signal) };
}

async function ask(settings: OpenAiSettings, request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
  const around = surroundings(request, settings.promptLength);
  const answer = await fetch(`${settings.url}${settings.form === "fim" ? "/completions" : "/chat/completions"}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream, application/json",
      ...(settings.key && { authorization: `Bearer ${settings.key}` }),
    },
    body: JSON.stringify({
      ...(settings.model && { model: settings.model }),
      ...questionOf(settings, request, around),
      max_tokens: ANSWER_TOKENS_MAX,
      temperature: 0.1,
      stream: true,
    }),
    redirect: "manual", // the key is for this server and no other
    signal,
  });
  if (!answer.ok || !answer.body) {
    await answer.body?.cancel();
    if (answer.status === 429 || answer.status === 503) throw new Busy(Number(answer.headers.get("retry-after")));
    throw new Error(`The model's server answered ${answer.status}`);
  }
  const isStream = !(answer.headers.get("content-type") ?? "").includes("json");
  return completionFrom(answerPieces(answer.body, isStream, signal), around);
}

/** What is asked, in the form that the model knows. */
export function questionOf(
  { form, template, promptLength }: Pick<CompletionSettings, "form" | "template" | "promptLength">,
  request: CompletionRequest,
  around: Surroundings,
): Record<string, unknown> {
  const files = otherFiles(request, around, promptLength);
  if (form === "chat") return { messages: chatMessages(request, around, files) };
  const inFiles = { ...around, before: files + around.before };
  if (template) return { prompt: filledTemplate(template, inFiles) };
  return { prompt: inFiles.before, suffix: around.after };
}
