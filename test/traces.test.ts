// Real editing sessions, replayed through real sockets: they must end exactly as their authors left them. Equal texts
// alone prove less, for lost and doubled edits and interleaved words converge too.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Random } from "#collab/simulation/random";
import { type App, noRunner, startApp } from "#test/app";
import { ContractClient } from "#test/contract-client";
import { type ConcurrentTrace, hasTrace, readTrace, type SequentialTrace } from "#test/editing-trace";
import {
  MemberHand,
  OutsiderHand,
  replayAsMember,
  replayAsOutsider,
  replayTogether,
  type ReplayOptions,
} from "#test/replay";
import { newRoom, RoomMember, roomText, settled } from "#test/room-member";

const sessionsDir = join(import.meta.dirname, "sessions");

let app: App;
vi.setConfig({ testTimeout: 600_000 });
beforeAll(async () => {
  app = await startApp({ env: noRunner });
});
afterAll(() => app?.stop());

async function edits<T>(count: number, replay: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await replay();
  const seconds = (performance.now() - start) / 1_000;
  console.log(`${count} edits in ${seconds.toFixed(1)} s: ${Math.round(count / seconds)} edits/s`);
  return result;
}

// As a member types it in the product, or with every edit kept apart.
const sequential = [
  { name: "sveltecomponent", inFlightMax: 1_000 },
  { name: "seph-blog1", inFlightMax: undefined },
  { name: "automerge-paper", inFlightMax: undefined },
];

describe.for(sequential)("the session $name", ({ name, inFlightMax }) => {
  const isThere = hasTrace(name);

  test.runIf(isThere)("typed by a member ends as its author left it, for a reader too", async () => {
    const trace = readTrace<SequentialTrace>(name);
    const roomId = await newRoom(app.url, { initial_code: trace.startContent });
    const writer = await RoomMember.join(app.url, roomId, { inFlightMax, compressed: false });
    const reader = await RoomMember.join(app.url, roomId, { compressed: false });
    await edits(trace.txns.length, () => replayAsMember(trace, writer));
    expect((await settled([writer, reader])) === trace.endContent).toBe(true);
    expect((await roomText(app.url, roomId)) === trace.endContent).toBe(true);
    // Edits that are not kept apart go composed, the more the faster they come.
    expect(writer.version === trace.txns.length).toBe(inFlightMax !== undefined);
  });

  test.runIf(isThere)("typed by a client that knows the contract alone ends as its author left it", async () => {
    const trace = readTrace<SequentialTrace>(name);
    const roomId = await newRoom(app.url, { initial_code: trace.startContent });
    const client = await ContractClient.join(`${app.url}/ws/${roomId}?batch=1`, { compressed: false });
    await edits(
      trace.txns.reduce((sum, { patches }) => sum + patches.length, 0),
      () => replayAsOutsider(trace, client),
    );
    expect(client.text === trace.endContent).toBe(true);
    expect((await roomText(app.url, roomId)) === trace.endContent).toBe(true);
  });
});

const lines = (seed: number, probability = 0.01) => ({ random: new Random(seed), probability });

/** How a replay ended: whether every author and the room have the text that the session ends in, and what befell the lines. */
type Outcome = { asLeft: boolean; broken: number; mended: number; refused: string[] };
const fine = { asLeft: true, refused: [] };

/** Each author a member of `collab/`. */
async function byMembers(trace: ConcurrentTrace, options: ReplayOptions = {}): Promise<Outcome> {
  const roomId = await newRoom(app.url, { initial_code: trace.startContent ?? "" });
  const hands: MemberHand[] = [];
  for (let agent = 0; agent < trace.numAgents; agent++) {
    hands.push(new MemberHand(await RoomMember.join(app.url, roomId, { inFlightMax: 1_000 }), agent, trace.numAgents));
  }
  const broken = await edits(trace.txns.length, () => replayTogether(trace, hands, options));
  const members = hands.map(({ member }) => member);
  for (const member of members) member.release();
  const texts = [await settled(members), await roomText(app.url, roomId)];
  return {
    asLeft: texts.every((text) => text === trace.endContent),
    broken,
    mended: members.reduce((sum, { joins }) => sum + joins - 1, 0),
    refused: members.flatMap(({ errors, recovered }) => [...errors, ...recovered]),
  };
}

/** Each author a client that knows the contract only. */
async function byOutsiders(trace: ConcurrentTrace, options: ReplayOptions = {}): Promise<Outcome> {
  const roomId = await newRoom(app.url, { initial_code: trace.startContent ?? "" });
  const hands: OutsiderHand[] = [];
  for (let agent = 0; agent < trace.numAgents; agent++) {
    const join = () => ContractClient.join(`${app.url}/ws/${roomId}?client=author-${agent}`);
    hands.push(await OutsiderHand.join(join, agent, trace.numAgents));
  }
  const broken = await edits(trace.txns.length, () => replayTogether(trace, hands, options));
  for (const hand of hands) await hand.arrived();
  const version = Math.max(...hands.map(({ client }) => client.version));
  for (const { client } of hands) await client.until(() => client.version === version, "all edits");
  const texts = [...hands.map(({ client }) => client.text), await roomText(app.url, roomId)];
  return {
    asLeft: texts.every((text) => text === trace.endContent),
    broken,
    mended: hands.filter(({ resent }) => resent > 0).length,
    refused: hands.flatMap(({ refused }) => refused),
  };
}

describe("the session friendsforever, each edit against what its author had seen,", () => {
  const isThere = hasTrace("friendsforever");
  const trace = () => readTrace<ConcurrentTrace>("friendsforever");

  test.runIf(isThere)("typed by two members ends as they left it", async () => {
    expect(await byMembers(trace())).toMatchObject(fine);
  });

  test.runIf(isThere)("typed by two members ends so through broken lines, too", async () => {
    const outcome = await byMembers(trace(), { breaks: lines(1) });
    expect(outcome).toMatchObject(fine);
    expect(outcome.broken).toBeGreaterThan(50);
    expect(outcome.mended).toBe(outcome.broken);
  });

  test.runIf(isThere)("typed by two clients of the contract ends so through broken lines and resends", async () => {
    const outcome = await byOutsiders(trace(), { breaks: lines(2) });
    expect(outcome).toMatchObject({ ...fine, mended: 2 });
    expect(outcome.broken).toBeGreaterThan(50);
  });
});

// Made by make-sessions.ts; always there.
const sessions = readdirSync(sessionsDir)
  .filter((name) => name.endsWith(".json.gz"))
  .map((name) => name.replace(".json.gz", ""));

describe.for(sessions)("this project's history of %s, typed by several at once,", (name) => {
  const trace = readTrace<ConcurrentTrace>(name, sessionsDir);
  // Among three, what one has seen is a part of the room's order only if that is the session's.
  const options = (): ReplayOptions => ({ inOrder: trace.numAgents > 2, breaks: lines(3, 0.05) });

  test("each a member, ends as git has it", async () => {
    const outcome = await byMembers(trace, options());
    expect(outcome).toMatchObject(fine);
    expect(outcome.broken).toBeGreaterThan(5);
  });

  test("each a client of the contract, ends as git has it", async () => {
    const outcome = await byOutsiders(trace, options());
    expect(outcome).toMatchObject(fine);
    expect(outcome.broken).toBeGreaterThan(5);
  });
});
