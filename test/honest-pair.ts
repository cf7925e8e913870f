// Two people at work in a room where somebody else means harm. They must not notice.
import { RoomMember, roomText, settled } from "#test/room-member";

export class HonestPair {
  readonly members: readonly [RoomMember, RoomMember];
  /** Of each edit, from the key to the ack, in ms. */
  readonly delays: number[] = [];
  /** What the two were told besides edits, as JSON. */
  readonly heard: string[] = [];
  readonly #appUrl: string;
  readonly #roomId: string;
  #typing = true;

  private constructor(appUrl: string, roomId: string, members: [RoomMember, RoomMember]) {
    this.#appUrl = appUrl;
    this.#roomId = roomId;
    this.members = members;
    for (const [i, member] of members.entries()) this.#typeOn(member, i === 0 ? "a" : "b");
  }

  /** They type from now on, an "a" in front and a "b" at the end, each when their last one is saved. */
  static async join(appUrl: string, roomId: string): Promise<HonestPair> {
    const members = [await RoomMember.join(appUrl, roomId), await RoomMember.join(appUrl, roomId)] as const;
    return new HonestPair(appUrl, roomId, [...members]);
  }

  #typeOn(member: RoomMember, letter: "a" | "b"): void {
    let sentAt = 0;
    const type = () => {
      sentAt = performance.now();
      member.type(letter === "a" ? 0 : member.length, letter);
    };
    member.onReceived = (message) => {
      if (message.type !== "code_update") this.heard.push(JSON.stringify(message));
      if (message.type !== "ack") return;
      this.delays.push(performance.now() - sentAt);
      // Not from inside the line's event: the client has not taken this ack in yet.
      if (this.#typing) queueMicrotask(type);
    };
    type();
  }

  /** Until they have gone on typing for a while. */
  async work(edits = 20): Promise<void> {
    const goal = this.delays.length + edits;
    await Promise.race(this.members.map((member) => member.until(() => this.delays.length >= goal, "honest acks")));
  }

  /** They stop; answers the text but for what they typed, once all of that is saved and everybody agrees on it. */
  async done(): Promise<string> {
    this.#typing = false;
    const text = await settled(this.members);
    if ((await roomText(this.#appUrl, this.#roomId)) !== text) throw new Error("The room has another text");
    const letters = text.match(/[ab]/g)?.length ?? 0;
    if (letters !== this.delays.length)
      throw new Error(`${this.delays.length} letters are saved, ${letters} are there`);
    for (const { errors, recovered, joins } of this.members) {
      const disturbed = errors.length > 0 || recovered.length > 0 || joins > 1;
      if (disturbed) throw new Error(`Disturbed: ${JSON.stringify({ errors, recovered, joins })}`);
    }
    for (const member of this.members) member.leave();
    return text.replaceAll(/[ab]/g, "");
  }

  toString(): string {
    const sorted = this.delays.toSorted((a, b) => a - b);
    const at = (part: number) => `${(sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1)} ms`;
    return `${sorted.length} honest edits, p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`;
  }
}
