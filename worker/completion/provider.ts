// The port behind which suggestions are made: by the built-in rules, or by a language model somewhere.
import type { Completion, CompletionProviderName, CompletionRequest } from "#protocol/completion";

export interface CompletionProvider {
  readonly name: CompletionProviderName;
  /** Rejects when it cannot answer, and when `signal` says that nobody waits any more; it then goes on with nothing. */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>;
}

export const NOTHING: Completion = { suggestion: "", confidence: 0 };
