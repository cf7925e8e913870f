// One suggestion: from the model that is configured while it is well, in time and within the user's budget; else from the rules.
import { log } from "#operation/log";
import type { AutocompleteAnswer, CompletionFallback, CompletionRequest } from "#protocol/completion";
import { Busy, openAi } from "./openai";
import type { CompletionProvider } from "./provider";
import { rules } from "./rules";
import { type CompletionEnv, type CompletionSettings, completionSettings } from "./settings";
import { workersAi } from "./workers-ai";

/** A model and what it may take: of a person's patience, and of the operator's money. */
export type Model = Pick<CompletionSettings, "timeoutMs" | "budget"> & { readonly provider: CompletionProvider };

/** What one user may still have today. */
export type Budget = { spend(budget: number): Promise<boolean>; giveBack(): Promise<void> | void };

/** Failures in a row after which a model is left alone, and for how long: nobody waits for the time-out with every pause. */
const FAILURES_MAX = 3;
const PAUSE_MS = 15_000;
const PAUSE_MS_MAX = 120_000;

/** How the model has fared, as far as this isolate has seen. */
export class ModelHealth {
  #failures = 0;
  #pausedUntil = 0;
  isPaused(now: number): boolean {
    return now < this.#pausedUntil;
  }
  answered(): void {
    this.#failures = 0;
  }
  failed(error: unknown, now: number): void {
    if (++this.#failures < FAILURES_MAX && !(error instanceof Busy)) return;
    const askedMs = error instanceof Busy && error.retryAfterS > 0 ? error.retryAfterS * 1_000 : PAUSE_MS;
    this.#failures = 0;
    this.#pausedUntil = now + Math.min(askedMs, PAUSE_MS_MAX);
  }
}
const health = new ModelHealth();

/** Rejects only when `signal` says that the one who asked has gone. */
export async function suggestByModel(
  { provider, timeoutMs, budget: most }: Model,
  request: CompletionRequest,
  budgetOf: () => Budget,
  signal: AbortSignal,
  known = health,
): Promise<AutocompleteAnswer> {
  signal.throwIfAborted();
  if (known.isPaused(Date.now())) return byRules(request, "failed");
  const budget = most > 0 ? budgetOf() : undefined;
  if (budget && !(await budget.spend(most))) return byRules(request, "budget");
  const late = AbortSignal.timeout(timeoutMs);
  try {
    signal.throwIfAborted();
    const completion = await provider.complete(request, AbortSignal.any([signal, late]));
    known.answered();
    return { ...completion, provider: provider.name };
  } catch (error) {
    if (signal.aborted) {
      await budget?.giveBack();
      throw error;
    }
    known.failed(error, Date.now());
    // Our own words about it, or the platform's: never the question, which is somebody's code.
    log("warn", { event: "model gave no completion", detail: late.aborted ? "too slow" : String(error).slice(0, 200) });
    return byRules(request, late.aborted ? "timeout" : "failed");
  }
}

export async function byRules(request: CompletionRequest, fallback?: CompletionFallback): Promise<AutocompleteAnswer> {
  const completion = await rules.complete(request, new AbortController().signal);
  return { ...completion, provider: rules.name, ...(fallback && { fallback }) };
}

/** The model that is configured; undefined where the rules are all there is. */
export function modelOf(env: CompletionEnv): Model | undefined {
  const settings = completionSettings(env);
  const { timeoutMs, budget } = settings;
  if (settings.provider === "openai") return { provider: openAi(settings), timeoutMs, budget };
  if (settings.provider === "workers-ai" && env.AI) return { provider: workersAi(env.AI, settings), timeoutMs, budget };
  return undefined;
}
