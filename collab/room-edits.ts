// Edits of texts as people in the room send them: by diffs that rest on a version, or as whole texts.
import type { ChangeSet } from "@codemirror/state";
import { type Bases, lengthBefore } from "#collab/bases";
import { type Rebased, rebaseOver } from "#collab/bridge";
import { changesOf, diffOf } from "#collab/changes";
import { aheadOf, type Connection } from "#collab/connection";
import type { EditLog, LoggedTextEdit } from "#collab/edit-log";
import { type Order, refusedAsTooMuch } from "#collab/order";
import { readOnly, refusal, refuse, unknownFile } from "#collab/refusal";
import type { Effect, Refusal, RoomState } from "#collab/room-events";
import { roomUpdate } from "#collab/room-update";
import type { Roster } from "#collab/roster";
import { changesOfWhole, restsOnOwn, shadowOf } from "#collab/whole-texts";
import { AHEAD_MAX } from "#protocol/limits";
import { MAIN_FILE } from "#protocol/project";
import type { CodeUpdate, Splice } from "#protocol/socket";

export class RoomEdits {
  readonly #state: RoomState;
  readonly #log: EditLog;
  readonly #roster: Roster;
  readonly #bases: Bases;
  readonly #order: Order;

  constructor(state: RoomState, log: EditLog, roster: Roster, bases: Bases, order: Order) {
    this.#state = state;
    this.#log = log;
    this.#roster = roster;
    this.#bases = bases;
    this.#order = order;
  }

  codeUpdate(connection: Connection, message: CodeUpdate, time: number): Effect[] {
    const outcome = this.#decided(connection, message, time);
    const { sequence } = message;
    return "refused" in outcome
      ? refuse(connection.id, outcome, sequence === undefined ? {} : { sequence })
      : outcome.effects;
  }

  // identify → already done? → version known? → fits the text? → rebase → limits → accept → tell
  #decided(connection: Connection, message: CodeUpdate, time: number): { effects: Effect[] } | Refusal {
    const { member } = connection;
    const { sequence } = message;
    if (connection.role !== "editor") return readOnly;
    const found = this.#state.project.named(message.file);
    if (!found) return unknownFile;
    const { file, text } = found;
    if (sequence !== undefined) {
      // A client that lost the line before our ack sends the same edit again; (client, sequence) is its name.
      if (sequence <= member.sequence) return { effects: this.#ackAgain(connection, sequence, message) };
      if (sequence > member.sequence + 1) {
        return refusal("sequence_gap", `Sequence ${member.sequence + 1} comes next, not ${sequence}`);
      }
    }
    const whole = "code" in message;
    if (whole && file !== MAIN_FILE) return refusal("unknown_file", "Whole texts are of the main file; send a diff");
    const { published } = this.#bases;
    const base = message.version ?? published.version;
    if (aheadOf(connection, base) >= AHEAD_MAX) {
      return refusal("rate_limited", `${AHEAD_MAX} edits are ahead of version ${base}; wait for their acks`);
    }
    const alone = whole && !restsOnOwn(connection, message.version, published.version);
    const unseen = this.#bases.unseen(connection, base, alone);
    if ("refused" in unseen) return unseen;
    const length = lengthBefore(unseen.others, found);
    const given = whole
      ? changesOfWhole(alone ? undefined : connection.shadow, message, this.#bases, this.#log)
      : changesOf(message.diff, length);
    if (!given || given.length !== length)
      return refusal("bad_position", `The edit does not fit a text of ${length} units`);
    const rebased = rebaseOver(member.user, { file, changes: given }, unseen.others);
    const refused = refusedAsTooMuch(this.#state.project, text, rebased.changes);
    if (refused) return refused;
    const language = whole ? roomUpdate(this.#state, this.#roster, member.user, { language: message.language }) : [];
    // Clients of whole texts send theirs now and then whether or not it changed.
    if (whole && sequence === undefined && given.empty) {
      return { effects: [...language, ...this.#ack(connection, this.#state.version, given, rebased)] };
    }
    const author = this.#roster.rememberAuthor(member);
    const edit = this.#order.accept(member, sequence ?? 0, time, { file, changes: rebased.changes });
    connection.bridge = { through: edit.version, others: rebased.others };
    connection.ahead.push(edit.version);
    connection.shadow = whole
      ? shadowOf(connection.shadow, message.code, base, rebased.others.length === 0 ? [edit.version] : [])
      : undefined;
    return {
      effects: [
        ...author,
        ...language,
        { type: "append", edit },
        // Whose edit it is sees it already: those who do not are told first.
        ...this.#order.tell(edit, connection.id),
        ...this.#ack(connection, edit.version, given, rebased, sequence),
      ],
    };
  }

  #ack(
    { id, wholeTexts }: Connection,
    version: number,
    given: ChangeSet,
    { changes, others }: Rebased,
    sequence?: number,
  ): Effect[] {
    // Who has whole texts is told others' as well, one without this edit: even where they did not move it, it must come back.
    const told = wholeTexts
      ? others.length > 0 && { code: this.#state.project.main.toString() }
      : given !== changes && { diff: diffOf(changes) };
    const named = sequence !== undefined && { sequence };
    return [{ type: "send", to: id, message: { type: "ack", version, ...named, ...told } }];
  }

  #ackAgain(connection: Connection, sequence: number, message: CodeUpdate): Effect[] {
    const { member } = connection;
    const since = this.#log.since(Math.max(0, member.sequenceVersion - RESENT_MAX)) ?? [];
    const original = since.find(
      (edit): edit is LoggedTextEdit => !edit.tree && edit.user === member.user && edit.sequence === sequence,
    );
    if (original && "diff" in message) this.#bridgeAgain(connection, message, original);
    const version = original?.version ?? member.sequenceVersion;
    return [{ type: "send", to: connection.id, message: { type: "ack", version, sequence } }];
  }

  // Who sends all that was in flight again, on a new line or to a room that slept, sends what it typed ahead of, too:
  // from it the room learns again what the edits behind it must be mapped over.
  #bridgeAgain(
    connection: Connection,
    message: Extract<CodeUpdate, { diff: unknown }>,
    original: LoggedTextEdit,
  ): void {
    const { member, bridge } = connection;
    const until = original.version - 1;
    if (message.version > until || (bridge && bridge.through >= original.version)) return;
    const unseen = this.#bases.unseen(connection, message.version, false, until);
    if ("refused" in unseen) return;
    const { file } = original;
    const length = unseen.others.find((other) => other.file === file)?.changes.length ?? original.changes.length;
    const given = changesOf(message.diff, length);
    const rebased = given && rebaseOver(member.user, { file, changes: given }, unseen.others);
    const same = rebased && sameDiff(diffOf(rebased.changes), diffOf(original.changes));
    if (same) connection.bridge = { through: original.version, others: rebased.others };
  }
}

/** How far back a resent edit's own version is looked up; a client has no more than this in flight. */
const RESENT_MAX = 1_000;

function sameDiff(a: readonly Splice[], b: readonly Splice[]): boolean {
  const same = (one: Splice, other: Splice | undefined) =>
    one.start === other?.start && one.end === other.end && one.text === other.text;
  return a.length === b.length && a.every((splice, i) => same(splice, b[i]));
}
