// Who follows whom, what each does, and "look here": what a room tells of people besides their carets. Nothing is durable.
//
// Invariants:
// 1. Nobody follows in a ring, nor oneself, nor somebody who is not here.
// 2. It is told only to connections that know of all files.
import type { ConnectionId, Refusal } from "#collab/room-events";
import type { Doing } from "#protocol/attention";
import { LOOKS_PER_TEN_SECONDS_MAX, ROOM_LOOKS_PER_TEN_SECONDS_MAX } from "#protocol/limits";

export type Attention = {
  readonly doing?: Exclude<Doing, "here">;
  readonly since?: number;
  readonly follows?: number;
};

/** A place in a file as it is now. */
export type Place = { readonly file: number; readonly from: number; readonly to: number };

export function withDoing({ follows }: Attention, doing: Doing, since: number): Attention {
  return { ...(doing !== "here" && { doing, since }), ...(follows !== undefined && { follows }) };
}

export function withFollows({ follows: _, ...rest }: Attention, follows: number | undefined): Attention {
  return { ...rest, ...(follows !== undefined && { follows }) };
}

/** Whether `user` may follow `leader`: two who follow each other would drag each other about. */
export function mayFollow(followsOf: (user: number) => number | undefined, user: number, leader: number): boolean {
  for (let at: number | undefined = leader; at !== undefined; at = followsOf(at)) if (at === user) return false;
  return true;
}

/** When somebody last asked others to look. */
export class Looks {
  #times: { from: ConnectionId; time: number }[] = [];

  /** Counts it, unless it is one too many. */
  refused(from: ConnectionId, time: number): Refusal | undefined {
    const lately = this.#times.filter((one) => one.time > time - 10_000 && one.time <= time);
    const own = lately.filter((one) => one.from === from);
    if (own.length >= LOOKS_PER_TEN_SECONDS_MAX || lately.length >= ROOM_LOOKS_PER_TEN_SECONDS_MAX) return tooOften;
    this.#times = [...lately, { from, time }];
    return undefined;
  }
}

const tooOften: Refusal = {
  refused: "rate_limited",
  detail: `At most ${LOOKS_PER_TEN_SECONDS_MAX} calls to look in ten seconds; wait a little`,
};
