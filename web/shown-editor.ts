// The editor that stands on the page, if one does, and the place that is to be shown in it once it stands.
import { signal } from "@preact/signals";
import type { Text } from "@codemirror/state";
import type { FileId } from "#protocol/project";
import type { EditorPort, Viewport } from "./editor-port";
import type { Tabs } from "./files/tabs";

export class ShownEditor {
  readonly viewport = signal<Viewport | undefined>(undefined);
  readonly #tabs: Tabs;
  readonly #textOf: (file: FileId) => Text | undefined;
  #port: EditorPort | undefined;
  #wanted: { file: FileId; from: number; to: number } | undefined;

  constructor(tabs: Tabs, textOf: (file: FileId) => Text | undefined) {
    this.#tabs = tabs;
    this.#textOf = textOf;
  }

  get port(): EditorPort | undefined {
    return this.#port;
  }
  /** If it shows this file. */
  of(file: FileId): EditorPort | undefined {
    return this.#port?.file === file ? this.#port : undefined;
  }

  attach(port: EditorPort): () => void {
    this.#port = port;
    this.viewport.value = port.viewport;
    return () => {
      if (this.#port !== port) return;
      this.#port = undefined;
      this.viewport.value = undefined;
    };
  }

  reveal(file: FileId, from: number, to: number): void {
    this.#wanted = { file, from, to };
    this.#tabs.show(file);
    this.revealWanted();
  }
  /** As soon as the file's editor is there. */
  revealWanted(): void {
    const wanted = this.#wanted;
    const port = wanted && wanted.file === this.#tabs.shown.value ? this.of(wanted.file) : undefined;
    if (!wanted || !port) return;
    this.#wanted = undefined;
    const length = this.#textOf(wanted.file)?.length ?? 0;
    port.reveal(Math.min(wanted.from, length), Math.min(wanted.to, length));
  }
}
