// Asks the server what comes next, and leaves it alone for as long as it says that it is busy.
import { ApiProblem } from "#client/api";
import type { LanguageId } from "#protocol/languages";
import { api } from "#web/api";
import { type AskedText, isInsertable } from "./asked-text";

/** A server that says it is busy, but not for how long. */
const PAUSE_MS = 30_000;

export class SuggestionSource {
  #pausedUntil = 0;

  get isPaused(): boolean {
    return performance.now() < this.#pausedUntil;
  }

  /** Empty when nothing can be suggested; undefined when there is no answer. */
  async ask({ before, after, language }: AskedText, signal: AbortSignal): Promise<string | undefined> {
    try {
      const { suggestion } = await api("POST /autocomplete", {
        body: { code: before + after, cursorPosition: before.length, language: language as LanguageId },
        signal,
      });
      return isInsertable(suggestion) ? suggestion : "";
    } catch (error) {
      // Nobody asked for it by name, so nobody is told that it did not come.
      if (error instanceof ApiProblem && error.status === 429)
        this.#pausedUntil = performance.now() + (error.retryAfterS ? error.retryAfterS * 1_000 : PAUSE_MS);
      return undefined;
    }
  }
}
