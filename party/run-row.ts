// A run that has ended, as the library keeps it: the end of what it read and wrote.
import { joinedEntries, tailOf } from "#collab/run-transcript";
import type { RunRow } from "#db/runs";
import type { StoredRun } from "#party/run-store";
import { RUN_TAIL_LENGTH_MAX } from "#protocol/limits";
import type { RunResult } from "#protocol/run";

export function rowOf(roomId: string, { kept, transcript }: StoredRun, result: RunResult): RunRow {
  const { id, file = null, path = null, ...head } = kept.head;
  const { detail, ...figures } = result;
  const tail = joinedEntries(transcript.entries);
  let { skipped } = transcript;
  let length = tail.reduce((sum, { text }) => sum + text.length, 0);
  for (let first = tail[0]; first && length > RUN_TAIL_LENGTH_MAX; first = tail[0]) {
    const before = first.text.length;
    first.text = tailOf(first.text, Math.max(0, before - (length - RUN_TAIL_LENGTH_MAX)));
    if (first.text === "") tail.shift();
    skipped += before - first.text.length;
    length -= before - first.text.length;
  }
  return {
    id,
    roomId,
    ...head,
    file,
    path,
    ...figures,
    detail: detail ?? null,
    input: kept.input,
    transcript: JSON.stringify(tail.slice(-ENTRIES_MAX)),
    skipped,
  };
}

/** Of a program that writes to both streams in turn, byte by byte. */
const ENTRIES_MAX = 2_000;
