// What is said of the others to those who listen: a sentence now and then, and what came between in one.
import { namesWords } from "./words";

export type News =
  | { type: "edited"; name: string; path: string; line: number | undefined }
  | { type: "joined" | "left"; name: string }
  | { type: "renamed"; name: string; before: string }
  | { type: "follows"; name: string };

/** Between two sentences. */
export const PAUSE_MS = 10_000;
/** Before the first: what belongs together comes together. */
const GATHER_MS = 1_000;
/** Lines of one sentence that are told apart. */
const LINES_MAX = 1_000;

export class Announcements {
  #news: News[] = [];
  #lines = new Map<string, News & { type: "edited" }>();
  #saidAt = -Infinity;

  add(news: News): void {
    if (news.type === "edited") {
      if (this.#lines.size < LINES_MAX) this.#lines.set(`${news.name}\n${news.path}\n${news.line}`, news);
      return;
    }
    // Who lost the line and came back did not leave.
    const back = news.type === "joined" ? "left" : news.type === "left" ? "joined" : undefined;
    const other = this.#news.findIndex(({ type, name }) => type === back && name === news.name);
    if (other >= 0) this.#news.splice(other, 1);
    else this.#news.push(news);
  }

  clear(): void {
    this.#news = [];
    this.#lines.clear();
  }

  /** When the next sentence is due, for news of this moment; undefined without news. */
  due(now: number): number | undefined {
    if (this.#news.length === 0 && this.#lines.size === 0) return undefined;
    return Math.max(now + GATHER_MS, this.#saidAt + PAUSE_MS);
  }

  take(now: number): string {
    const of = (type: News["type"]) => this.#news.filter((one) => one.type === type).map(({ name }) => name);
    const people = (["joined", "left"] as const).flatMap((type) => {
      const names = [...new Set(of(type))];
      return names.length > 0 ? [`${namesWords(names)} ${type}`] : [];
    });
    const renamed = this.#news.flatMap((one) =>
      one.type === "renamed" ? [`${one.before} is now called ${one.name}`] : [],
    );
    const followers = [...new Set(of("follows"))];
    const follow =
      followers.length > 0 ? [`${namesWords(followers)} ${followers.length > 1 ? "follow" : "follows"} you`] : [];
    const said = [...people, ...renamed, ...follow, ...editWords([...this.#lines.values()])].join(". ");
    this.clear();
    if (said !== "") this.#saidAt = now;
    return said;
  }
}

function editWords(edits: readonly (News & { type: "edited" })[]): string[] {
  const [first] = edits;
  if (!first) return [];
  const names = [...new Set(edits.map(({ name }) => name))];
  const paths = new Set(edits.map(({ path }) => path));
  const lines = new Set(edits.flatMap(({ path, line }) => (line === undefined ? [] : [`${path}\n${line}`]))).size;
  const where = paths.size === 1 ? first.path : `${paths.size} files`;
  if (names.length === 1 && edits.length === 1)
    return [`${first.name} is editing ${first.line === undefined ? "" : `line ${first.line} of `}${where}`];
  const what = lines > 1 ? `${lines} lines ${paths.size === 1 ? "of" : "in"} ` : lines === 1 ? "a line of " : "";
  return [`${namesWords(names)} edited ${what}${where}`];
}
