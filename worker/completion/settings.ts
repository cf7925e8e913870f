// What wrangler.toml and the secrets say of completions. A setting that cannot be right is told, in the log and by
// GET /health; until it is set right the rules answer, or the usual counts: a typing error must not take the editor's
// suggestions away.
import { z } from "zod";
import { logOnce } from "#operation/log";
import { completionProvider, type CompletionProviderName } from "#protocol/completion";

const completionForm = z.enum(["fim", "chat"]);
export type CompletionForm = z.infer<typeof completionForm>;

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
  const { settings, mistakes } = readSettings(env);
  for (const detail of mistakes) logOnce("error", { event: "setting cannot be right", detail });
  return settings;
}

/** What cannot be right in them, in words that anybody may read. */
export const completionMistakes = (env: CompletionEnv): string[] => readSettings(env).mistakes;

function readSettings(env: CompletionEnv): { settings: CompletionSettings; mistakes: string[] } {
  const mistakes: string[] = [];
  const figure = (name: FigureName, { least, usual, most }: typeof TIMEOUT_MS): number => {
    const text = String(env[name] ?? "").trim();
    const given = text === "" ? usual : Number(text);
    const taken = Number.isFinite(given) ? Math.min(most, Math.max(least, Math.floor(given))) : usual;
    if (!(given >= least && given <= most))
      mistakes.push(`${name} is no number from ${least} to ${most}: ${taken} counts in its place.`);
    return taken;
  };
  const provider = completionProvider.safeParse(env.COMPLETION_PROVIDER || "rules").data;
  const form = completionForm.safeParse(env.COMPLETION_FORM || "fim").data;
  if (form === undefined) mistakes.push('COMPLETION_FORM is neither "fim" nor "chat": "fim" counts in its place.');
  const settings = {
    url: (env.COMPLETION_URL ?? "").replace(/\/+$/, ""),
    key: env.COMPLETION_KEY ?? "",
    model: env.COMPLETION_MODEL ?? "",
    form: form ?? "fim",
    template: env.COMPLETION_TEMPLATE ?? "",
    timeoutMs: figure("COMPLETION_TIMEOUT_MS", TIMEOUT_MS),
    promptLength: figure("COMPLETION_PROMPT_LENGTH", PROMPT_LENGTH),
    budget: figure("COMPLETION_BUDGET", BUDGET),
  };
  const wrong =
    provider === undefined ? "COMPLETION_PROVIDER names no provider" : whatIsMissing(provider, settings, env);
  if (wrong !== undefined) mistakes.push(`${wrong}: suggestions come from the built-in rules.`);
  return { settings: { ...settings, provider: wrong === undefined ? (provider ?? "rules") : "rules" }, mistakes };
}
type FigureName = "COMPLETION_TIMEOUT_MS" | "COMPLETION_PROMPT_LENGTH" | "COMPLETION_BUDGET";

function whatIsMissing(
  provider: CompletionProviderName,
  { url, template, form }: Pick<CompletionSettings, "url" | "template" | "form">,
  env: CompletionEnv,
): string | undefined {
  if (provider === "openai" && !/^https?:\/\/./.test(url)) return "COMPLETION_URL is no address";
  if (provider === "workers-ai" && !env.AI) return "There is no binding AI, which COMPLETION_PROVIDER asks for";
  if (template && form === "fim" && !template.includes("{prefix}")) return "COMPLETION_TEMPLATE has no {prefix}";
  return undefined;
}
