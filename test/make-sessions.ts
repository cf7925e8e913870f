// Makes test/sessions: files of this repository, their history typed out by several authors at once.
//
//   node test/make-sessions.ts [path …]      (without paths: those with the longest histories)
//
// Each hunk of each commit is somebody's; a long new passage is first laid out by one author and then filled in by
// several. Authors see each other's typing late. Nobody types at a place where somebody else types unseen, so every
// order of the edits must end in the file as git has it. Positions are counted on a page that never forgets a
// character, not with the algebra under test. A file's path seeds its session.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Random } from "#collab/simulation/random";
import type { ConcurrentTrace, Patch } from "#test/editing-trace";

const folder = join(import.meta.dirname, "sessions");
const SESSIONS = 4;
const LENGTH_MIN = 2_000;
const LENGTH_MAX = 7_000;
/** Lines of a passage that one author fills in. */
const BLOCK_LINES = 8;

const git = (...args: string[]): string => execFileSync("git", args, { encoding: "utf8", maxBuffer: 1 << 28 });

/** One character, born and perhaps deleted by transactions. Those of the page's own beginning have none. */
type Mark = { value: string; born: number; by: number; died: number; diedBy: number };

type Hunk = { start: number; removed: string; added: string };

/** Something an author has to do, from the character it follows on; it may wait for what lays the place out. */
type Job = { after: Mark | undefined; remove: Mark[]; text: string; from: number };

class Session {
  readonly #random: Random;
  readonly #authors: number;
  readonly #page: Mark[] = [];
  readonly txns: ConcurrentTrace["txns"] = [];
  // Of each author: how much of the room's order she has seen, and which of each author's transactions she last saw.
  readonly #seen: number[];
  readonly #known: number[][];

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#authors = 2 + this.#random.int(3);
    this.#seen = Array.from({ length: this.#authors }, () => 0);
    this.#known = this.#seen.map(() => this.#seen.map(() => -1));
  }

  get text(): string {
    return this.#page
      .filter(({ died }) => died < 0)
      .map(({ value }) => value)
      .join("");
  }
  trace(): ConcurrentTrace {
    return { kind: "concurrent", startContent: "", endContent: this.text, numAgents: this.#authors, txns: this.txns };
  }

  /** Everybody starts from the text as it is and types at once until the commit is done. */
  commit(hunks: readonly Hunk[]): void {
    const alive = this.#page.filter(({ died }) => died < 0);
    const units = alive.flatMap((mark) => Array.from({ length: mark.value.length }, () => mark));
    const jobs: Job[][] = this.#seen.map(() => []);
    const layOut = hunks.flatMap((hunk) => this.#jobsOf(hunk, units));
    this.#seen.fill(this.txns.length);
    for (const job of layOut) jobs[this.#random.int(this.#authors)]!.push(job);
    const open = jobs.map((list, author) => this.#work(author, list));
    for (let busy = [...open.keys()]; busy.length > 0;) {
      const author = busy[this.#random.int(busy.length)]!;
      this.#lookUp(author, 0);
      for (let keys = 1 + this.#random.int(8); keys > 0; keys--)
        if (open[author]!.next().done) busy = busy.filter((one) => one !== author);
    }
  }

  #jobsOf({ start, removed, added }: Hunk, units: readonly Mark[]): Job[] {
    // Who changes a line does not type it anew. Whole characters: a prefix is never half a pair.
    const [before, after] = [[...removed], [...added]];
    const most = Math.min(before.length, after.length);
    let prefix = 0;
    while (prefix < most && before[prefix] === after[prefix]) prefix++;
    let suffix = 0;
    while (suffix < most - prefix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;
    const from = start + before.slice(0, prefix).join("").length;
    const length = before.slice(prefix, before.length - suffix).join("").length;
    const remove = [...new Set(units.slice(from, from + length))];
    const text = after.slice(prefix, after.length - suffix).join("");
    const lines = text.split("\n");
    if (lines.length < 2 * BLOCK_LINES) return [{ after: units[from - 1], remove, text, from: 0 }];
    const blocks: string[] = [];
    for (let at = 0; at < lines.length; at += BLOCK_LINES) blocks.push(lines.slice(at, at + BLOCK_LINES).join("\n"));
    const layout = this.#insert(0, units[from - 1], "\n".repeat(blocks.length - 1), { remove });
    return blocks.map((block, i) => ({
      after: i === 0 ? units[from - 1] : layout[i - 1],
      remove: [],
      text: block,
      from: this.txns.length,
    }));
  }

  // One key after the other; each `next` is one.
  *#work(author: number, jobs: readonly Job[]): Generator<void> {
    for (const { after, remove, text, from } of jobs) {
      this.#lookUp(author, from);
      if (remove.length > 0) {
        this.#insert(author, after, "", { remove });
        yield;
      }
      let last = after;
      for (const key of this.#keys(text)) {
        if (key === "⌫") {
          const typo: Mark = last!;
          last = this.#page[this.#page.indexOf(typo) - 1];
          this.#insert(author, last, "", { remove: [typo] });
        } else last = this.#insert(author, last, key).at(-1);
        yield;
      }
    }
  }

  // Mostly single characters; now and then a slip of the finger and its correction, or a pasted line.
  *#keys(text: string): Generator<string> {
    for (const line of text.split(/(?<=\n)/)) {
      if (line.length > 20 && this.#random.chance(0.1)) {
        yield line;
        continue;
      }
      for (const character of line) {
        if (this.#random.chance(0.03)) {
          yield this.#random.pick(["x", "e", " "]);
          yield "⌫";
        }
        yield character;
      }
    }
  }

  // Reads on in the room's order, at least up to `least`.
  #lookUp(author: number, least: number): void {
    const seen = this.#seen[author]!;
    this.#seen[author] = Math.max(
      least,
      this.#random.chance(0.3) ? seen + this.#random.int(this.txns.length - seen + 1) : seen,
    );
  }

  #insert(
    author: number,
    after: Mark | undefined,
    text: string,
    { remove = [] }: { remove?: readonly Mark[] } = {},
  ): Mark[] {
    const isSeen = (index: number, by: number) => index < this.#seen[author]! || by === author;
    const place = after ? this.#page.indexOf(after) + 1 : 0;
    let position = 0;
    for (const { value, born, by, died, diedBy } of this.#page.slice(0, place)) {
      if (isSeen(born, by) && !(died >= 0 && isSeen(died, diedBy))) position += value.length;
    }
    const index = this.txns.length;
    const patch: Patch = [position, remove.reduce((sum, { value }) => sum + value.length, 0), text];
    for (const mark of remove) Object.assign(mark, { died: index, diedBy: author });
    const marks = [...text].map((value): Mark => ({ value, born: index, by: author, died: -1, diedBy: -1 }));
    this.#page.splice(place, 0, ...marks);
    this.txns.push({ parents: this.#parents(author, index), agent: author, patches: [patch] });
    return marks;
  }

  // Her own last transaction, and of each other the last she saw, if that is news.
  #parents(author: number, index: number): number[] {
    const known = this.#known[author]!;
    const parents = known[author]! < 0 ? [] : [known[author]!];
    for (let other = 0; other < this.#authors; other++) {
      if (other === author) continue;
      const last = this.txns.findLastIndex(({ agent }, i) => agent === other && i < this.#seen[author]!);
      if (last > known[other]!) parents.push((known[other] = last));
    }
    known[author] = index;
    return parents.toSorted((a, b) => a - b);
  }
}

/** The file after each commit that touched it, and the hunks that led there. */
function historyOf(path: string): { hunks: Hunk[]; text: string }[] {
  const log = git("log", "-p", "-U0", "--reverse", "--no-renames", "--format=commit %H", "--", path);
  let before = "";
  return log
    .split(/^commit /m)
    .slice(1)
    .map((entry) => {
      const text = git("show", `${entry.slice(0, 40)}:${path}`);
      const offsets = [before, text].map((content) => [
        0,
        ...[...content.matchAll(/\n/g)].map(({ index }) => index + 1),
      ]);
      const hunks = [...entry.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map((found): Hunk => {
        const [from, removed, to, added] = [1, 2, 3, 4].map((group) => Number(found[group] ?? 1)) as [
          number,
          number,
          number,
          number,
        ];
        // A side without lines names the line before the place.
        const slice = (content: string, starts: number[], line: number, count: number): [number, string] => {
          const start = starts[count === 0 ? line : line - 1] ?? content.length;
          return [start, content.slice(start, starts[(count === 0 ? line : line - 1) + count] ?? content.length)];
        };
        const [start, old] = slice(before, offsets[0]!, from, removed);
        return { start, removed: old, added: slice(text, offsets[1]!, to, added)[1] };
      });
      before = text;
      return { hunks, text };
    });
}

function longestHistories(): string[] {
  const touched = git("log", "--format=", "--name-only")
    .split("\n")
    .filter((path) => /\.(ts|tsx|css)$/.test(path));
  const commits = new Map<string, number>();
  for (const path of touched) commits.set(path, (commits.get(path) ?? 0) + 1);
  const present = new Set(git("ls-files").split("\n"));
  const lengthOf = (path: string) => git("show", `HEAD:${path}`).length;
  return [...commits.keys()]
    .filter((path) => present.has(path))
    .toSorted((a, b) => commits.get(b)! - commits.get(a)! || a.localeCompare(b))
    .filter((path) => lengthOf(path) >= LENGTH_MIN && lengthOf(path) <= LENGTH_MAX)
    .slice(0, SESSIONS);
}

const seedOf = (path: string) =>
  [...path].reduce((seed, character) => (seed * 31 + character.codePointAt(0)!) >>> 0, 7);

mkdirSync(folder, { recursive: true });
const paths = process.argv.slice(2);
for (const path of paths.length > 0 ? paths : longestHistories()) {
  const session = new Session(seedOf(path));
  for (const { hunks, text } of historyOf(path)) {
    session.commit(hunks);
    if (session.text !== text) throw new Error(`${path} came out differently`);
  }
  const trace = session.trace();
  const body = gzipSync(JSON.stringify(trace), { level: 9 });
  writeFileSync(join(folder, `${path.replaceAll("/", "-")}.json.gz`), body);
  console.log(`${path}: ${trace.numAgents} authors, ${trace.txns.length} edits, ${body.length} bytes`);
}
