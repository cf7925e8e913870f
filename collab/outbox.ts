// What a client could not confirm and is kept when it ends; and what becomes of it in the client's next life.
import { ChangeSet, type Text } from "@codemirror/state";
import { changesOf, rebase } from "#collab/changes";
import type { Output } from "#collab/client-output";
import type { InFlight } from "#collab/client-file";
import { type FileId, MAIN_FILE } from "#protocol/project";
import type { EditRun, RoomMessage } from "#protocol/socket";

export type Init = Extract<RoomMessage, { type: "init" }>;

/** Unconfirmed edits as they are kept outside of memory. `changes` is the JSON form of ChangeSets. */
export type StoredOutbox = {
  epoch: string;
  version: number;
  user: number;
  pending: { sequence: number; changes: unknown; file?: FileId }[];
};

// Edits of an earlier life, mapped over what came since without knowing the text they were made on.
export function placed(
  restored: StoredOutbox,
  message: Init,
  texts: ReadonlyMap<FileId, Text>,
): InFlight[] | undefined {
  if (!message.edits || message.epoch !== restored.epoch || message.user.user !== restored.user) return undefined;
  let pending = restored.pending.map(({ sequence, changes, file = MAIN_FILE }) => ({
    file,
    sequence,
    edits: 1,
    changes: ChangeSet.fromJSON(changes),
  }));
  for (const run of message.edits) {
    const [next] = pending;
    if (!next) break;
    if (run.user === restored.user && run.sequence === next.sequence) {
      pending = pending.slice(1);
      continue;
    }
    for (const { file, diff } of diffsOf(run)) {
      const behind = pending.filter((edit) => edit.file === file);
      const [first] = behind;
      let theirs = first && changesOf(diff, first.changes.length);
      if (first && !theirs) return undefined;
      for (const edit of behind) {
        if (!theirs) break;
        const both = rebase({ user: restored.user, changes: edit.changes }, { user: run.user, changes: theirs });
        edit.changes = both.ours;
        theirs = both.theirs;
      }
    }
  }
  const fits = pending.every(({ file, changes }, i) => {
    const isFirst = pending.findIndex((edit) => edit.file === file) === i;
    return !isFirst || texts.get(file)?.length === changes.length;
  });
  return fits ? pending : undefined;
}

// One for each file that was typed in.
export function unplaced({ pending }: StoredOutbox): Output[] {
  const byFile = Map.groupBy(pending, ({ file = MAIN_FILE }) => file);
  return [...byFile].map(([file, edits]) => {
    const text = edits.map(({ changes }) => insertedBy(ChangeSet.fromJSON(changes))).join("\n");
    return { type: "recovered", file, text, because: "unplaced" };
  });
}

/** All that changes put into a text. */
export function insertedBy(changes: ChangeSet): string {
  const texts: string[] = [];
  changes.iterChanges((_from, _to, _start, _end, inserted) => texts.push(inserted.toString()));
  return texts.filter((text) => text !== "").join("\n");
}

/** What a run of edits did, file by file. */
export const diffsOf = ({ file = MAIN_FILE, diff, also = [] }: EditRun) => [{ file, diff }, ...also];
