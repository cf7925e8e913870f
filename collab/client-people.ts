// The people of a room as a client sees them: oneself, who else is here, what they do, and where they are and look.
import type { ChangeSet } from "@codemirror/state";
import { type Attention, type Place, withDoing, withFollows } from "#collab/attention";
import type { ClientTexts } from "#collab/client-texts";
import { type Carets, caretsAfterOwn, caretsOver } from "#collab/presence";
import { type FileId, MAIN_FILE } from "#protocol/project";
import type { Member, Presence, RoomMessage } from "#protocol/socket";

/** `carets` are in the text of `file`. */
export type Person = Member & { carets: Carets; file: FileId } & Attention;

type Told = Extract<
  RoomMessage,
  { type: "cursor_update" | "user_joined" | "user_left" | "look" | "doing" | "follow" | "profile_update" }
>;

export class People {
  /** As the last `init` said, before what was missed is taken in: it decides ties. */
  me: Member | undefined;
  readonly #texts: ClientTexts;
  // Their carets lie in the confirmed text and are moved by what the room does, in its order: so they end where it has them.
  #people = new Map<number, Person>();
  // Where each of them last asked to look: as their carets.
  readonly #looks = new Map<number, Placed>();

  constructor(texts: ClientTexts) {
    this.#texts = texts;
  }

  /** Everybody but me, carets in the present text. */
  get others(): readonly Person[] {
    const others = [...this.#people.values()].filter((person) => person.user !== this.me?.user);
    return others.map((person) => ({ ...person, carets: this.#texts.ahead(person.file, person.carets) }));
  }
  /** Where somebody last asked to look, in the present text. */
  lookOf(user: number): Place | undefined {
    const look = this.#looks.get(user);
    return look && this.#now(look);
  }
  /** A place that the room has just told, in the present text. */
  placeNow(place: Place): Place {
    return this.#now(placedAt(place));
  }
  #now({ file, carets }: Placed): Place {
    return spanOf({ file, carets: this.#texts.ahead(file, carets) });
  }

  /** Those who are here when a client joins. */
  are(users: readonly Presence[]): void {
    this.#people = new Map(users.map((user) => [user.user, { ...(user as Member & Attention), ...placeOf(user) }]));
  }

  received(message: Told): void {
    switch (message.type) {
      case "cursor_update": {
        const person = this.#people.get(message.user);
        if (person) Object.assign(person, placeOf(message));
        return;
      }
      case "user_joined":
        this.#people.set(message.user.user, { ...message.user, ...nowhere });
        return;
      case "user_left":
        this.#people.delete(message.user);
        this.#looks.delete(message.user);
        for (const person of this.#people.values())
          if (person.follows === message.user) this.#attentive(person.user, (before) => withFollows(before, undefined));
        return;
      case "look":
        this.#looks.set(message.user, placedAt(message));
        return;
      case "doing":
        return this.#attentive(message.user, (before) => withDoing(before, message.doing, message.since));
      case "follow":
        return this.#attentive(message.user, (before) => withFollows(before, message.follows));
      case "profile_update": {
        const { user } = message;
        this.#people.set(user.user, { ...nowhere, ...this.#people.get(user.user), ...user });
        if (this.me?.user === user.user) this.me = user;
        return;
      }
    }
  }

  /** The room has somebody's edit. */
  accepted(file: FileId, changes: ChangeSet, user: number | undefined): void {
    for (const look of this.#looks.values()) if (look.file === file) look.carets = caretsOver(look.carets, changes);
    for (const person of this.#people.values()) {
      if (person.file !== file) continue;
      person.carets =
        person.user === user ? caretsAfterOwn(person.carets, changes) : caretsOver(person.carets, changes);
    }
  }

  #attentive(user: number, change: (before: Attention) => Attention): void {
    const person = this.#people.get(user);
    if (!person) return;
    const { doing, since, follows, ...rest } = person;
    const before = {
      ...(doing && { doing }),
      ...(since !== undefined && { since }),
      ...(follows !== undefined && { follows }),
    };
    this.#people.set(user, { ...rest, ...change(before) });
  }
}

/** Carets, and the file that they are in. */
export type Placed = { file: FileId; carets: Carets };
const placedAt = ({ file, from, to }: Place): Placed => ({ file, carets: [{ anchor: from, head: to }] });
export const spanOf = ({ file, carets }: Placed): Place => {
  const { anchor, head } = carets[0] ?? { anchor: 0, head: 0 };
  return { file, from: Math.min(anchor, head), to: Math.max(anchor, head) };
};
export const nowhere: Placed = { file: MAIN_FILE, carets: [] };

const caretsOf = ({ position, selection }: Pick<Presence, "position" | "selection">): Carets =>
  selection?.length ? selection : position === undefined ? [] : [{ anchor: position, head: position }];

const placeOf = (presence: Pick<Presence, "position" | "selection" | "file">): Placed => ({
  file: presence.file ?? MAIN_FILE,
  carets: caretsOf(presence),
});
