// What a join with `since` is told in the place of the text.
import type { ChangeSet } from "@codemirror/state";
import { diffOf, goesOn } from "#collab/changes";
import type { EditLog, LoggedEdit } from "#collab/edit-log";
import type { Join, RoomMember, RoomState } from "#collab/room-events";
import { LAG_MAX, MISSED_LENGTH_MAX } from "#protocol/limits";
import type { EditRun } from "#protocol/socket";

/** Edits that are composed for one join; past this the text itself is the quicker answer. */
const COMPOSED_MAX = 5_000;

/**
 * The edits since the join's `since`; others' typing in one go is told as one. The receiver's own stand alone: each is
 * an ack, and says which of its unconfirmed edits the room has.
 */
export function missedEdits(
  room: Readonly<RoomState>,
  log: EditLog,
  member: RoomMember,
  join: Join,
): EditRun[] | undefined {
  const { since, epoch } = join;
  if (since === undefined || join.wholeTexts || since > room.version) return undefined;
  if ((epoch !== undefined && epoch !== room.epoch) || room.version - since > LAG_MAX) return undefined;
  const edits = log.since(since);
  if (!edits || (join.settled && edits.length > COMPOSED_MAX)) return undefined;
  if (edits.reduce((sum, { changes }) => sum + insertedLength(changes), 0) > MISSED_LENGTH_MAX) return undefined;
  if (join.settled) return missedAtOnce(edits, since);
  const runs: { from: number; version: number; user: number; changes: ChangeSet; sequence: number }[] = [];
  for (const { version, user, changes, sequence } of edits) {
    const last = runs.at(-1);
    if (last && last.user === user && user !== member.user && goesOn(last.changes, changes)) {
      last.changes = last.changes.compose(changes);
      last.version = version;
    } else runs.push({ from: version - 1, version, user, changes, sequence });
  }
  return runs.map(({ changes, sequence, ...run }) => ({
    ...run,
    diff: diffOf(changes),
    ...(run.user === member.user && sequence > 0 && { sequence }),
  }));
}

function insertedLength(changes: ChangeSet): number {
  let length = 0;
  changes.iterChanges((_from, _to, start, end) => (length += end - start));
  return length;
}

// All of it as one run, signed by nobody. Composed in pairs of pairs: one by one would cost the square of their number.
function missedAtOnce(edits: readonly LoggedEdit[], since: number): EditRun[] {
  let changes = edits.map((edit) => edit.changes);
  while (changes.length > 1) {
    const pairs: ChangeSet[] = [];
    for (let i = 0; i < changes.length; i += 2) {
      const [one, next] = changes.slice(i, i + 2);
      if (one) pairs.push(next ? one.compose(next) : one);
    }
    changes = pairs;
  }
  const [all] = changes;
  return all ? [{ from: since, version: since + edits.length, user: 0, diff: diffOf(all) }] : [];
}
