// `npm run bench -- --only past`: a long history looked back at: any version of the recorded session opened, cold and in
// the order of a slider; its log verified; and what it takes to keep. In workerd, through HTTP, so a round trip is in it.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TEXT_LENGTH_MAX } from "#protocol/limits";
import { startWorker } from "./miniflare-server.ts";
import { paperTrace } from "./traces.ts";

/** Edits in one request. */
const BATCH = 2_000;

/** A splice of the file that is named, or of the main one. */
export type Patch = [pos: number, deleted: number, inserted: string, file?: number];

/** What of one room is kept, in bytes: `library` is the log in D1, `state` the files as they are now; and rows written. */
export type Sizes = Record<"log" | "keyframes" | "library" | "state" | "rows", number>;

/** A room's storage in workerd, in the folder that bench/run.ts removes when it is ended. */
export async function startPast(name: string) {
  const dataDir = join(import.meta.dirname, ".data", String(process.pid), name);
  mkdirSync(dataDir, { recursive: true });
  const entry = join(import.meta.dirname, "past.worker.ts");
  const server = await startWorker({ entry, className: "Past", binding: "PAST" }, { dataDir, port: 0, metered: false });
  const url = server.url.replace("ws", "http");
  const ask = async (path: string, body?: string) => {
    const answer = await fetch(`${url}/${path}`, body === undefined ? {} : { method: "POST", body });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  };
  return {
    ask,
    sizes: async () => JSON.parse(await ask("sizes")) as Sizes,
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type Look = {
  /** Files of the longest text that nobody touches. */
  beside: number;
  /** As many of the session. */
  edits: number;
  /** How often a version is opened, in each way. */
  openings: number;
};

export async function measurePast({ beside, edits, openings }: Look): Promise<void> {
  const trace = paperTrace(edits);
  if (!trace) return console.log("past: NOT RUN, the recorded session is not in TRACES_DIR");
  const patches = trace.txns.flatMap((txn) => txn.patches);
  const { ask, sizes: sizesNow, stop } = await startPast("past");
  try {
    // The whole session's text, longer than what deflate looks back on: packed, it is as long as any prose.
    const { endContent } = paperTrace()!;
    const prose = endContent.repeat(Math.ceil(TEXT_LENGTH_MAX / endContent.length)).slice(0, TEXT_LENGTH_MAX);
    await ask("begin", JSON.stringify(["", ...Array<string>(beside).fill(prose)]));
    const texts = new Map<number, string>();
    const versions = chosen(openings, patches.length);
    let [text, version] = ["", 0];
    for (let at = 0; at < patches.length; at += BATCH) {
      await ask("edits", JSON.stringify(patches.slice(at, at + BATCH)));
      for (const [pos, deleted, inserted] of patches.slice(at, at + BATCH)) {
        text = text.slice(0, pos) + inserted + text.slice(pos + deleted);
        if (versions.has(++version)) texts.set(version, text);
      }
    }
    const open = async (versions: Iterable<number>) => {
      const times: number[] = [];
      for (const version of versions) {
        const start = performance.now();
        const told = await ask(`at/${version}`);
        times.push(performance.now() - start);
        if (texts.has(version) && told !== texts.get(version)) throw new Error(`version ${version} is not as it was`);
      }
      return times.toSorted((a, b) => a - b);
    };
    const sizes = await sizesNow();
    const round = await open(Array<number>(Math.min(openings, 100)).fill(0));
    const random = await open(versions);
    const slider = await open(Array.from({ length: openings }, (_, i) => Math.floor(patches.length / 3) + 20 * i));
    const start = performance.now();
    const { ok, checked } = JSON.parse(await ask("verify")) as { ok: boolean; checked: number };
    const verifying = performance.now() - start;
    if (!ok) throw new Error("the log is not as it was written");
    await ask("reborn", "");
    const reborn = await open(versions);
    const thousands = patches.length / 1_000;
    const row = (what: string, told: string) => `  ${what.padEnd(32)}${told}`;
    const lines = [
      `past: ${patches.length} edits${beside > 0 ? `, beside ${beside} files of ${TEXT_LENGTH_MAX} characters` : ""}, in workerd`,
      row("the first version", shown(round)),
      row(`${openings} random versions`, shown(random)),
      row(`${openings} along a slider`, shown(slider)),
      row(`${openings} random after a rebirth`, shown(reborn)),
      row(`verify, ${checked} edits`, `${verifying.toFixed(0)} ms`),
      row(
        "kept per 1,000 edits",
        `object: log ${perThousand(sizes.log)}, keyframes ${perThousand(sizes.keyframes)}; ` +
          `D1: log ${perThousand(sizes.library)}, and the present state, ${(sizes.state / 1000).toFixed(0)} KB`,
      ),
      row("rows written per 1,000 edits", `${(sizes.rows / thousands).toFixed(0)}, 16 edits to a commit`),
    ];
    console.log(lines.join("\n"));
    function perThousand(bytes: number): string {
      return `${(bytes / thousands).toFixed(0)} B`;
    }
  } finally {
    await stop();
  }
}

/** Random ones, the same in every run. */
function chosen(count: number, most: number): Set<number> {
  const versions = new Set<number>();
  for (let random = 1; versions.size < count;) {
    random = (random * 48_271) % 2_147_483_647;
    versions.add(1 + (random % most));
  }
  return versions;
}

function shown(times: readonly number[]): string {
  const at = (part: number) => (times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`;
}
