// What a room's people see of each other, and show each other: one for each visit.
import { showPane } from "#web/layout/panes";
import type { PersonHere, RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { tellDoing } from "./doing";
import { Following } from "./following";
import { Others } from "./others";
import { tellView } from "./shown-view";

const bySession = new WeakMap<RoomSession, Together>();
export const togetherOf = (session: RoomSession): Together | undefined => bySession.get(session);

export class Together {
  readonly session: RoomSession;
  readonly following: Following;
  readonly others: Others;
  readonly #stops: (() => void)[];

  constructor(session: RoomSession) {
    this.session = session;
    bySession.set(session, this);
    this.following = new Following(session);
    this.others = new Others(session);
    this.#stops = [tellDoing(session), tellView(session)];
  }

  follow(user: number): void {
    showPane("code");
    this.following.follow(user);
  }

  /** To where somebody writes, or at least to their file. */
  goTo({ user, file }: PersonHere): void {
    showPane("code");
    if (this.session.client?.people.find((one) => one.user === user)?.carets.length) this.session.goTo(user);
    else this.session.tabs.show(file);
  }

  /** Asks all, or one of them, to look at what is selected here, or at the caret's line. */
  askToLook(user?: number): void {
    const people = this.session.people.peek();
    const place = this.session.client?.myPlace;
    const whom = user === undefined ? "the others" : (people.find((one) => one.user === user)?.name ?? "nobody");
    const isSent = people.length > 0 && place && this.session.look("look", place, user);
    showToast({ text: isSent ? `You asked ${whom} to look here.` : nobodyAsked(people.length) });
  }

  dispose(): void {
    this.following.dispose();
    this.others.dispose();
    for (const stop of this.#stops) stop();
  }
}

const nobodyAsked = (people: number) =>
  people === 0 ? "Nobody else is here to look." : "That could not be sent just now. Try again in a moment.";
