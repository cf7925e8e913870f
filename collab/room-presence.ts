// Where people are, what they look at and do: told to those who are here, and stored nowhere but in attachments.
import { Looks, mayFollow, type Place, withDoing, withFollows } from "#collab/attention";
import type { Bases } from "#collab/bases";
import { splitsPair } from "#collab/changes";
import { attachmentOf, caretsOnWire, type Connection } from "#collab/connection";
import { type Carets, caretsOver, caretsWithin } from "#collab/presence";
import { refusal, refuse, splitPair } from "#collab/refusal";
import type { Effect, Refusal, RoomState } from "#collab/room-events";
import type { Roster } from "#collab/roster";
import type { Doing } from "#protocol/attention";
import { MAIN_FILE } from "#protocol/project";
import type { ClientMessage, RoomMessage } from "#protocol/socket";

export class RoomPresence {
  readonly #state: Readonly<RoomState>;
  readonly #roster: Roster;
  readonly #bases: Bases;
  readonly #looks = new Looks();

  constructor(state: Readonly<RoomState>, roster: Roster, bases: Bases) {
    this.#state = state;
    this.#roster = roster;
    this.#bases = bases;
  }

  cursorUpdate(connection: Connection, message: Extract<ClientMessage, { type: "cursor_update" }>): Effect[] {
    const { id, member } = connection;
    const { position, selection } = message;
    const base = message.version ?? this.#bases.published.version;
    const found = this.#bases.behind(connection, message.file, base);
    if ("refused" in found) return refuse(id, found);
    const { file, text, others, length } = found;
    const given = selection?.length ? selection : [{ anchor: position, head: position }];
    if (given.some(({ anchor, head }) => anchor > length || head > length) || position > length) {
      return refuse(id, refusal("bad_position", `The text has ${length} units`));
    }
    const carets = others.reduce<Carets>((at, edit) => caretsOver(at, edit.changes), given);
    if (carets.some(({ anchor, head }) => splitsPair(text, anchor) || splitsPair(text, head))) {
      return refuse(id, splitPair);
    }
    connection.carets = caretsWithin(carets, text.length);
    connection.caretsFile = file;
    const { version } = this.#state;
    const told = { user: member.user, version, ...caretsOnWire(connection.carets, file) };
    return [
      this.#attached(connection),
      {
        type: "broadcast",
        to: file === MAIN_FILE ? this.#roster.everyone : this.#roster.projectReaders,
        except: id,
        message: { type: "cursor_update", ...told },
      },
    ];
  }

  does(connection: Connection, doing: Doing, since: number): Effect[] {
    connection.attention = withDoing(connection.attention, doing, since);
    return this.#attentive(connection, { type: "doing", doing, since, user: connection.member.user });
  }

  follows(connection: Connection, leader: number | undefined): Effect[] {
    const { user } = connection.member;
    const { connections } = this.#roster;
    const here = connections.some(({ member }) => member.user === leader);
    const followsOf = (one: number) => connections.find(({ member }) => member.user === one)?.attention.follows;
    const may = leader !== undefined && here && mayFollow(followsOf, user, leader);
    const follows = may ? leader : undefined;
    connection.attention = withFollows(connection.attention, follows);
    return this.#attentive(connection, { type: "follow", user, ...(follows !== undefined && { follows }) });
  }

  looksAt(connection: Connection, message: Extract<ClientMessage, { type: "view" | "look" }>, time: number): Effect[] {
    const { id, member } = connection;
    const place = this.#placeNow(connection, message);
    const refused = "refused" in place ? place : message.type === "look" && this.#looks.refused(id, time);
    if (refused) return refuse(id, refused);
    const isMeant = (other: Connection) =>
      message.type === "view"
        ? other.attention.follows === member.user
        : other.member !== member && (message.user ?? other.member.user) === other.member.user;
    const readers = new Set(this.#roster.projectReaders);
    const to = this.#roster.connections.filter((other) => readers.has(other.id) && isMeant(other));
    if (to.length === 0) return [];
    const told = { type: message.type, user: member.user, version: this.#state.version, ...(place as Place) };
    return [{ type: "broadcast", to: to.map((other) => other.id), message: told }];
  }

  // What is no text is looked at as a whole.
  #placeNow(connection: Connection, message: Place & { version: number }): Place | Refusal {
    const entry = this.#state.project.get(message.file)?.entry;
    if (entry?.kind === "asset") return { file: message.file, from: 0, to: 0 };
    const range = this.#bases.rangeNow(connection, message);
    return "refused" in range ? range : { file: range.file, from: range.from, to: range.to };
  }

  #attentive(connection: Connection, message: RoomMessage): Effect[] {
    return [this.#attached(connection), { type: "broadcast", to: this.#roster.projectReaders, message }];
  }

  #attached(connection: Connection): Effect {
    return { type: "attach", to: connection.id, attachment: attachmentOf(connection, this.#state.version) };
  }
}
