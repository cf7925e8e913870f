// Recorded editing sessions in the format of https://github.com/josephg/editing-traces, gzipped. Positions are UTF-16
// units: no trace that is read here has a character above U+FFFF.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Position, length of what goes, text that comes. */
export type Patch = [position: number, deleted: number, inserted: string];

/** One writer. The patches of a transaction apply one after another. */
export type SequentialTrace = { startContent: string; endContent: string; txns: { time: string; patches: Patch[] }[] };

/** Several at once: a transaction's positions are those of the text that holds its parents and all that led to them. */
export type ConcurrentTrace = {
  kind: "concurrent";
  startContent?: string;
  endContent: string;
  numAgents: number;
  txns: { parents: number[]; agent: number; patches: Patch[] }[];
};

export const tracesDir = process.env["TRACES_DIR"] ?? join(import.meta.dirname, "../../shared/traces");

/** Whether the trace is there. If not, it is said where to get it. */
export function hasTrace(name: string): boolean {
  const there = existsSync(join(tracesDir, `${name}.json.gz`));
  if (!there) {
    console.warn(
      `NOT RUN: ${name}.json.gz is not in ${tracesDir}. Get it from https://github.com/josephg/editing-traces ` +
        "and set TRACES_DIR to the folder.",
    );
  }
  return there;
}

export function readTrace<Trace extends SequentialTrace | ConcurrentTrace>(name: string, folder = tracesDir): Trace {
  return JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString()) as Trace;
}

/** For each transaction how many of each agent's its author had seen, its own earlier ones included. */
export function seenBy({ txns, numAgents }: ConcurrentTrace): number[][] {
  const after: number[][] = []; // with the transaction itself
  const sent = Array.from({ length: numAgents }, () => 0);
  return txns.map(({ parents, agent }) => {
    const seen = Array.from({ length: numAgents }, (_, one) =>
      Math.max(0, ...parents.map((parent) => after[parent]![one]!)),
    );
    if (seen[agent] !== sent[agent]) throw new Error("An author has not seen her own last edit");
    after.push(seen.with(agent, ++sent[agent]!));
    return seen;
  });
}
