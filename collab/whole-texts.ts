// What whole texts say: the edit behind a text that somebody made of an earlier one.
import type { ChangeSet } from "@codemirror/state";
import type { Bases } from "#collab/bases";
import { rebaseOver } from "#collab/bridge";
import { textOf } from "#collab/changes";
import type { Connection, Shadow } from "#collab/connection";
import { diffTexts } from "#collab/diff-texts";
import { type EditLog, editsOf, type TextEdit } from "#collab/edit-log";
import { refusedAsTooMuch } from "#collab/order";
import { refusal, unknownFile } from "#collab/refusal";
import type { Refusal, RoomState } from "#collab/room-events";
import { LAG_MAX } from "#protocol/limits";
import type { FileId } from "#protocol/project";

/**
 * True when a whole text goes on from the last one of its sender, whose ack it had not seen: nothing that it was told
 * since that one, up to the version it names, put another text in its place.
 */
export function restsOnOwn({ shadow, bridge }: Connection, version: number | undefined, published: number): boolean {
  if (!shadow || !bridge) return false;
  if (version === undefined) return bridge.through > published;
  return version < bridge.through && (version === shadow.base || shadow.untold.includes(version));
}

/** The difference to the sender's own last text, to the text at the version it names, or to the one last sent to it. */
export function changesOfWhole(
  own: Shadow | undefined,
  { version, code }: { version?: number | undefined; code: string },
  { published }: Bases,
  log: EditLog,
): ChangeSet | undefined {
  const base = own?.text ?? (version === undefined ? published.text : log.projectAt(version)?.main);
  return base && diffTexts(base.toString(), code);
}

export const shadowOf = (
  before: Shadow | undefined,
  code: string,
  base: number,
  untold: readonly number[],
): Shadow => ({
  text: textOf(code),
  base,
  untold: [...(before?.untold.filter((version) => version > base) ?? []), ...untold],
});

/** What leads from a file's text as it is to one that somebody outside made from it as it was at `base`. */
export function replacing(
  { version, project }: Readonly<RoomState>,
  log: EditLog,
  named: FileId | undefined,
  code: string,
  base = version,
): TextEdit | Refusal {
  const found = project.named(named);
  if (!found) return unknownFile;
  const { file, text } = found;
  const known = base <= version && version - base <= LAG_MAX;
  const since = known ? log.since(base) : undefined;
  const before = since && (base === version ? text : log.projectAt(base)?.text(file));
  if (!since || !before) return refusal("version_unknown", `Version ${base} is not known; the room is at ${version}`);
  const given = { file, changes: diffTexts(before.toString(), code) };
  const { changes } = rebaseOver(0, given, editsOf(since, file));
  return refusedAsTooMuch(project, text, changes) ?? { file, changes };
}
