// The recorded session that the long room is made of; see TRACES_DIR in the README.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

type Trace = { endContent: string; txns: { patches: [pos: number, deleted: number, inserted: string][] }[] };

const directory = resolve(process.env["TRACES_DIR"] ?? join(import.meta.dirname, "../../shared/traces"));
const path = join(directory, "automerge-paper.json.gz");

/** Undefined where the trace is not there. With `edits`, only as many of its beginning. */
export function paperTrace(edits = Infinity): Trace | undefined {
  try {
    const trace = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Trace;
    if (trace.txns.length <= edits) return trace;
    const txns = trace.txns.slice(0, edits);
    let endContent = "";
    for (const { patches } of txns) {
      for (const [pos, deleted, inserted] of patches)
        endContent = endContent.slice(0, pos) + inserted + endContent.slice(pos + deleted);
    }
    return { txns, endContent };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
