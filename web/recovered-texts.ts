// Typing that could not be placed in a room, on the page and on this device's disk until its author has taken it.
import { signal } from "@preact/signals";
import { dropRecovered, keepRecovered, type RecoveredText, recoveredOf } from "./outbox";

export class RecoveredTexts {
  readonly all = signal<readonly RecoveredText[]>([]);
  readonly #room: string;

  constructor(room: string) {
    this.#room = room;
  }

  /** Those of earlier visits. */
  async load(): Promise<void> {
    this.all.value = await recoveredOf(this.#room);
  }
  keep({ text, because }: Pick<RecoveredText, "text" | "because">): void {
    if (text.trim() === "") return;
    const recovered = { room: this.#room, text, because, at: Date.now() };
    this.all.value = [...this.all.value, recovered];
    void keepRecovered(recovered);
  }
  drop(): void {
    this.all.value = [];
    void dropRecovered(this.#room);
  }
}
