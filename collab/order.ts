// The one order of a room's edits: each is the next version, and everybody is told of it.
import type { ChangeSet, Text } from "@codemirror/state";
import type { Bases } from "#collab/bases";
import { diffOf, splitsAnyPair } from "#collab/changes";
import {
  applyEdit,
  type Authorship,
  type LoggedEdit,
  type LoggedTextEdit,
  type TextEdit,
  type TreeEdit,
} from "#collab/edit-log";
import { tooLong } from "#collab/file-wishes";
import type { Project } from "#collab/project";
import { refusal, splitPair } from "#collab/refusal";
import type { ConnectionId, Effect, Refusal, RoomMember, RoomState } from "#collab/room-events";
import type { RoomTalk } from "#collab/room-talk";
import type { Roster } from "#collab/roster";
import { PROJECT_LENGTH_MAX, TEXT_LENGTH_MAX } from "#protocol/limits";
import { type FileEntry, MAIN_FILE } from "#protocol/project";
import type { RoomMessage } from "#protocol/socket";

export class Order {
  readonly #state: RoomState;
  readonly #roster: Roster;
  readonly #bases: Bases;
  readonly #talk: RoomTalk;

  constructor(state: RoomState, roster: Roster, bases: Bases, talk: RoomTalk) {
    this.#state = state;
    this.#roster = roster;
    this.#bases = bases;
    this.#talk = talk;
  }

  /** The next edit, of somebody in the room; to be appended and told. */
  accept(member: RoomMember, sequence: number, time: number, { file, changes }: TextEdit): LoggedTextEdit {
    const edit = { ...this.#next({ user: member.user }, sequence, time), file, changes };
    this.#accepted(edit);
    if (sequence > 0) {
      member.sequence = sequence;
      member.sequenceVersion = edit.version;
    }
    return edit;
  }

  tell(edit: LoggedTextEdit, author?: ConnectionId): Effect[] {
    const { version, user, file } = edit;
    const message = { type: "code_update", version, user, diff: diffOf(edit.changes) } as const;
    const except = author === undefined ? {} : { except: author };
    if (file !== MAIN_FILE) {
      return [
        { type: "broadcast", to: this.#roster.projectReaders, ...except, message: { ...message, file } },
        ...this.#passedOver(edit, author),
      ];
    }
    const effects: Effect[] = [{ type: "broadcast", to: this.#roster.diffReaders, ...except, message }];
    for (const { id, wholeTexts } of this.#roster.connections)
      if (wholeTexts && id !== author) effects.push({ type: "send_text", to: id, user });
    return effects;
  }

  /** By nobody's hand in the room. */
  acceptOutside(by: Signature, { file, changes }: TextEdit, time: number): Effect[] {
    const edit = { ...this.#next(by, 0, time), file, changes };
    this.#accepted(edit);
    return [{ type: "append", edit }, ...this.tell(edit)];
  }

  acceptTree(by: Signature, tree: TreeEdit["tree"], time: number, request?: string): Effect[] {
    if (tree.length === 0) return [];
    const edit = { ...this.#next(by, 0, time), tree };
    this.#apply(edit);
    const { version, user } = edit;
    const asked = request !== undefined && { request };
    const message: RoomMessage = { type: "files_update", version, user, files: entriesOf(tree), ...asked };
    return [
      { type: "append", edit },
      { type: "broadcast", to: this.#roster.projectReaders, message },
      ...this.#passedOver(edit),
    ];
  }

  // Who knows only the main file learns that there is one more version, so that its versions have no gaps.
  #passedOver({ version, user }: LoggedEdit, author?: ConnectionId): Effect[] {
    const { mainReaders } = this.#roster;
    if (mainReaders.length === 0) return [];
    const message: RoomMessage = { type: "code_update", version, user, diff: [] };
    return [{ type: "broadcast", to: mainReaders, ...(author !== undefined && { except: author }), message }];
  }

  #next = (by: Signature, sequence: number, time: number) => ({
    version: this.#state.version + 1,
    ...by,
    sequence,
    time,
  });

  #accepted(edit: LoggedTextEdit): void {
    this.#apply(edit);
    this.#talk.edited(edit);
    this.#roster.edited(edit);
  }

  #apply(edit: LoggedEdit): void {
    applyEdit(this.#state.project, edit);
    this.#state.version = edit.version;
    this.#bases.accepted();
  }
}

export type Signature = Pick<Authorship, "user" | "author">;

/** Files as they are told: without what new ones begin with. */
export const entriesOf = (tree: TreeEdit["tree"]): FileEntry[] => tree.map(({ text: _text, ...entry }) => entry);

/** Why `text` cannot become what the changes make of it. */
export function refusedAsTooMuch(project: Project, text: Text, changes: ChangeSet): Refusal | undefined {
  if (changes.newLength > TEXT_LENGTH_MAX) return refusal("too_large", `A text holds at most ${TEXT_LENGTH_MAX} units`);
  const grown = refusedAsGrown(project, grownBy(changes));
  if (grown) return grown;
  if (splitsAnyPair(changes, text)) return splitPair;
  return undefined;
}

export const grownBy = (changes: ChangeSet): number => changes.newLength - changes.length;

/** Why the texts cannot be longer together by so many units. */
export const refusedAsGrown = (project: Project, grown: number): Refusal | undefined =>
  grown > 0 && project.length + grown > PROJECT_LENGTH_MAX ? refusal("too_large", tooLong) : undefined;
