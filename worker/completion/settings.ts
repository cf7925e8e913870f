// What wrangler.toml and the secrets say of completions. A setting that cannot be right is told in the log, and the rules
// answer: a typing error must not take the editor's suggestions away.
import { log } from "#operation/log";
import { completionProvider, type CompletionProviderName } from "#protocol/completion";

export type CompletionForm = "fim" | "chat";

export type CompletionSettings = {
  readonly provider: CompletionProviderName;
  /** Up to the part that all routes share: https://api.example/v1 */
  readonly url: string;
  readonly key: string;
  readonly model: string;
  readonly form: CompletionForm;
  /** Of models whose server takes no `suffix`: their own words for it, with {prefix} and {suffix} in it. */
  readonly template: string;
  readonly timeoutMs: number;
  readonly promptLength: number;
  readonly budget: number;
};

/** Of Workers AI, what is needed: the models' own types know only some of them. */
export type AiBinding = { run(model: string, inputs: object, options: { signal: AbortSignal }): Promise<unknown> };

/** The vars, the secret, and a binding that most deployments do not have. */
export type CompletionEnv = {
  COMPLETION_PROVIDER?: string;
  COMPLETION_URL?: string;
  COMPLETION_KEY?: string;
  COMPLETION_MODEL?: string;
  COMPLETION_FORM?: string;
  COMPLETION_TEMPLATE?: string;
  COMPLETION_TIMEOUT_MS?: string;
  COMPLETION_PROMPT_LENGTH?: string;
  COMPLETION_BUDGET?: string;
  AI?: AiBinding;
};

/** Longer than a person waits for a suggestion, and shorter than the platform would. */
const TIMEOUT_MS = { least: 100, usual: 3_000, most: 20_000 };
/** In UTF-16 units: some hundred lines, of which a model answers within a second. */
const PROMPT_LENGTH = { least: 200, usual: 6_000, most: 100_000 };
/** Suggestions of a user in a day; 0: as many as they like. */
const BUDGET = { least: 0, usual: 2_000, most: 1_000_000 };

export function completionSettings(env: CompletionEnv): CompletionSettings {
  const asked = env.COMPLETION_PROVIDER || "rules";
  const provider = completionProvider.safeParse(asked).data;
  const settings = {
    url: (env.COMPLETION_URL ?? "").replace(/\/+$/, ""),
    key: env.COMPLETION_KEY ?? "",
    model: env.COMPLETION_MODEL ?? "",
    form: env.COMPLETION_FORM === "chat" ? ("chat" as const) : ("fim" as const),
    template: env.COMPLETION_TEMPLATE ?? "",
    timeoutMs: figure(env.COMPLETION_TIMEOUT_MS, TIMEOUT_MS),
    promptLength: figure(env.COMPLETION_PROMPT_LENGTH, PROMPT_LENGTH),
    budget: figure(env.COMPLETION_BUDGET, BUDGET),
  };
  const wrong = provider === undefined ? `there is no provider "${asked}"` : whatIsMissing(provider, settings, env);
  if (wrong !== undefined) complain(wrong);
  return { ...settings, provider: wrong === undefined ? (provider ?? "rules") : "rules" };
}

function whatIsMissing(
  provider: CompletionProviderName,
  { url, template, form }: Pick<CompletionSettings, "url" | "template" | "form">,
  env: CompletionEnv,
): string | undefined {
  if (provider === "openai" && !/^https?:\/\/./.test(url)) return "COMPLETION_URL is no address";
  if (provider === "workers-ai" && !env.AI) return "there is no binding AI";
  if (template && form === "fim" && !template.includes("{prefix}")) return "COMPLETION_TEMPLATE has no {prefix}";
  return undefined;
}

function figure(text: string | undefined, { least, usual, most }: typeof TIMEOUT_MS): number {
  const given = Number(text || usual);
  return Number.isFinite(given) ? Math.min(most, Math.max(least, Math.floor(given))) : usual;
}

// Once for each: it is asked with every request.
const complained = new Set<string>();
function complain(wrong: string): void {
  if (complained.has(wrong)) return;
  complained.add(wrong);
  log("error", { event: "completions come from the rules", detail: wrong });
}
