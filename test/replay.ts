// Types recorded sessions into a room, each edit against exactly what its author had seen.
import { ChangeSet } from "@codemirror/state";
import { textOf } from "#collab/changes";
import type { Random } from "#collab/simulation/random";
import type { ContractClient, Splice } from "#test/contract-client";
import { type ConcurrentTrace, type Patch, type SequentialTrace, seenBy } from "#test/editing-trace";
import type { RoomMember } from "#test/room-member";

/** Edits on their way at once: many, or the replay waits for round trips. */
export const WINDOW = 500;

export function changesOf(patches: readonly Patch[], length: number): ChangeSet {
  return patches.reduce(
    (all, [from, deleted, inserted]) =>
      all.compose(ChangeSet.of({ from, to: from + deleted, insert: textOf(inserted) }, all.newLength)),
    ChangeSet.empty(length),
  );
}

/** By the client half of collab/. */
export async function replayAsMember({ txns }: SequentialTrace, member: RoomMember): Promise<void> {
  for (const { time, patches } of txns) {
    member.edit(changesOf(patches, member.length), Date.parse(time));
    if (member.unsent >= WINDOW) await member.until(() => member.unsent <= WINDOW / 2, "acks");
  }
  await member.quiet();
}

/** By a client that knows the contract only: every patch is an edit. */
export async function replayAsOutsider({ txns }: SequentialTrace, client: ContractClient): Promise<void> {
  let sequence = 0;
  let acked = 0;
  client.keepsUnread = false;
  client.onMessage = (message) => message.type === "ack" && (acked = message.sequence!);
  for (const [start, deleted, text] of txns.flatMap(({ patches }) => patches)) {
    client.edit({ start, end: start + deleted, text }, { sequence: ++sequence });
    if (sequence - acked >= WINDOW) await client.until(() => sequence - acked <= WINDOW / 2, "acks");
  }
  await client.until(() => acked === sequence, "the last ack");
}

/** One author of a concurrent session at her keyboard. */
export interface Hand {
  /** Until she has seen just so many of each author's edits. */
  see(counts: readonly number[]): Promise<void>;
  type(patches: readonly Patch[]): void;
  /** Until the room has all that she typed. */
  arrived(): Promise<void>;
  /** Her line breaks, at a moment when everything was sent that she is about to have seen: so many of each author's edits. */
  breakLine(counts: readonly number[]): Promise<void>;
}

export type ReplayOptions = {
  /** The room takes the edits in the order of the trace; without it, as they come. */
  inOrder?: boolean;
  /** Breaks lines now and then. */
  breaks?: { random: Random; probability: number };
};

/** Answers how many lines were broken. */
export async function replayTogether(
  trace: ConcurrentTrace,
  hands: readonly Hand[],
  { inOrder, breaks }: ReplayOptions = {},
): Promise<number> {
  const seen = seenBy(trace);
  const sent = hands.map(() => 0);
  let broken = 0;
  let last: number | undefined;
  for (const [i, { agent, patches }] of trace.txns.entries()) {
    const hand = hands[agent]!;
    if (inOrder && last !== undefined && last !== agent) await hands[last]!.arrived();
    const sawAll = seen[i]!.every((count, one) => count === sent[one]);
    if (breaks && sawAll && breaks.random.chance(breaks.probability)) {
      await hand.breakLine(seen[i]!);
      broken++;
    }
    await hand.see(seen[i]!);
    hand.type(patches);
    sent[agent]!++;
    last = agent;
  }
  return broken;
}

/** A member whose deliveries are held until the session says that she had seen them. Authors joined in their order. */
export class MemberHand implements Hand {
  readonly member: RoomMember;
  readonly #agent: number;
  readonly #seen: number[];
  #sent: number | undefined;

  constructor(member: RoomMember, agent: number, agents: number) {
    this.member = member;
    this.#agent = agent;
    this.#seen = Array.from({ length: agents }, () => 0);
    member.hold();
    member.onSent = (message) => message.type === "code_update" && (this.#sent = message.sequence);
    member.onReceived = (message) => {
      // What came while the line was broken; it is not held.
      if (message.type !== "init") return;
      for (const { user, from, version } of message.edits ?? []) this.#seen[user - 1]! += version - from;
    };
  }

  async see(counts: readonly number[]): Promise<void> {
    const { member } = this;
    await member.until(() => member.room.joined, "the line");
    const lacks = () => counts.some((count, agent) => agent !== this.#agent && this.#seen[agent]! < count);
    // Acks tell of nobody else's typing.
    const mayCome = () => lacks() || (member.held!.length > 0 && member.held![0]!.type !== "code_update");
    while (mayCome()) {
      if (member.held!.length === 0) await member.until(() => member.held!.length > 0, "others' edits");
      const [next] = member.held!;
      if (next?.type === "code_update") this.#seen[next.user - 1]!++;
      member.deliver();
    }
    if (counts.some((count, agent) => agent !== this.#agent && this.#seen[agent] !== count)) {
      throw new Error(`Saw ${this.#seen.join()} instead of ${counts.join()}`);
    }
  }

  type(patches: readonly Patch[]): void {
    this.member.edit(changesOf(patches, this.member.length));
  }

  arrived(): Promise<void> {
    const { member } = this;
    const isAcked = () => member.held!.some((message) => message.type === "ack" && message.sequence === this.#sent);
    return member.until(() => member.unsent === 0 || isAcked(), "the last ack");
  }

  async breakLine(): Promise<void> {
    this.member.drop();
  }
}

/** A contract client that is told everything at once and writes against the version the session says. */
export class OutsiderHand implements Hand {
  client: ContractClient;
  resent = 0;
  readonly refused: string[] = [];
  readonly #agent: number;
  readonly #join: () => Promise<ContractClient>;
  /** Of each author's edits, in order. */
  readonly #versions: number[][];
  readonly #sent: { version: number; sequence: number; diff: Splice }[] = [];
  #base = 0;

  private constructor(client: ContractClient, join: () => Promise<ContractClient>, agent: number, agents: number) {
    this.client = client;
    this.#join = join;
    this.#agent = agent;
    this.#versions = Array.from({ length: agents }, () => []);
    this.#listen();
  }

  static async join(join: () => Promise<ContractClient>, agent: number, agents: number): Promise<OutsiderHand> {
    return new OutsiderHand(await join(), join, agent, agents);
  }

  #listen(): void {
    this.client.keepsUnread = false;
    this.client.onMessage = ({ type, version, sequence, user, message }) => {
      if (type === "error") this.refused.push(message!);
      if (type === "code_update") this.#versions[(user as number) - 1]!.push(version!);
      if (type === "ack") this.#acked(sequence!, version!);
    };
  }

  #acked(sequence: number, version: number): void {
    const own = this.#versions[this.#agent]!;
    if (sequence > own.length) own.push(version);
    else if (own[sequence - 1] === version) this.resent++;
    else throw new Error(`Edit ${sequence} is version ${own[sequence - 1]} and now ${version}`);
  }

  // The newest version that holds no edit she had not seen.
  async see(counts: readonly number[]): Promise<void> {
    const others = [...counts.entries()].filter(([agent]) => agent !== this.#agent);
    for (const [agent, count] of others) {
      const versions = this.#versions[agent]!;
      if (versions.length < count) await this.client.until(() => versions.length >= count, "others' edits");
    }
    const unseen = others.map(([agent, count]) => this.#versions[agent]![count] ?? Infinity);
    this.#base = Math.min(this.client.version, ...unseen.map((version) => version - 1));
  }

  type(patches: readonly Patch[]): void {
    for (const [start, deleted, text] of patches) {
      const edit = {
        version: this.#base,
        sequence: this.#sent.length + 1,
        diff: { start, end: start + deleted, text },
      };
      this.#sent.push(edit);
      this.client.edit(edit.diff, edit);
    }
  }

  arrived(): Promise<void> {
    return this.client.until(() => this.#versions[this.#agent]!.length === this.#sent.length, "the last ack");
  }

  /** All but the last few acks came; those edits are sent once more, as they were. */
  async breakLine(counts: readonly number[]): Promise<void> {
    await this.arrived();
    await this.see(counts); // what comes while there is no line is a part of the next text, and told of nobody
    this.client.socket.terminate();
    this.client = await this.#join();
    this.#listen();
    const again = this.#sent.slice(-3);
    const expected = this.resent + again.length;
    for (const { diff, ...edit } of again) this.client.edit(diff, edit);
    await this.client.until(() => this.resent === expected, "acks once more");
  }
}
