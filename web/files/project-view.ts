// What a page shows of the room's files: which there are and in which languages. What it asked of them, and has no answer to.
import { signal } from "@preact/signals";
import type { Output } from "#collab/client-output";
import { type LanguageId, languageId, languageOfPath, mainPath } from "#protocol/languages";
import { type FileEntry, type FileId, type FileWish, languageOf, MAIN_FILE } from "#protocol/project";
import type { Tabs } from "./tabs";
import { goneSince } from "./tree-wishes";

export type Answer = Extract<Output, { type: "answered" }>;

type Link = {
  live(): boolean;
  wish(changes: FileWish[], request: string): void;
  setMainLanguage(language: LanguageId): void;
};

export class ProjectView {
  /** All by their numbers, those that are deleted, too. */
  readonly files = signal<ReadonlyMap<FileId, FileEntry>>(new Map());
  /** A file that was shown here when somebody deleted it, and what went with it. */
  readonly deletedHere = signal<readonly FileEntry[]>([]);
  /** The main file's. */
  readonly mainLanguage = signal("plaintext");
  readonly #tabs: Tabs;
  readonly #link: Link;
  readonly #asked = new Map<string, (answer: Answer | undefined) => void>();

  constructor(tabs: Tabs, link: Link) {
    this.#tabs = tabs;
    this.#link = link;
  }

  /** What was chosen for a file, or what its name says. */
  languageOf(file: FileId): string {
    const entry = this.files.value.get(file);
    return file === MAIN_FILE || !entry ? this.mainLanguage.value : languageOf(entry);
  }
  isAsset(file: FileId): boolean {
    return this.files.value.get(file)?.kind === "asset";
  }
  #pathOf(file: FileId): string {
    return this.files.value.get(file)?.path ?? "";
  }

  // --- what the person wants ---

  /** Asks the room for other files than there are; undefined when the line is down or was lost before the answer. */
  wish(changes: FileWish[]): Promise<Answer | undefined> {
    if (!this.#link.live()) return Promise.resolve(undefined);
    const request = crypto.randomUUID();
    return new Promise((resolve) => {
      this.#asked.set(request, resolve);
      this.#link.wish(changes, request);
    });
  }
  setLanguage(language: LanguageId, file: FileId): void {
    if (file !== MAIN_FILE)
      return void this.wish([{ file, language: language === languageOfPath(this.#pathOf(file)) ? null : language }]);
    const before = languageId(this.mainLanguage.value);
    this.#link.setMainLanguage(language);
    // A main file that nobody gave a name is called as its language wants it. If that name is taken it keeps the old one.
    if (before && this.#pathOf(MAIN_FILE) === mainPath(before)) void this.wish([{ file, path: mainPath(language) }]);
  }

  // --- what the room says ---

  answered(answer: Answer): void {
    this.#asked.get(answer.request)?.(answer);
    this.#asked.delete(answer.request);
  }
  lost(): void {
    for (const resolve of this.#asked.values()) resolve(undefined);
    this.#asked.clear();
  }

  // A tab of a file that is no more is closed; somebody deleted it, or the room went back behind its beginning.
  filesAre(files: ReadonlyMap<FileId, FileEntry>): void {
    const before = this.files.value;
    if (files === before) return;
    this.files.value = files;
    const shown = files.get(this.#tabs.shown.value);
    // The shown one even if this page has just come: the tab was on it when it was here last.
    if (shown?.deleted)
      this.deletedHere.value = [shown, ...goneSince(before, files).filter((entry) => entry !== shown)];
    for (const file of this.#tabs.open.value) {
      const entry = files.get(file);
      if (!entry || entry.deleted) this.#tabs.close(file);
    }
  }
}
