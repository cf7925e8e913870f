// The texts of some files, of which now these are needed and now those.
import type { Text } from "@codemirror/state";
import type { FileId } from "#protocol/project";

type Texts = {
  textWhenHere(file: FileId): Promise<Text | undefined>;
  letGo(file: FileId): void;
};

export class HeldTexts {
  readonly #texts: Texts;
  #held = new Set<FileId>();

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  /** These, and no others. What stays is not let go of in between: a text is forgotten then, and would be fetched again. */
  hold(files: readonly FileId[], onHere?: () => void): void {
    const before = this.#held;
    this.#held = new Set(files);
    for (const file of this.#held) if (!before.has(file)) void this.#texts.textWhenHere(file).then(onHere);
    for (const file of before) if (!this.#held.has(file)) this.#texts.letGo(file);
  }
}
