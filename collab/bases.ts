// What messages rest on: the text that their sender had before it, and what came since that the sender had not seen.
import type { ChangeSet, Text } from "@codemirror/state";
import type { Place } from "#collab/attention";
import type { Foreign } from "#collab/bridge";
import { splitsPair } from "#collab/changes";
import type { Connection } from "#collab/connection";
import type { EditLog, LoggedTextEdit } from "#collab/edit-log";
import { refusal, splitPair, unknownFile } from "#collab/refusal";
import type { Refusal, RoomState } from "#collab/room-events";
import { rangeOver } from "#collab/room-talk";
import { LAG_MAX } from "#protocol/limits";
import type { FileId } from "#protocol/project";

/** A file, the length of the text that the sender names positions in, and what these are to be mapped over. */
export type Behind = { file: FileId; text: Text; others: readonly Foreign[]; length: number };

export class Bases {
  /** Others' edits that messages were mapped over so far, or what takes as long: what a message costs besides its length. */
  mapped = 0;
  readonly #state: Readonly<RoomState>;
  readonly #log: EditLog;
  #published: { version: number; text: Text };
  // The main texts after each edit that is not published yet: what a whole-text client will have been told next.
  #unpublished: { version: number; text: Text }[] = [];

  constructor(state: Readonly<RoomState>, log: EditLog) {
    this.#state = state;
    this.#log = log;
    this.#published = { version: state.version, text: state.project.main };
  }

  /** What all have been told: who names no version rests on it. */
  get published(): { readonly version: number; readonly text: Text } {
    return this.#published;
  }

  accepted(): void {
    this.#unpublished.push({ version: this.#state.version, text: this.#state.project.main });
  }

  publishedThrough(version: number): void {
    this.#published = this.#unpublished.findLast((edit) => edit.version <= version) ?? this.#published;
    this.#unpublished = this.#unpublished.filter((edit) => edit.version > version);
  }

  /**
   * What came since `base` and the sender had not seen, in the coordinates behind its own edits that it typed ahead.
   * To a whole text that stands alone its sender's own edits since `base` are like others'.
   */
  unseen(
    { bridge, member, shadow }: Connection,
    base: number,
    alone = false,
    until = Infinity,
  ): { others: readonly Foreign[] } | Refusal {
    const { version } = this.#state;
    if (base > version) return refusal("version_unknown", `The room is at version ${version}`);
    if (version - base > LAG_MAX)
      return refusal("version_unknown", `Version ${base} is too far behind version ${version}`);
    const ahead = bridge && base < bridge.through && !alone ? bridge : undefined;
    const all = this.#log.since(Math.max(base, ahead?.through ?? 0));
    const later = all?.filter((edit): edit is LoggedTextEdit => edit.changes !== undefined && edit.version <= until);
    if (!later) return refusal("version_unknown", `The log does not reach back to version ${base}`);
    // Own edits that no bridge spans: typed ahead, and the room's memory of what they were mapped over is gone.
    // The client joins again with `since`, and loses nothing by it.
    const isOwn = (edit: LoggedTextEdit) => edit.user === member.user;
    const firstForeign = later.findIndex((edit) => !isOwn(edit));
    const unspanned = alone
      ? !shadow && later.some(isOwn)
      : firstForeign >= 0 && later.findLastIndex(isOwn) > firstForeign;
    if (unspanned)
      return refusal("version_unknown", "Join again with since: the room no longer knows what you had seen");
    const newer = alone ? later : later.filter((edit) => !isOwn(edit));
    const others = ahead ? [...ahead.others.filter((other) => other.version > base), ...newer] : newer;
    this.mapped += others.length;
    return { others };
  }

  /** For positions that a message names in a file. */
  behind(connection: Connection, named: FileId | string | undefined, base: number): Behind | Refusal {
    const found = this.#state.project.named(named);
    if (!found) return unknownFile;
    const unseen = this.unseen(connection, base);
    if ("refused" in unseen) return unseen;
    const others = unseen.others.filter((edit) => edit.file === found.file);
    return { ...found, others, length: lengthBefore(others, found) };
  }

  /** Where a range is now that its sender saw at a version. */
  rangeNow(connection: Connection, given: Named): (Place & { text: Text }) | Refusal {
    const found = this.behind(connection, given.file, given.version);
    if ("refused" in found) return found;
    const { file, text, others, length } = found;
    if (given.from > given.to || given.to > length) return refusal("bad_position", `The text has ${length} units`);
    const { from, to } = others.reduce((at, { changes }) => rangeOver(at, changes), given);
    return splitsPair(text, from) || splitsPair(text, to) ? splitPair : { file, from, to, text };
  }
}

type Named = { file?: FileId | string | undefined; from: number; to: number; version: number };

/** The length that a file's text had before what its sender has not seen. */
export const lengthBefore = (
  unseen: readonly { file: FileId; changes: ChangeSet }[],
  { file, text }: { file: FileId; text: Text },
): number => unseen.find((other) => other.file === file)?.changes.length ?? text.length;
