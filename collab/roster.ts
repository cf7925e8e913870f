// Who is here, whom the room remembers, and who is told of what.
import { attachmentOf, type Connection, connectionOf, guestName, memberOf, movedBy } from "#collab/connection";
import { withFollows } from "#collab/attention";
import type { LoggedTextEdit } from "#collab/edit-log";
import type { Carets } from "#collab/presence";
import type { Attachment, ConnectionId, Effect, Join, RoomMember, RoomState } from "#collab/room-events";
import { CONNECTIONS_MAX, MEMBERS_MAX, ONLOOKERS_MAX, VIEWERS_MAX } from "#protocol/limits";
import type { RoomMessage } from "#protocol/socket";

export class Roster {
  readonly #state: RoomState;
  readonly #connections = new Map<ConnectionId, Connection>();
  readonly #memberByKey = new Map<string, RoomMember>();
  readonly #memberByUser = new Map<number, RoomMember>();
  // Viewers by their keys: they leave nothing in the room, so they are known while its memory lasts and stored nowhere.
  readonly #onlookerByKey = new Map<string, RoomMember>();
  // Who gets a broadcast; those with whole texts get no diffs. Rebuilt when somebody comes or goes.
  #everyone: readonly ConnectionId[] = [];
  #diffReaders: readonly ConnectionId[] = [];
  // Of them, who knows of all files, and who only of the main one.
  #projectReaders: readonly ConnectionId[] = [];
  #mainReaders: readonly ConnectionId[] = [];

  constructor(state: RoomState) {
    this.#state = state;
    for (const member of state.members) {
      this.#memberByUser.set(member.user, member);
      if (member.key !== undefined) this.#memberByKey.set(member.key, member);
    }
  }

  /** People in the room now: a person with two sockets counts once for each. */
  get count(): number {
    return this.#connections.size;
  }
  get(id: ConnectionId): Connection | undefined {
    return this.#connections.get(id);
  }
  /** The member that a key from outside stands for. */
  memberOf(key: string | undefined): RoomMember | undefined {
    return key === undefined ? undefined : this.#memberByKey.get(key);
  }
  get connections(): readonly Connection[] {
    return [...this.#connections.values()];
  }
  get everyone(): readonly ConnectionId[] {
    return this.#everyone;
  }
  get diffReaders(): readonly ConnectionId[] {
    return this.#diffReaders;
  }
  get projectReaders(): readonly ConnectionId[] {
    return this.#projectReaders;
  }
  get mainReaders(): readonly ConnectionId[] {
    return this.#mainReaders;
  }

  /** Who comes back takes the place of the socket that they left behind. */
  hasPlace(join: Join): boolean {
    if (this.#toBeStored(join) && this.#state.members.length >= MEMBERS_MAX) return false;
    const known = this.#known(join);
    const others = this.connections.filter(({ member }) => member !== known);
    const viewers = others.filter(({ role }) => role === "viewer").length;
    return others.length < CONNECTIONS_MAX && (join.role === "editor" || viewers < VIEWERS_MAX);
  }

  /** The connections of the client that joins. */
  olderOf(join: Join): readonly ConnectionId[] {
    const known = this.#known(join);
    return known ? this.connections.flatMap(({ id, member }) => (member === known ? [id] : [])) : [];
  }

  /** Takes somebody in for whom there is a place. Nobody is told yet. */
  entered(id: ConnectionId, join: Join): { connection: Connection; effects: Effect[] } {
    const toBeStored = this.#toBeStored(join);
    const member = this.#known(join) ?? this.#newMember(join);
    const name = join.name || member.name;
    const renamed = member.name !== name;
    const stored = this.#memberByUser.has(member.user);
    member.name = name;
    const effects = toBeStored || (stored && renamed) ? [this.remember(member)] : [];
    if (!toBeStored && !stored) this.#lookOn(member);
    const { role, wholeTexts, project } = join;
    const connection = connectionOf(id, member, { role, wholeTexts, project, name });
    this.#connections.set(id, connection);
    this.#changed();
    return { connection, effects };
  }

  /** After hibernation: the socket outlived the room's memory, nobody needs to be told. `carets` are its own, as they are now. */
  resumed(id: ConnectionId, attachment: Attachment, carets: Carets | undefined): void {
    const { user, name, key } = attachment;
    const member = this.#memberByUser.get(user) ?? { user, key, name, sequence: 0, sequenceVersion: 0 };
    if (!this.#memberByUser.has(user)) this.#lookOn(member);
    this.#state.nextUser = Math.max(this.#state.nextUser, user + 1);
    this.#connections.set(id, connectionOf(id, member, { ...attachment, carets }));
    this.#changed();
  }

  left(id: ConnectionId): Effect[] {
    const connection = this.#connections.get(id);
    if (!connection) return [];
    this.#connections.delete(id);
    this.#changed();
    const { user } = connection.member;
    return [
      ...this.#leaderLeft(user),
      { type: "broadcast", to: this.#everyone, message: { type: "user_left", count: this.count, user } },
      this.#counted(),
    ];
  }

  /** Tells the others who has come. */
  announced(connection: Connection): Effect[] {
    const { id } = connection;
    const message: RoomMessage = { type: "user_joined", count: this.count, user: memberOf(connection) };
    return [{ type: "broadcast", to: this.#everyone, except: id, message }, this.#counted(id)];
  }

  renamed(connection: Connection, name: string): Effect[] {
    const { id, member } = connection;
    connection.name = member.name = name || guestName(member.user);
    return [
      ...(this.#memberByUser.has(member.user) ? [this.remember(member)] : []),
      { type: "attach", to: id, attachment: attachmentOf(connection, this.#state.version) },
      { type: "broadcast", to: this.#everyone, message: { type: "profile_update", user: memberOf(connection) } },
    ];
  }

  // Who gave no client id cannot come back as the same, and is remembered only as the author of something.
  remember(member: RoomMember): Effect {
    if (!this.#memberByUser.has(member.user)) {
      this.#memberByUser.set(member.user, member);
      this.#state.members.push(member);
    }
    if (member.key !== undefined) {
      this.#memberByKey.set(member.key, member);
      this.#onlookerByKey.delete(member.key);
    }
    return { type: "save_member", member: { ...member } };
  }

  /** Remembers the author of something, unless that is done or there are too many. */
  rememberAuthor(member: RoomMember): Effect[] {
    const known = this.#memberByUser.has(member.user) || this.#state.members.length >= MEMBERS_MAX;
    return known ? [] : [this.remember(member)];
  }

  /** Moves everybody's carets over an edit that was just accepted. */
  edited(edit: LoggedTextEdit): void {
    for (const connection of this.#connections.values()) {
      if (connection.carets && connection.caretsFile === edit.file)
        connection.carets = movedBy(connection.carets, edit, connection.member.user);
    }
  }

  #known({ key }: Join): RoomMember | undefined {
    return key === undefined ? undefined : (this.#memberByKey.get(key) ?? this.#onlookerByKey.get(key));
  }

  #toBeStored({ role, key }: Join): boolean {
    return role === "editor" && key !== undefined && !this.#memberByKey.has(key);
  }

  #newMember(join: Join): RoomMember {
    const user = this.#state.nextUser++;
    return { user, key: join.key, name: join.name || guestName(user), sequence: 0, sequenceVersion: 0 };
  }

  #lookOn(member: RoomMember): void {
    if (member.key === undefined) return;
    this.#onlookerByKey.set(member.key, member);
    if (this.#onlookerByKey.size <= ONLOOKERS_MAX) return;
    const here = new Set(this.connections.map((connection) => connection.member));
    for (const [key, onlooker] of this.#onlookerByKey) {
      if (onlooker === member || here.has(onlooker)) continue;
      this.#onlookerByKey.delete(key);
      return;
    }
  }

  // All are told that this one left, and know by it that nobody follows them.
  #leaderLeft(user: number): Effect[] {
    const followers = this.connections.filter(({ attention }) => attention.follows === user);
    return followers.map((follower) => {
      follower.attention = withFollows(follower.attention, undefined);
      return { type: "attach", to: follower.id, attachment: attachmentOf(follower, this.#state.version) };
    });
  }

  // For clients that show how many are here and not who. Whoever joins has it from `init`.
  #counted(except?: ConnectionId): Effect {
    const message: RoomMessage = { type: "user_count_update", count: this.count };
    return { type: "broadcast", to: this.#everyone, ...(except && { except }), message };
  }

  #changed(): void {
    const { connections } = this;
    this.#everyone = connections.map(({ id }) => id);
    const diffReaders = connections.filter(({ wholeTexts }) => !wholeTexts);
    this.#diffReaders = diffReaders.map(({ id }) => id);
    this.#projectReaders = diffReaders.filter(({ project }) => project).map(({ id }) => id);
    this.#mainReaders = diffReaders.filter(({ project }) => !project).map(({ id }) => id);
  }
}
