// The search through all files of one room: what was asked, what was found, and the replacement of it. Outlives its view.
import { batch, effect, signal } from "@preact/signals";
import type { FileEntry, FileId } from "#protocol/project";
import { naturally } from "#web/files/natural-order";
import type { RoomSession } from "#web/room-session";
import { globsOf } from "./globs";
import { ProjectTexts } from "./project-texts";
import { SearchLine } from "./search-line";
import { type Match, patternOf, type SearchQuery } from "./search-query";

export type FoundFile = { readonly file: FileId; readonly path: string; readonly matches: readonly Match[] };

/** Why nothing is found, where it is not because there is nothing. */
export type SearchTrouble = { what: "pattern"; words: string } | { what: "slow" } | { what: "away" };

/** After the last key, and after others' typing. */
const PAUSE_MS = 150;

export class FileSearch {
  readonly text = signal("");
  readonly isRegex = signal(false);
  readonly matchCase = signal(false);
  readonly wholeWord = signal(false);
  readonly include = signal("");
  readonly exclude = signal("");
  readonly replacement = signal("");
  readonly showsReplace = signal(false);
  readonly showsGlobs = signal(false);
  readonly found = signal<readonly FoundFile[]>([]);
  /** There are more than are told. */
  readonly isCut = signal(false);
  readonly isSearching = signal(false);
  readonly trouble = signal<SearchTrouble | undefined>(undefined);
  /** Files whose places are out of sight. */
  readonly closed = signal<ReadonlySet<FileId>>(new Set());
  /** Counts wishes for the focus. */
  readonly focusWanted = signal(0);
  readonly line = new SearchLine();
  readonly #session: RoomSession;
  #round = 0;

  constructor(session: RoomSession) {
    this.#session = session;
  }

  get query(): SearchQuery {
    const { text, isRegex, matchCase, wholeWord } = this;
    return { text: text.value, isRegex: isRegex.value, matchCase: matchCase.value, wholeWord: wholeWord.value };
  }

  /** Searches as long as its view is there, and again whenever the question or the texts change. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void this.#search(texts), PAUSE_MS);
    };
    const texts = new ProjectTexts(this.#session, again);
    const stop = effect(() => {
      void [this.query, this.include.value, this.exclude.value, this.#session.files.value, this.#session.edits.value];
      again();
    });
    return () => {
      stop();
      clearTimeout(timer);
      this.#round++;
      texts.dispose();
      this.line.end();
    };
  }

  set(what: "text" | "replacement" | "include" | "exclude", words: string): void {
    this[what].value = words;
  }

  toggle(option: "isRegex" | "matchCase" | "wholeWord" | "showsReplace" | "showsGlobs"): void {
    this[option].value = !this[option].value;
  }

  toggleFile(file: FileId, isClosed: boolean): void {
    const closed = new Set(this.closed.value);
    if (isClosed) closed.add(file);
    else closed.delete(file);
    this.closed.value = closed;
  }

  wantFocus(selected: string): void {
    batch(() => {
      // A selection of several lines is no word that somebody looks for.
      if (selected !== "" && !selected.includes("\n")) this.text.value = selected;
      this.focusWanted.value++;
    });
  }

  async #search(texts: ProjectTexts): Promise<void> {
    const round = ++this.#round;
    const { query } = this;
    const pattern = query.text === "" ? undefined : patternOf(query);
    if (!(pattern instanceof RegExp))
      return this.#tell([], false, pattern && { what: "pattern", words: pattern.fault });
    const entries = this.#entries();
    this.isSearching.value = true;
    try {
      await texts.ready(entries);
    } catch {
      if (round === this.#round) this.#tell([], false, { what: "away" });
      return;
    }
    if (round !== this.#round) return;
    this.line.tell(entries.map(({ file }) => ({ file, ...texts.get(file) })));
    const answer = await this.line.ask({ type: "search", query, files: entries.map(({ file }) => file) });
    if (round !== this.#round) return;
    if (answer === "slow") return this.#tell([], false, { what: "slow" });
    if (answer.type !== "found") return;
    const pathOf = new Map(entries.map(({ file, path }) => [file, path]));
    const found = answer.found.map(({ file, matches }) => ({ file, matches, path: pathOf.get(file) ?? "" }));
    this.#tell(found, answer.isCut, undefined);
  }

  #tell(found: readonly FoundFile[], isCut: boolean, trouble: SearchTrouble | undefined): void {
    batch(() => {
      this.isSearching.value = false;
      this.found.value = found;
      this.isCut.value = isCut;
      this.trouble.value = trouble;
    });
  }

  #entries(): FileEntry[] {
    const isIn = globsOf(this.include.value);
    const isOut = globsOf(this.exclude.value);
    const texts = [...this.#session.files.value.values()].filter(({ kind, deleted }) => kind === "text" && !deleted);
    const wanted = texts.filter(({ path }) => (isIn?.(path) ?? true) && !isOut?.(path));
    return wanted.toSorted((a, b) => naturally(a.path, b.path));
  }
}

const searches = new WeakMap<RoomSession, FileSearch>();

export function fileSearchOf(session: RoomSession): FileSearch {
  const search = searches.get(session) ?? new FileSearch(session);
  searches.set(session, search);
  return search;
}
