// Replaces what was found, in one place, one file or all: in each file an edit like any other, which the room orders among
// others'. Each is one step for undo; the toast takes all of them back together.
import { ChangeSet, type Text } from "@codemirror/state";
import { textOf } from "#collab/changes";
import { diffTexts } from "#collab/diff-texts";
import { TEXT_LENGTH_MAX } from "#protocol/limits";
import type { FileId } from "#protocol/project";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import type { FileSearch } from "./file-search";
import type { Span } from "./search-query";

type Replaced = { file: FileId; before: Text; changes: ChangeSet; count: number };

/** Others may type while the places are looked up; then they are looked up again. */
const TRIES_MAX = 20;

export async function replace(
  session: RoomSession,
  search: FileSearch,
  files: readonly FileId[],
  only?: Span,
): Promise<void> {
  const done: Replaced[] = [];
  const missed: string[] = [];
  for (const file of files) {
    const outcome = await replaceIn(session, search, file, only);
    if (typeof outcome === "string") missed.push(outcome);
    else if (outcome) done.push(outcome);
  }
  const count = done.reduce((sum, one) => sum + one.count, 0);
  const words = `Replaced ${count === 1 ? "one place" : `${count} places`} in ${done.length === 1 ? "one file" : `${done.length} files`}.`;
  showToast({
    text: [...(count > 0 ? [words] : []), ...new Set(missed)].join(" ") || "There is nothing to replace any more.",
    ...(count > 0 && { action: { label: "Undo", run: () => void takeBack(session, done) } }),
  });
}

/** Undefined where there was nothing to replace, words where it could not be done. */
async function replaceIn(
  session: RoomSession,
  search: FileSearch,
  file: FileId,
  only?: Span,
): Promise<Replaced | string | undefined> {
  try {
    let text = await session.textWhenHere(file);
    for (let tries = 0; text && tries < TRIES_MAX; tries++) {
      const before: Text = text;
      const { query } = search;
      const answer = await search.line.ask({
        type: "replace",
        query,
        template: search.replacement.peek(),
        text: before.toString(),
        ...(only && { only }),
      });
      if (answer === "slow") return "The pattern takes too long.";
      if (answer.type !== "replaced" || answer.splices.length === 0) return undefined;
      text = session.textOf(file);
      if (text !== before) continue;
      const changes = ChangeSet.of(
        answer.splices.map(({ from, to, insert }) => ({ from, to, insert: textOf(insert) })),
        before.length,
      );
      if (changes.newLength > TEXT_LENGTH_MAX) return "One file would become longer than a file can be.";
      session.editFile(file, changes);
      return { file, before, changes, count: answer.splices.length };
    }
    return "A file could not be reached.";
  } finally {
    session.letGo(file);
  }
}

// What was written there since stays: the way back is mapped over it.
async function takeBack(session: RoomSession, done: readonly Replaced[]): Promise<void> {
  for (const { file, before, changes } of done) {
    const now = await session.textWhenHere(file);
    if (now) {
      const since = diffTexts(changes.apply(before).toString(), now.toString());
      session.editFile(file, changes.invert(before).map(since));
    }
    session.letGo(file);
  }
}
