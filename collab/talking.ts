// How those in the room, and those outside, talk in it: who they are, what of the code they mean, and who hears it.
import type { Bases } from "#collab/bases";
import type { Connection } from "#collab/connection";
import { readOnly, refusal, refuse } from "#collab/refusal";
import type { Effect, Refusal, RoomEvent, RoomState } from "#collab/room-events";
import type { RoomTalk, TalkEvent } from "#collab/room-talk";
import type { Roster } from "#collab/roster";
import { QUOTE_LENGTH_MAX } from "#protocol/limits";
import type { TalkWish } from "#protocol/talk";

export class Talking {
  readonly #state: Readonly<RoomState>;
  readonly #roster: Roster;
  readonly #bases: Bases;
  readonly #talk: RoomTalk;

  constructor(state: Readonly<RoomState>, roster: Roster, bases: Bases, talk: RoomTalk) {
    this.#state = state;
    this.#roster = roster;
    this.#bases = bases;
    this.#talk = talk;
  }

  message(connection: Connection, message: TalkWish, time: number): Effect[] {
    const { id, role } = connection;
    const asked = message.request === undefined ? {} : { request: message.request };
    if (role !== "editor") return refuse(id, readOnly, asked);
    const event = this.#eventOf(connection, message, time);
    return "refused" in event ? refuse(id, event, asked) : this.#receive(event, connection);
  }

  outside({ request, text, thread, name = "API", time }: Extract<RoomEvent, { type: "said" }>): Effect[] {
    const { version } = this.#state;
    const who = { by: { type: "request" as const, id: request }, user: 0, name, version, time };
    return this.#receive({ type: "said", ...who, text, thread });
  }

  #eventOf(connection: Connection, message: TalkWish, time: number): TalkEvent | Refusal {
    const { id, member, name } = connection;
    const { version } = this.#state;
    const who = { by: { type: "connection" as const, id }, user: member.user, name, version, time };
    switch (message.type) {
      case "chat":
        return { ...message, ...who, type: "said" };
      case "thread_update":
        return { ...message, ...who, type: "thread_updated" };
      case "comment": {
        const range = this.#bases.rangeNow(connection, message);
        if ("refused" in range) return range;
        if (message.from === message.to) return refusal("bad_position", "A comment is about some of the text");
        const { file, from, to, text } = range;
        const quote = text.sliceString(from, Math.min(to, from + QUOTE_LENGTH_MAX));
        return { ...message, ...who, type: "commented", file, from, to, quote };
      }
    }
  }

  #receive(event: TalkEvent, connection?: Connection): Effect[] {
    const effects = this.#talk.receive(event).flatMap((effect): Effect[] => {
      switch (effect.type) {
        case "tell_talk": {
          const { message } = effect;
          const told: Effect[] = [{ type: "broadcast", to: this.#roster.projectReaders, message }];
          // Whoever is told of no files hears of its own words alone, as their answer.
          const deaf = message.type === "chat" && connection && !(connection.project && !connection.wholeTexts);
          return deaf ? [...told, { type: "send", to: connection.id, message }] : told;
        }
        case "answer": {
          const { to, answer, request } = effect;
          if (to.type === "request") return [{ type: "talk_reply", to: to.id, answer }];
          if ("refused" in answer) return refuse(to.id, answer, request === undefined ? {} : { request });
          return [{ type: "send", to: to.id, message: { type: "chat", ...answer } }];
        }
        case "keep_message":
        case "keep_thread":
          return [effect];
      }
    });
    // Its author is remembered as the author of an edit is.
    const said = connection && effects.some(({ type }) => type === "keep_message");
    return [...(said ? this.#roster.rememberAuthor(connection.member) : []), ...effects];
  }
}
