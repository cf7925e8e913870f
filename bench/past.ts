// `npm run bench -- --only past`: a long history looked back at: any version of the recorded session opened, cold and in
// the order of a slider; its log verified; and what it takes to keep. In workerd, through HTTP, so a round trip is in it.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startWorker } from "./miniflare-server.ts";
import { paperTrace } from "./traces.ts";

const OPENED = 1_000;
/** Edits in one request. */
const BATCH = 2_000;

/** `beside`: characters of another file that nobody touches; `edits`: as many of the session. */
export async function measurePast(beside = 0, edits = Infinity): Promise<void> {
  const trace = paperTrace(edits);
  if (!trace) return console.log("past: NOT RUN, the recorded session is not in TRACES_DIR");
  const patches = trace.txns.flatMap((txn) => txn.patches);
  // In the folder that bench/run.ts removes when it is ended.
  const dataDir = join(import.meta.dirname, ".data", String(process.pid), "past");
  mkdirSync(dataDir, { recursive: true });
  const entry = join(import.meta.dirname, "past.worker.ts");
  const server = await startWorker({ entry, className: "Past", binding: "PAST" }, { dataDir, port: 0, metered: false });
  const url = server.url.replace("ws", "http");
  const ask = async (path: string, body?: string) => {
    const answer = await fetch(`${url}/${path}`, body === undefined ? {} : { method: "POST", body });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  };
  try {
    await ask("begin", "word ".repeat(beside / 5));
    const texts = new Map<number, string>();
    const versions = chosen(patches.length);
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
    const sizes = JSON.parse(await ask("sizes")) as Record<"log" | "keyframes" | "library" | "rows", number>;
    const round = await open(Array<number>(100).fill(0));
    const random = await open(versions);
    const slider = await open(Array.from({ length: 1_000 }, (_, i) => Math.floor(patches.length / 3) + 20 * i));
    const start = performance.now();
    const { ok, checked } = JSON.parse(await ask("verify")) as { ok: boolean; checked: number };
    const verifying = performance.now() - start;
    if (!ok) throw new Error("the log is not as it was written");
    await ask("reborn", "");
    const reborn = await open(versions);
    const thousands = patches.length / 1_000;
    const lines = [
      `past: ${patches.length} edits${beside > 0 ? `, beside a file of ${beside} characters` : ""}, in workerd`,
      `  one version, round trip alone   ${shown(round)}`,
      `  1,000 random versions           ${shown(random)}`,
      `  1,000 along a slider            ${shown(slider)}`,
      `  1,000 random after a rebirth    ${shown(reborn)}`,
      `  verify, ${checked} edits          ${verifying.toFixed(0)} ms`,
      `  kept per 1,000 edits            object: log ${perThousand(sizes.log)}, keyframes ${perThousand(sizes.keyframes)}; ` +
        `D1: ${perThousand(sizes.library)} with the present state`,
      `  rows written per 1,000 edits    ${(sizes.rows / thousands).toFixed(0)}, 16 edits to a commit`,
    ];
    console.log(lines.join("\n"));
    function perThousand(bytes: number): string {
      return `${(bytes / thousands).toFixed(0)} B`;
    }
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Random ones, the same in every run. */
function chosen(most: number): Set<number> {
  const versions = new Set<number>();
  for (let random = 1; versions.size < OPENED;) {
    random = (random * 48_271) % 2_147_483_647;
    versions.add(1 + (random % most));
  }
  return versions;
}

function shown(times: readonly number[]): string {
  const at = (part: number) => (times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`;
}
