// Which files' texts are here: those of the tabs, and those that something else needs for a while. Whoever has got the others
// elsewhere hears when these are edited.
import type { Text } from "@codemirror/state";
import type { FileId } from "#protocol/project";

export type TextSource = {
  open(file: FileId): void;
  /** Does nothing while something of it is pending. */
  close(file: FileId): void;
  textOf(file: FileId): Text | undefined;
  /** The room's version that the texts rest on. */
  version(): number;
};

type Tell = (file: FileId | undefined, version: number) => void;

export class OpenTexts {
  readonly #source: TextSource;
  // How many need each; those that nobody needs any more are closed once nothing of them is pending.
  readonly #needed = new Map<FileId, number>();
  readonly #leaving = new Set<FileId>();
  readonly #onElsewhere = new Set<Tell>();
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

  /** Tells of edits of files whose texts are not here, and of texts that leave; without a file when any may have been edited, after a lost line. */
  onElsewhere(tell: Tell): () => void {
    this.#onElsewhere.add(tell);
    return () => this.#onElsewhere.delete(tell);
  }
  /** Somebody did this to a file. */
  edited(file: FileId, version: number): void {
    if (this.#source.textOf(file) === undefined) this.#tell(file, version);
  }
  /** There is a line again. */
  joined(version: number): void {
    this.#tell(undefined, version);
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

  #tell(file: FileId | undefined, version: number): void {
    for (const tell of this.#onElsewhere) tell(file, version);
  }

  #close(file: FileId): void {
    const wasHere = this.#source.textOf(file) !== undefined;
    this.#source.close(file);
    if (this.#source.textOf(file)) return;
    if (wasHere) this.#tell(file, this.#source.version());
    this.#leaving.delete(file);
  }
}
