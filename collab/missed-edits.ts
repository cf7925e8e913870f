// What a join with `since` is told in the place of the texts.
import type { ChangeSet } from "@codemirror/state";
import { diffOf, goesOn } from "#collab/changes";
import type { EditLog, LoggedEdit } from "#collab/edit-log";
import type { FileChange, Project } from "#collab/project";
import type { Join, RoomMember, RoomState } from "#collab/room-events";
import { LAG_MAX, MISSED_LENGTH_MAX } from "#protocol/limits";
import { type FileEntry, type FileId, MAIN_FILE } from "#protocol/project";
import type { EditRun } from "#protocol/socket";

/** Edits that are composed for one join; past this the texts themselves are the quicker answer. */
const COMPOSED_MAX = 5_000;

/**
 * The edits since the join's `since`; others' typing in one go is told as one. The receiver's own stand alone: each is
 * an ack, and says which of its unconfirmed edits the room has. Of files that it does not have the texts are left out.
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
  const has = join.project ? new Set([MAIN_FILE, ...(join.open ?? [])]) : new Set([MAIN_FILE]);
  const told = edits.map((edit) => toldOf(edit, has, join.project));
  if (told.reduce((sum, { changes }) => sum + insertedLength(changes), 0) > MISSED_LENGTH_MAX) return undefined;
  return join.settled ? missedAtOnce(told, since, room.version) : missedOneByOne(told, member);
}

/** Entries of files as they are told. */
export const entriesOnWire = (project: Project): FileEntry[] => [...project.files()].map(({ entry }) => entry);

/** What the receiver learns of an edit: its changes, its files, or only that it was. */
type Told = {
  version: number;
  user: number;
  sequence: number;
  file: FileId;
  changes?: ChangeSet | undefined;
  tree?: readonly FileChange[] | undefined;
};

function toldOf(edit: LoggedEdit, has: ReadonlySet<FileId>, project: boolean): Told {
  const { version, user, sequence } = edit;
  const known = edit.changes && has.has(edit.file);
  return {
    version,
    user,
    sequence,
    file: known ? edit.file : MAIN_FILE,
    changes: known ? edit.changes : undefined,
    tree: project ? edit.tree : undefined,
  };
}

type Run = Told & { from: number };

function missedOneByOne(edits: readonly Told[], member: RoomMember): EditRun[] {
  const runs: Run[] = [];
  for (const edit of edits) {
    const last = runs.at(-1);
    if (last && edit.user !== member.user && last.user === edit.user && continues(last, edit)) {
      if (last.changes && edit.changes) last.changes = last.changes.compose(edit.changes);
      last.version = edit.version;
    } else runs.push({ ...edit, from: edit.version - 1 });
  }
  return runs.map(({ from, version, user, sequence, file, changes, tree }) => ({
    from,
    version,
    user,
    diff: changes ? diffOf(changes) : [],
    ...(file !== MAIN_FILE && { file }),
    ...(tree && { files: tree.map(withoutText) }),
    ...(user === member.user && sequence > 0 && { sequence }),
  }));
}

function continues(run: Run, edit: Told): boolean {
  if (run.tree || edit.tree) return false;
  if (!run.changes || !edit.changes) return !run.changes && !edit.changes;
  return run.file === edit.file && goesOn(run.changes, edit.changes);
}

// All of it as one run, signed by nobody.
function missedAtOnce(edits: readonly Told[], since: number, version: number): EditRun[] {
  if (edits.length === 0) return [];
  const changes = new Map<FileId, ChangeSet[]>();
  const entries = new Map<FileId, FileEntry>();
  for (const { file, changes: one, tree } of edits) {
    const before = changes.get(file);
    if (one && before) before.push(one);
    else if (one) changes.set(file, [one]);
    for (const change of tree ?? []) entries.set(change.file, withoutText(change));
  }
  const diffs = [...changes].map(([file, all]) => ({ file, diff: diffOf(composed(all)) }));
  const main = diffs.find(({ file }) => file === MAIN_FILE);
  const also = diffs.filter((one) => one !== main);
  return [
    {
      from: since,
      version,
      user: 0,
      diff: main?.diff ?? [],
      ...(also.length > 0 && { also }),
      ...(entries.size > 0 && { files: [...entries.values()] }),
    },
  ];
}

// In pairs of pairs: one by one would cost the square of their number.
function composed(all: readonly ChangeSet[]): ChangeSet {
  const [first, ...rest] = all;
  if (!first) throw new Error("Nothing to compose");
  if (rest.length === 0) return first;
  const half = all.length >> 1;
  return composed(all.slice(0, half)).compose(composed(all.slice(half)));
}

const withoutText = ({ text: _text, ...entry }: FileChange): FileEntry => entry;

function insertedLength(changes: ChangeSet | undefined): number {
  let length = 0;
  changes?.iterChanges((_from, _to, start, end) => (length += end - start));
  return length;
}
