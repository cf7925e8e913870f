// `npm run bench -- --only completion`: how often the rules engine is right on real code that taught it nothing, how much of
// that it learned from the room itself, whether its confidence is true, and what it costs. Alone: --seed 2 --places 24000
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { type Source, sources } from "#completion/candidate";
import { complete, leastOf, type Ranked, ranked } from "#completion/complete";
import type { CompletionRequest } from "#protocol/completion";
import { corpora, type Corpus, halfOf, type Sample } from "./completion-corpus.ts";
import {
  firstLine,
  isNextToken,
  isRight,
  isWholeLine,
  type Mode,
  modes,
  numbers,
  type Place,
  placesIn,
} from "./completion-walk.ts";
import { untilQuiet } from "./machine.ts";

const grammar: readonly Source[] = ["opening", "idiom", "header", "word", "member", "close", "block"];
/** What is compared: each adds to the one before. */
const engines = {
  "static snippets": new Set<Source>(grammar),
  "and identifiers": new Set<Source>([...grammar, "identifier"]),
  everything: new Set<Source>(sources),
} as const;
type Engine = keyof typeof engines;
const engineNames = Object.keys(engines) as Engine[];

export async function measureCompletion(options: { seed: number; places: number }): Promise<void> {
  const all = corpora();
  for (const { name, missing } of all) if (missing) console.log(`Left out: ${name} (${missing}).`);
  const present = all
    .map((corpus) => ({ ...corpus, samples: corpus.samples.filter((sample) => isJudged(corpus, sample)) }))
    .filter(({ samples }) => samples.length > 0);
  console.log(
    `Seed ${options.seed}; held-out files: ${present.map(({ name, samples }) => `${name} ${samples.length}`).join(", ")}.\n`,
  );
  const tallies = present.map((corpus) => judge(corpus, options.seed, Math.ceil(options.places / present.length)));
  console.log(accuracyTable(present, tallies));
  console.log(reliabilityTable(tallies.flatMap(({ said }) => said)));
  console.log(thresholdTable(tallies.flatMap(({ best }) => best)));
  await untilQuiet(20_000);
  console.log(timeTable(present.flatMap(({ samples }) => samples)));
}

// Four traces are too few to be halved: none of them teaches.
const isJudged = ({ name }: Corpus, sample: Sample): boolean =>
  name.includes("traces") || halfOf(sample) === "held out";

type Said = { source: Source; confidence: number; right: boolean; length: number };
type Count = {
  places: number;
  withRest: number;
  said: number;
  right: number;
  line: number;
  token: number;
  saved: number;
  written: number;
};
type Tally = { counts: Record<Engine, Record<Mode, Count>>; said: Said[]; best: Said[] };

function judge({ samples }: Corpus, seed: number, places: number): Tally {
  const random = numbers(seed);
  const none = (): Count => ({ places: 0, withRest: 0, said: 0, right: 0, line: 0, token: 0, saved: 0, written: 0 });
  const tally: Tally = {
    counts: Object.fromEntries(engineNames.map((name) => [name, { end: none(), middle: none() }])) as Tally["counts"],
    said: [],
    best: [],
  };
  for (const sample of samples) {
    for (const place of placesIn(sample, Math.ceil(places / samples.length / 2), random)) {
      const list = ranked(place.request);
      for (const engine of engineNames) count(tally, engine, place, list);
    }
  }
  return tally;
}

function count(tally: Tally, engine: Engine, place: Place, list: readonly Ranked[]): void {
  const own = list.filter(({ source }) => engines[engine].has(source));
  const chosen = own.find((one) => one.confidence >= leastOf(one));
  const into = tally.counts[engine][place.mode];
  into.places++;
  if (place.rest !== "") into.withRest++;
  into.written += place.rest.length;
  if (engine === "everything" && own[0]) tally.best.push(saidOf(own[0], place));
  if (!chosen) return;
  into.said++;
  const said = saidOf(chosen, place);
  if (said.right) {
    into.right++;
    into.saved += Math.min(said.length, place.rest.length);
  }
  if (isWholeLine(chosen.text, place)) into.line++;
  if (isNextToken(chosen.text, place)) into.token++;
  if (engine === "everything") tally.said.push(said);
}

const saidOf = ({ source, confidence, text }: Ranked, place: Place): Said => ({
  source,
  confidence,
  right: isRight(text, place),
  length: firstLine(text).trim().length,
});

function accuracyTable(present: readonly Corpus[], tallies: readonly Tally[]): string {
  const head = [
    "text",
    "below the cursor",
    "rules",
    "places",
    "said at",
    "of these right",
    "next token",
    "rest of the line",
    "keys saved",
  ];
  const rows = modes.flatMap((mode) =>
    [...present.entries(), [-1, undefined] as const].flatMap(([i, corpus]) =>
      engineNames.map((engine) => {
        const sum = sumOf((corpus ? [tallies[i]!] : tallies).map(({ counts }) => counts[engine][mode]));
        return [
          corpus?.name ?? "**all**",
          mode === "end" ? "nothing" : "the rest",
          engine,
          String(sum.places),
          percent(sum.said, sum.places),
          percent(sum.right, sum.said),
          percent(sum.token, sum.withRest),
          percent(sum.line, sum.withRest),
          percent(sum.saved, sum.written),
        ];
      }),
    ),
  );
  const note =
    "Next token, rest of the line: of all places where the line goes on, silence counted as wrong. Right: the suggestion's first line is what stands there. " +
    "Keys saved: of the rests of all lines.";
  return `${table(head, rows)}\n${note}\n`;
}

function sumOf(counts: readonly Count[]): Count {
  return counts.reduce((sum, one) => ({
    places: sum.places + one.places,
    withRest: sum.withRest + one.withRest,
    said: sum.said + one.said,
    right: sum.right + one.right,
    line: sum.line + one.line,
    token: sum.token + one.token,
    saved: sum.saved + one.saved,
    written: sum.written + one.written,
  }));
}

function reliabilityTable(said: readonly Said[]): string {
  const rows: string[][] = [];
  let error = 0;
  const add = (name: string, own: readonly Said[]): void => {
    if (own.length === 0) return;
    const told = own.reduce((sum, { confidence }) => sum + confidence, 0) / own.length;
    const rights = own.filter(({ right }) => right).length;
    rows.push([name, String(own.length), (told * 100).toFixed(1), percent(rights, own.length)]);
    if (name.includes("–")) error += Math.abs(told * own.length - rights);
  };
  for (let least = 0; least < 1; least += 0.1) {
    const most = least + 0.1;
    add(
      `${Math.round(least * 100)}–${Math.round(most * 100)} %`,
      said.filter(({ confidence }) => confidence >= least - 1e-9 && (confidence < most - 1e-9 || most > 0.99)),
    );
  }
  for (const source of sources)
    add(
      source,
      said.filter((one) => one.source === source),
    );
  const note = `Expected calibration error ${((100 * error) / said.length).toFixed(1)} %.`;
  return `${table(["confidence told", "suggestions", "mean told, %", "were right"], rows)}\n${note}\n`;
}

function thresholdTable(best: readonly Said[]): string {
  const rows = [0, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8].map((least) => {
    const said = best.filter(({ confidence }) => confidence >= least);
    const right = said.filter((one) => one.right);
    const saved = right.reduce((sum, { length }) => sum + length, 0);
    const wrong = said.length - right.length;
    return [
      least.toFixed(2),
      percent(said.length, best.length),
      percent(right.length, said.length),
      (saved / best.length).toFixed(2),
      ...[2, 4, 8].map((cost) => ((saved - cost * wrong) / best.length).toFixed(2)),
    ];
  });
  const costs = ["2 keys", "4 keys", "8 keys"].map((keys) => `less ${keys} for a wrong one`);
  return `${table(["least confidence", "said at", "right", "keys saved per place", ...costs], rows)}\n`;
}

/**
 * A text of 100 KB: the cursor goes through it one key at a time, and jumps through texts never seen before; and the very first
 * call of a process. Each call is made twice, as others may have the core meanwhile: nothing is kept from one to the next.
 */
function timeTable(samples: readonly Sample[]): string {
  const rows: string[][] = [];
  for (const language of ["python", "typescript", "javascript"] as const) {
    const text = samples
      .filter((sample) => sample.language === language)
      .map(({ content }) => content)
      .join("\n")
      .slice(0, 100_000)
      .toWellFormed();
    if (text.length < 100_000) continue;
    const request = (code: string, cursor: number, end: boolean): CompletionRequest => {
      const rest = end ? "" : code.slice(code.indexOf("\n", cursor));
      return { code: flat(code.slice(0, cursor) + rest), cursor, language };
    };
    const moving = Array.from({ length: 4_000 }, (_, i) => timed(request(text, 50_000 + i, false)));
    const growing = Array.from({ length: 4_000 }, (_, i) => timed(request(text, 90_000 + i, true)));
    const jumping = Array.from({ length: 500 }, (_, i) => {
      const cursor = 1 + Math.floor((i * 99_000) / 500);
      return timed(request(`${"#".repeat(i % 97)}${i % 2 === 0 ? "" : "ё"}\n${text}`, cursor + 100, false));
    });
    const first = Array.from({ length: 9 }, (_, i) => firstCall(request(text, 10_000 + 9_000 * i, false)));
    const times = { "typing in the middle": moving, "typing at the end": growing, "another text each time": jumping };
    for (const [name, ms] of Object.entries({ ...times, "the first call of a process": first }))
      rows.push([
        language,
        name,
        String(ms.length),
        ...[0.5, 0.99].map((part) =>
          at(
            ms.map(([once]) => once),
            part,
          ),
        ),
        at(
          ms.map((both) => Math.min(...both)),
          0.99,
        ),
      ]);
  }
  return table(["100 KB of", "", "calls", "p50, ms", "p99, ms", "p99 of the better of two, ms"], rows);
}

// Flat and of one kind, as a parsed body is: pieces joined would be flattened in the first search.
const flat = (text: string): string => JSON.parse(JSON.stringify(text)) as string;

function timed(request: CompletionRequest): [number, number] {
  const start = performance.now();
  complete(request);
  const middle = performance.now();
  complete(request);
  return [middle - start, performance.now() - middle];
}

/** Nothing is compiled yet, and nothing is warm. */
function firstCall(request: CompletionRequest): [number] {
  const script =
    'import { complete } from "#completion/complete"; import { readFileSync } from "node:fs";' +
    "const request = JSON.parse(readFileSync(0)); const start = performance.now(); complete(request);" +
    "console.log(performance.now() - start);";
  const node = ["--no-warnings", "--input-type=module", "--eval", script];
  return [Number(execFileSync(process.execPath, node, { input: JSON.stringify(request), cwd: import.meta.dirname }))];
}

function at(times: readonly number[], part: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!.toFixed(2);
}

const percent = (part: number, whole: number): string => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, i) => (i < 2 ? "---" : "---:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values: flags } = parseArgs({
    options: { seed: { type: "string", default: "2" }, places: { type: "string", default: "24000" } },
  });
  await measureCompletion({ seed: Number(flags.seed), places: Number(flags.places) });
}
