// Two people far from the room and from each other, at real browsers: 150 ms ± 50 ms each way, and lines that stand still.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Random } from "#collab/simulation/random";
import { type App, startApp } from "#test/app";
import { eventually, launchBrowser, makeRoom, Person, roomNow } from "#test/browser";
import { DistantLine } from "#test/distant-line";

const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 32));
const random = new Random(seed);

let app: App;
let browser: Browser;
const lines: DistantLine[] = [];

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  for (const line of lines) line.close();
  await app.stop();
});

/** What has gone over somebody's socket, and the most edits that were under way at once. */
type Traffic = { edits: number; acks: number; ahead: number; received: number };

/** Somebody in a room, at the end of a line of their own that is still short. */
async function arrive(roomId: string, name: string) {
  const line = await DistantLine.to(app.url, random);
  lines.push(line);
  const person = await Person.arrive(browser, undefined, { name });
  const traffic: Traffic = { edits: 0, acks: 0, ahead: 0, received: 0 };
  const count = (payload: string | Buffer, type: string) => String(payload).split(`"type":"${type}"`).length - 1;
  person.page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      traffic.edits += count(payload, "code_update");
      traffic.ahead = Math.max(traffic.ahead, traffic.edits - traffic.acks);
    });
    socket.on("framereceived", ({ payload }) => {
      traffic.received++;
      traffic.acks += count(payload, "ack");
    });
  });
  await person.enter(`${line.url}/r/${roomId}`);
  await person.reads(/^Saved at v\d+$/);
  return { person, line, traffic };
}

test(`typing never waits for the network, and two far apart end with all that both typed (seed ${seed})`, async () => {
  const { id } = await makeRoom(app.url, { initial_code: "first\nmiddle\nlast" });
  const [ada, ben] = [await arrive(id, "Ada"), await arrive(id, "Ben")];
  for (const { line } of [ada, ben]) line.goFar();

  // Nothing at all comes over Ada's line, and what she types stands there all the same.
  await ada.person.goTo(1, "end");
  ada.line.hold();
  const before = ada.traffic.received;
  await ada.person.type(" of Ada's");
  await ada.person.sees("first of Ada's\nmiddle\nlast");
  expect(await ada.person.status()).toBe("Saving");
  expect(ada.traffic.received).toBe(before);
  expect(ada.traffic.edits).toBeGreaterThan(0);
  await ben.person.goTo(3, 1);
  await ben.person.type("the ");
  ada.line.release();
  const both = "first of Ada's\nmiddle\nthe last";
  await Promise.all([ada.person.sees(both), ben.person.sees(both)]);

  // Both at once, into one line at its two ends: neither waits for an ack before the next key.
  await ada.person.goTo(2, 1);
  await ben.person.goTo(2, "end");
  for (const { traffic } of [ada, ben]) traffic.ahead = 0;
  await Promise.all([ada.person.type("in front of the "), ben.person.type(" and behind it")]);
  for (const { traffic } of [ada, ben]) expect(traffic.ahead).toBeGreaterThan(1);
  const text = "first of Ada's\nin front of the middle and behind it\nthe last";
  await Promise.all([ada.person.sees(text), ben.person.sees(text)]);
  await eventually(async () => (await roomNow(app.url, id)).code).toBe(text);

  // At the very same place, where words must not mix.
  await ada.person.goTo(3, "end");
  await ben.person.goTo(3, "end");
  await Promise.all([ada.person.type("aaaaaaaa"), ben.person.type("bbbbbbbb")]);
  await eventually(async () => (await roomNow(app.url, id)).code).toMatch(/last(a{8}b{8}|b{8}a{8})$/);
  const { code, version } = await roomNow(app.url, id);
  await Promise.all([ada.person.sees(code), ben.person.sees(code)]);
  await Promise.all([ada, ben].map(({ person }) => person.reads(new RegExp(`^Saved at v${version}$`))));
  for (const { person, line } of [ada, ben]) {
    expect(person.failures).toEqual([]);
    expect(line.stalls).toBeGreaterThan(0);
  }
});
