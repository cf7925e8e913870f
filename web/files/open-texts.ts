// Which files' texts are here: those of the tabs, and those that something else needs for a while.
import type { Text } from "@codemirror/state";
import type { FileId } from "#protocol/project";

export type TextSource = {
  open(file: FileId): void;
  /** Does nothing while something of it is pending. */
  close(file: FileId): void;
  textOf(file: FileId): Text | undefined;
};

export class OpenTexts {
  readonly #source: TextSource;
  // How many need each; those that nobody needs any more are closed once nothing of them is pending.
  readonly #needed = new Map<FileId, number>();
  readonly #leaving = new Set<FileId>();
  #waiting: { file: FileId; resolve: (text: Text | undefined) => void }[] = [];

  constructor(source: TextSource) {
    this.#source = source;
  }

  need(file: FileId): void {
    this.#needed.set(file, (this.#needed.get(file) ?? 0) + 1);
    this.#leaving.delete(file);
    this.#source.open(file);
  }

  letGo(file: FileId): void {
    const left = (this.#needed.get(file) ?? 0) - 1;
    if (left > 0) this.#needed.set(file, left);
    else {
      this.#needed.delete(file);
      this.#leaving.add(file);
      this.#close(file);
    }
  }

  /** The text as soon as it is here; undefined when the line is lost before. To be let go of in any case. */
  text(file: FileId): Promise<Text | undefined> {
    this.need(file);
    const text = this.#source.textOf(file);
    return text ? Promise.resolve(text) : new Promise((resolve) => this.#waiting.push({ file, resolve }));
  }

  /** Something has come, or was confirmed. */
  changed(): void {
    for (const file of this.#leaving) this.#close(file);
    this.#answer((file) => this.#source.textOf(file) !== undefined);
  }

  lost(): void {
    this.#answer(() => true);
  }

  #answer(isDue: (file: FileId) => boolean): void {
    if (this.#waiting.length === 0) return;
    const due = this.#waiting.filter(({ file }) => isDue(file));
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const { file, resolve } of due) resolve(this.#source.textOf(file));
  }

  #close(file: FileId): void {
    this.#source.close(file);
    if (!this.#source.textOf(file)) this.#leaving.delete(file);
  }
}
