// What shows that nobody has changed the room's history: its hash chain gone through again, and all of it written out so
// that others can do the same without us (examples/verify-log.mjs).
//
// Both go through the log in parts, and let the room do its work between two.
import { canonicalFiles, canonicalLine } from "#collab/canonical";
import { applyEdit, type LoggedEdit } from "#collab/edit-log";
import type { RoomState } from "#collab/room-events";
import { Chain, chainStart, linkBefore, sha256 } from "#party/chain";
import { differenceOf } from "#party/project-difference";
import type { RoomStore } from "#party/room-store";
import { PART_EDITS } from "#party/turns";

/** `version`: the last one that the fault may be at. */
export type LogFault = { version: number; what: string };

/** `head` is the chain's at `version`, as computed; `checked` counts edits. */
export type Verification = { ok: boolean; version: number; head: string; checked: number; faults: LogFault[] };

/** Faults that are told; where there are more, nothing is right. */
const FAULTS_MAX = 20;

function* partsOf(edits: readonly LoggedEdit[]): Generator<readonly LoggedEdit[]> {
  for (let from = 0; from < edits.length; from += PART_EDITS) yield edits.slice(from, from + PART_EDITS);
}

/** Computes all of it anew from what is stored. Heads that were never stored are, if nothing is wrong. */
export async function verify(store: RoomStore, state: Readonly<RoomState>): Promise<Verification> {
  const { version } = state;
  const present = { project: state.project.copy(), language: state.language };
  const faults: LogFault[] = [];
  const first = store.beginning();
  if (!first) return { ok: false, version, head: "", checked: 0, faults: [{ version: 0, what: "no beginning" }] };
  const { project } = first;
  const unknown: { version: number; head: string }[] = [];
  let chain = new Chain({ version: 0, head: chainStart(project) });
  let replays = true;
  let [at, checked] = [0, 0];
  while (at < version && faults.length < FAULTS_MAX) {
    const stored = store.log.stored(at);
    if (!stored) {
      faults.push({ version: at + 1, what: "the log ends before the room's version" });
      replays = false;
      break;
    }
    const through = Math.min(stored.through, version);
    const edits = densely(stored, at, through, faults);
    for (const part of partsOf(edits)) {
      for (const edit of part) replays &&= replayed(() => applyEdit(project, edit), edit.version, faults);
      chain.add(part);
      await store.turns.next();
    }
    checked += edits.length;
    if (edits.length < through - at) replays = false;
    const link = linkBefore(through);
    // What was sealed while this went on ends behind `version`, and so does its head.
    const whole = stored.through === through;
    if (whole && stored.head !== null && (chain.link.version !== link || chain.link.head !== stored.head)) {
      faults.push({ version: link, what: "the edits up to here are not those that the stored hash is of" });
      // What comes after is held against what is stored.
      chain = new Chain({ version: link, head: stored.head }).add(edits.filter((edit) => edit.version > link));
    } else if (whole && stored.head === null && link > at) unknown.push({ version: through, head: chain.link.head });
    at = through;
  }
  const different = replays ? differenceOf({ ...first, project }, present) : undefined;
  if (different !== undefined)
    faults.push({ version, what: `the log does not lead to file ${different} as it is now` });
  const ok = faults.length === 0;
  if (ok) for (const known of unknown) store.log.keepHead(known.version, known.head);
  return { ok, version, head: chain.head, checked, faults };
}

// The edits from `at` up to `through`, as far as they are there.
function densely(
  stored: { edits: () => LoggedEdit[] },
  at: number,
  through: number,
  faults: LogFault[],
): readonly LoggedEdit[] {
  let edits: LoggedEdit[];
  try {
    edits = stored.edits().filter((edit) => edit.version <= through);
  } catch {
    faults.push({ version: through, what: "a part of the log cannot be decoded" });
    return [];
  }
  const gap = edits.findIndex((edit, i) => edit.version !== at + 1 + i);
  if (gap < 0 && edits.length === through - at) return edits;
  const missing = at + 1 + (gap < 0 ? edits.length : gap);
  faults.push({ version: missing, what: "the edit is missing" });
  return gap < 0 ? edits : edits.slice(0, gap);
}

function replayed(apply: () => void, version: number, faults: LogFault[]): boolean {
  try {
    apply();
    return true;
  } catch {
    faults.push({ version, what: "the edit does not fit the files before it" });
    return false;
  }
}

/** All of it as lines of JSON: how the room began, each edit (collab/canonical.ts), and what must come out. */
export async function* exportLog(store: RoomStore, state: Readonly<RoomState>): AsyncGenerator<string> {
  const { version, title } = state;
  const first = store.beginning();
  if (!first) throw new Error("Nobody knows any more how the room began");
  const { project } = first;
  const begun = { format: "tandem log", formatVersion: 2, title, version };
  yield `${JSON.stringify(begun).slice(0, -1)},"files":${canonicalFiles(project)}}\n`;
  const chain = new Chain({ version: 0, head: chainStart(project) });
  for (let at = 0; at < version;) {
    const stored = store.log.stored(at);
    const edits = stored?.edits().filter((edit) => edit.version <= version) ?? [];
    if (edits.length === 0) throw new Error(`The log ends at version ${at}`);
    at += edits.length;
    for (const part of partsOf(edits)) {
      for (const edit of part) applyEdit(project, edit);
      chain.add(part);
      yield part.map((edit) => `${canonicalLine(edit)}\n`).join("");
      await store.turns.next();
    }
  }
  const files = [...project.files()].map(({ entry: { file, path, kind, deleted, asset }, text }) => ({
    file,
    path,
    deleted,
    sha256: kind === "text" ? sha256(text.toString()) : asset?.hash,
  }));
  yield `${JSON.stringify({ version, head: chain.head, files })}\n`;
}
