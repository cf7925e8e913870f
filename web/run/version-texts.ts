// The room's text as it was at the last few hundred versions: a run names the version it runs, and may be told a moment
// after it or before it. A text shares almost all of itself with its neighbours, so this costs little.
import type { Text } from "@codemirror/state";

/** Versions that may come between a run's own and the news of it. */
const VERSIONS_MAX = 400;

export class VersionTexts {
  readonly #texts = new Map<number, Text>();

  note(version: number, text: Text): void {
    this.#texts.delete(version);
    this.#texts.set(version, text);
    if (this.#texts.size > VERSIONS_MAX) {
      const [oldest] = this.#texts.keys();
      if (oldest !== undefined) this.#texts.delete(oldest);
    }
  }

  at(version: number): Text | undefined {
    return this.#texts.get(version);
  }

  clear(): void {
    this.#texts.clear();
  }
}
