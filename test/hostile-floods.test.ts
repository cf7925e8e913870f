// What somebody who means harm can do by sheer quantity: he is cut off and told why, and the people in the same room
// work on.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, noRunner, startApp } from "#test/app";
import { ContractClient } from "#test/contract-client";
import { HonestPair } from "#test/honest-pair";
import { newRoom } from "#test/room-member";
import {
  AHEAD_MAX,
  CHARACTERS_BURST_MAX,
  CONNECTIONS_MAX,
  FRAME_LENGTH_MAX,
  FRAMES_BURST_MAX,
  UNHEARD_CHARACTERS_MAX,
} from "#protocol/limits";

let app: App;
beforeAll(async () => {
  app = await startApp({ env: noRunner });
});
afterAll(() => app?.stop());

const splice = (version: number, text: string) => ({ type: "code_update", version, diff: { start: 0, end: 0, text } });

describe("a socket that floods is cut off with 4429 and told why, and honest members work on:", () => {
  // Twice what a socket may send at once.
  const [MANY, FEW] = [2 * FRAMES_BURST_MAX, 2 * Math.ceil(CHARACTERS_BURST_MAX / 1_000_000)];
  const floods: [string, number, (i: number) => string][] = [
    ["pings", MANY, () => '{ "type": "ping" }'],
    ["carets", MANY, () => JSON.stringify({ type: "cursor_update", position: 0 })],
    ["names", MANY, (i) => JSON.stringify({ type: "profile_update", name: `name ${i}` })],
    ["nonsense", MANY, () => "{"],
    ["edits that wait for no ack", MANY, () => JSON.stringify(splice(0, "x"))],
    ["texts that are too long", FEW, () => JSON.stringify({ type: "code_update", code: "x".repeat(1_000_001) })],
    ["frames that are too long", FEW, () => " ".repeat(FRAME_LENGTH_MAX + 1)],
  ];

  test.for(floods)("%s", async ([, frames, frame]) => {
    const roomId = await newRoom(app.url, { initial_code: "|" });
    const honest = await HonestPair.join(app.url, roomId);
    await honest.work();
    const attacker = await ContractClient.join(`${app.url}/ws/${roomId}`, { compressed: false });
    attacker.keepsUnread = attacker.follows = false;
    let last = "";
    attacker.onMessage = (message) => (last = JSON.stringify(message));
    const start = performance.now();
    for (let i = 0; i < frames; i++) attacker.send(frame(i));
    const closed = await attacker.isClosed();
    console.log(`cut off after ${Math.round(performance.now() - start)} ms; ${String(honest)}`);
    expect(closed).toEqual({ code: 4429, reason: "rate_limited" });
    expect(JSON.parse(last)).toMatchObject({ type: "error", code: "rate_limited", message: expect.any(String) });
    await honest.work();
    await honest.done();
  });
});

test("[E3] edits too far ahead of their acks are refused, and taken again once a newer version is named", async () => {
  const roomId = await newRoom(app.url);
  const client = await ContractClient.join(`${app.url}/ws/${roomId}`, { compressed: false });
  await client.rest();
  client.follows = false;
  for (let i = 0; i < AHEAD_MAX + 1; i++) client.send(splice(0, "x"));
  for (let i = 0; i < AHEAD_MAX; i++) expect((await client.next()).type).toBe("ack");
  expect(await client.next()).toMatchObject({ type: "error", code: "rate_limited" });
  client.send(splice(1, "y"));
  expect(await client.next()).toMatchObject({ type: "ack", version: AHEAD_MAX + 1 });
});

test("a socket that names long gone versions, each of them hours of work to map over, is cut off as well", async () => {
  const roomId = await newRoom(app.url);
  const writer = await ContractClient.join(`${app.url}/ws/${roomId}?batch=1`, { compressed: false });
  writer.keepsUnread = writer.follows = false;
  const VERSIONS = 20_000;
  for (let i = 0; i < VERSIONS; i++) {
    writer.insert(0, "w");
    if (i - writer.version > 500) await writer.until(() => i - writer.version < 250, "acks");
  }
  await writer.until(() => writer.version === VERSIONS, "all acks");
  await writer.leave();
  const honest = await HonestPair.join(app.url, roomId);
  const attacker = await ContractClient.join(`${app.url}/ws/${roomId}`);
  attacker.follows = false;
  for (let i = 0; i < 100; i++) attacker.send(splice(0, "x"));
  expect(await attacker.isClosed()).toMatchObject({ code: 4429 });
  console.log(String(honest));
  await honest.done();
});

test("a room with all the connections it can hold turns more away, and serves those it has", async () => {
  const roomId = await newRoom(app.url, { initial_code: "|" });
  const honest = await HonestPair.join(app.url, roomId);
  const crowd = await Promise.all(
    Array.from({ length: CONNECTIONS_MAX + 20 }, () =>
      ContractClient.join(`${app.url}/ws/${roomId}?batch=1`, { compressed: false }),
    ),
  );
  const turnedAway = crowd.filter(({ unread }) => unread[0]?.type === "error");
  expect(turnedAway).toHaveLength(22);
  for (const client of turnedAway) {
    expect(client.unread[0]).toMatchObject({ code: "room_full" });
    expect((await client.isClosed()).code).toBe(4423);
  }
  await honest.work();
  for (const { socket } of crowd) socket.terminate();
  expect(await honest.done()).toBe("|");
});

describe("a socket that never reads", () => {
  const residentBytes = async () => {
    const status = await readFile(`/proc/${app.workerdPid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
  };
  /** What the runtime may grow by until then: what is unheard, and as much again for garbage. */
  const GROWTH_MAX = 2 * UNHEARD_CHARACTERS_MAX;

  test("is cut off with 4408 before the room's memory grows beyond a bound, and told why when it reads again", async () => {
    const roomId = await newRoom(app.url, { initial_code: "x".repeat(900_000) });
    const honest = await HonestPair.join(app.url, roomId);
    const reader = await ContractClient.join(`${app.url}/ws/${roomId}?sync=full`, { compressed: false });
    reader.keepsUnread = false;
    let last = "";
    reader.onMessage = (message) => (last = JSON.stringify(message).slice(0, 300));
    await honest.work();
    reader.raw.pause();
    const before = await residentBytes();
    let peak = before;
    const left = () => honest.heard.some((message) => message.includes("user_left"));
    while (!left()) {
      await honest.work(2);
      peak = Math.max(peak, await residentBytes());
    }
    console.log(`the runtime grew by ${Math.round((peak - before) / 1e6)} MB; ${String(honest)}`);
    expect(peak - before).toBeLessThan(GROWTH_MAX);
    reader.raw.resume();
    expect((await reader.isClosed()).code).toBe(4408);
    expect(JSON.parse(last)).toMatchObject({ type: "error", code: "rate_limited" });
    expect(await honest.done()).toBe("x".repeat(900_000));
  });
});
