// The models of the files that are open, and how each was looked at: its folds, its carets, where it was scrolled to.
// The editor shows one of them; all go when the room is left.
import type { FileId } from "#protocol/project";
import { editor as monacoEditor, Uri } from "./monaco";

export type ShownFile = { file: FileId; path: string; language: string };

type Kept = { model: monacoEditor.ITextModel; view: monacoEditor.ICodeEditorViewState | null };

export class FileModels {
  readonly #editor: monacoEditor.IStandaloneCodeEditor;
  readonly #room: string;
  readonly #kept = new Map<FileId, Kept>();
  #shown: FileId | undefined;

  constructor(editor: monacoEditor.IStandaloneCodeEditor, room: string) {
    this.#editor = editor;
    this.#room = room;
    editor.getModel()?.dispose(); // the one that it began with, which is no file's
  }

  show({ file, path, language }: ShownFile): void {
    const shown = this.#shown === undefined ? undefined : this.#kept.get(this.#shown);
    if (shown) shown.view = this.#editor.saveViewState();
    // By its name the language services know it, so that one file finds what it imports from another.
    const uri = Uri.from({ scheme: "file", path: `/${this.#room}/${path}` });
    let kept = this.#kept.get(file);
    if (!kept || kept.model.isDisposed() || kept.model.uri.path !== uri.path) {
      const before = kept;
      monacoEditor.getModel(uri)?.dispose(); // of a file that was called so before
      const text = before && !before.model.isDisposed() ? before.model.getValue() : "";
      kept = { model: monacoEditor.createModel(text, language, uri), view: before?.view ?? null };
      this.#kept.set(file, kept);
      this.#editor.setModel(kept.model);
      before?.model.dispose();
    } else {
      this.#editor.setModel(kept.model);
      monacoEditor.setModelLanguage(kept.model, language);
    }
    this.#editor.restoreViewState(kept.view);
    this.#shown = file;
  }

  /** Forgets all others. */
  keep(files: readonly FileId[]): void {
    for (const [file, { model }] of this.#kept) {
      if (files.includes(file)) continue;
      this.#kept.delete(file);
      model.dispose();
    }
  }

  dispose(): void {
    this.keep([]);
  }
}
