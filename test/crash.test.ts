// Ten people type; everything that runs is killed at a random moment, twenty times. What was acknowledged is there
// afterwards, once; what was not arrives, once. Equal texts would not show it: lost and doubled edits converge, too.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Random } from "#collab/simulation/random";
import { type App, noRunner, startApp } from "#test/app";
import { newRoom, RoomMember, roomText, settled } from "#test/room-member";

const TYPISTS = 10;
const CRASHES = 20;
/** Edits a typist has on their way at most: some are always unacknowledged when it happens. */
const AHEAD = 3;
/** Acknowledgements between two crashes, log-uniform: from the first ones after a start to beyond a sealed log chunk. */
const [ACKS_MIN, ACKS_MAX] = [10, 5_000];

/** Units of the longest marker. */
const MARKER_MAX = 12;

const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 32));

let app: App | undefined;
let dataDir: string | undefined;
afterAll(async () => {
  await app?.kill("SIGKILL");
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

/** What is done to a marker; it may be known to be in the room. */
type Deed = { marker: string; there: boolean; acked: boolean };

/** Writes markers that occur nowhere else, always between others' markers, and takes some of its own back. */
class Typist {
  readonly member: RoomMember;
  /** The last thing done to each marker. */
  readonly deeds = new Map<string, Deed>();
  acks = 0;
  /** Types on after every ack while it is set. */
  awake = false;
  readonly #number: number;
  readonly #random: Random;
  // By sequence, and those that have none yet.
  readonly #sent = new Map<number, Deed[]>();
  #unsent: Deed[] = [];
  /** Its last markers that are in the text. */
  #own: string[] = [];

  constructor(member: RoomMember, number: number, random: Random) {
    this.member = member;
    this.#number = number;
    this.#random = random;
    member.onSent = (message) => {
      if (message.type !== "code_update" || this.#sent.has(message.sequence!)) return;
      this.#sent.set(message.sequence!, this.#unsent);
      this.#unsent = [];
    };
    member.onReceived = (message) => {
      if (message.type === "init") for (const { sequence } of message.edits ?? []) this.#acknowledged(sequence);
      if (message.type === "ack") this.#acknowledged(message.sequence);
    };
  }

  #acknowledged(sequence: number | undefined): void {
    if (sequence === undefined) return;
    for (const deed of this.#sent.get(sequence) ?? []) deed.acked = true;
    this.acks++;
    // Not from inside the line's event: the client has not taken this ack in yet.
    if (this.awake) queueMicrotask(() => this.awake && this.typeOn());
  }

  typeOn(): void {
    while (this.member.unsent < AHEAD) this.type();
  }

  type(): void {
    const { member } = this;
    const own = this.#random.chance(0.2) ? this.#own.splice(this.#random.int(this.#own.length + 1), 1)[0] : undefined;
    const marker = own ?? `<${this.#number}.${this.deeds.size}>`;
    const deed = { marker, there: own === undefined, acked: false };
    this.deeds.set(marker, deed);
    this.#unsent.push(deed);
    if (own !== undefined) {
      const at = member.text.indexOf(own);
      member.splice({ start: at, end: at + own.length, text: "" });
    } else {
      const from = this.#random.int(member.length + 1);
      member.type(from + member.slice(from, from + MARKER_MAX).indexOf(">") + 1, marker);
      this.#own = [...this.#own, marker].slice(-20);
    }
  }
}

/** How often each marker stands in a text. What is no marker must not be there at all. */
function markersIn(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [marker] of text.matchAll(/<\d+\.\d+>/g)) counts.set(marker, (counts.get(marker) ?? 0) + 1);
  expect(text.replaceAll(/<\d+\.\d+>/g, "")).toBe("");
  return counts;
}

/** Markers that do not stand in the text as often as they must; unacknowledged deeds may or may not be done yet. */
function wrong(typists: readonly Typist[], text: string, allDone: boolean): string[] {
  const counts = markersIn(text);
  return typists.flatMap(({ deeds }) =>
    [...deeds.values()]
      .filter(({ marker, there, acked }) => {
        const count = counts.get(marker) ?? 0;
        return acked || allDone ? count !== Number(there) : count > 1;
      })
      .map((deed) => JSON.stringify({ ...deed, count: counts.get(deed.marker) ?? 0 })),
  );
}

test(
  "what ten typists have acknowledged survives SIGKILL of everything, and the rest arrives, each edit once",
  { timeout: 600_000 },
  async () => {
    console.log(`SEED=${seed}`);
    const random = new Random(seed);
    dataDir = await mkdtemp(join(tmpdir(), "tandem-"));
    app = await startApp({ dataDir, env: noRunner });
    const { url } = app;
    const roomId = await newRoom(url);
    const typists: Typist[] = [];
    for (let i = 0; i < TYPISTS; i++) typists.push(new Typist(await RoomMember.join(url, roomId), i, random));
    const members = typists.map(({ member }) => member);
    const acks = () => typists.reduce((sum, typist) => sum + typist.acks, 0);

    let unacked = 0;
    for (let crash = 0; crash < CRASHES; crash++) {
      const moment = acks() + Math.round(ACKS_MIN * (ACKS_MAX / ACKS_MIN) ** random.fraction());
      for (const typist of typists) {
        typist.awake = true;
        typist.typeOn();
      }
      await Promise.race(members.map((member) => member.until(() => acks() >= moment, "acks")));
      const { pid, workerdPid } = app;
      for (const process_ of [pid, workerdPid!]) process.kill(process_, "SIGKILL");
      for (const typist of typists) typist.awake = false;
      // They stay away until the room was looked at, and some type on meanwhile.
      for (const member of members) member.leave();
      await app.kill("SIGKILL");
      for (const typist of typists) if (random.chance(0.5)) typist.type();
      unacked += typists.reduce((sum, { deeds }) => sum + [...deeds.values()].filter(({ acked }) => !acked).length, 0);

      app = await startApp({ dataDir, port: Number(new URL(url).port), env: noRunner });
      expect(wrong(typists, await roomText(url, roomId), false)).toEqual([]);

      for (const member of members) {
        // A third of them were in tabs that died as well.
        if (random.chance(0.3)) member.reopen();
        member.back();
      }
      const text = await settled(members);
      expect(wrong(typists, text, true)).toEqual([]);
      expect((await roomText(url, roomId)) === text).toBe(true);
    }
    console.log(`${acks()} edits acknowledged, ${unacked} unacknowledged at ${CRASHES} crashes`);
    expect(unacked).toBeGreaterThan(CRASHES);
    expect(members.flatMap(({ recovered }) => recovered)).toEqual([]);
    expect(members.flatMap(({ errors }) => errors)).toEqual([]);
  },
);
