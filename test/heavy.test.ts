// What one person can do at once with an ordinary editor: paste the longest text there may be, replace in it everywhere.
// It is saved like anything else, and others see it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, noRunner, startApp } from "#test/app";
import { newRoom, RoomMember, roomText, settled } from "#test/room-member";
import { TEXT_LENGTH_MAX } from "#protocol/limits";

let app: App;
beforeAll(async () => {
  app = await startApp({ env: noRunner });
});
afterAll(() => app?.stop());

async function pair(code: string): Promise<{ roomId: string; ann: RoomMember; bob: RoomMember }> {
  const roomId = await newRoom(app.url, { initial_code: code });
  return { roomId, ann: await RoomMember.join(app.url, roomId), bob: await RoomMember.join(app.url, roomId) };
}

const fill = (text: string) => text.repeat(TEXT_LENGTH_MAX / text.length);

test.for<[string, string]>([
  ["ASCII", fill("a")],
  ["three-byte characters", fill("中")],
  ["pairs", fill("🙂")],
  ["short lines", fill("a\n")],
  ["quotes", fill('"\\')],
  ["control characters", fill("\u0001")],
])("the longest text, of %s, is pasted, saved and seen", async ([, text]) => {
  const { roomId, ann, bob } = await pair("");
  ann.type(0, text);
  expect((await settled([ann, bob])) === text).toBe(true);
  expect((await roomText(app.url, roomId)) === text).toBe(true);
  expect(ann.errors).toEqual([]);
  const late = await RoomMember.join(app.url, roomId);
  expect(late.text === text).toBe(true);
});

test("what would make the text longer than it may be comes back to who pasted it, and typing goes on", async () => {
  const { ann, bob } = await pair("kept");
  ann.type(0, fill("a"));
  expect([ann.text, ann.recovered]).toEqual(["kept", [fill("a")]]);
  ann.type(4, "!");
  expect(await settled([ann, bob])).toBe("kept!");
});

test("[F7] a replacement in 25,000 places, and one at each place of a text, is saved and seen", async () => {
  const places = 25_000;
  const { roomId, ann, bob } = await pair("ab\n".repeat(places));
  bob.type(1, "_");
  ann.splice(...Array.from({ length: places }, (_, i) => ({ start: 3 * i, end: 3 * i + 1, text: "X" })));
  ann.type(0, "after it ");
  const expected = `after it X_b\n${"Xb\n".repeat(places - 1)}`;
  const text = await settled([ann, bob]);
  expect(text.length).toBe(expected.length);
  expect(text.slice(200) === expected.slice(200)).toBe(true);
  expect((await roomText(app.url, roomId)) === text).toBe(true);
  expect([...ann.errors, ...bob.errors]).toEqual([]);
});

test("[J2] who was away while large texts came by the dozen comes back, and what she typed meanwhile is saved", async () => {
  const { ann, bob } = await pair("\n");
  ann.leave();
  ann.type(0, "typed away");
  for (let i = 0; i < 120; i++) {
    const length = bob.length - bob.text.lastIndexOf("\n") - 1;
    bob.splice({ start: bob.length - length, end: bob.length, text: `${i % 10}`.repeat(600_000) });
    await bob.quiet();
  }
  ann.back();
  const text = await settled([ann, bob]);
  expect(text.replaceAll(/9+/g, "9")).toBe("typed away\n9");
  expect([...ann.recovered, ...ann.errors]).toEqual([]);
});
