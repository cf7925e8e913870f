import { expect, test } from "vitest";
import { textOf } from "#collab/changes";
import type { Output } from "#collab/client-output";
import { RoomClient } from "#collab/room-client";
import { SeatedRoom } from "#collab/simulation/seats";
import { textHash } from "#collab/text-hash";
import type { RoomMessage } from "#protocol/socket";

const sent = (outputs: readonly Output[]) => outputs.flatMap((one) => (one.type === "send" ? [one.message] : []));

test("[K6] a client whose text is not the room's is told so, heals, and hands out what it had", () => {
  const room = new SeatedRoom("one two");
  const client = new RoomClient("secret");
  const join = () => {
    const seat = room.join(client.joinQuery());
    return { seat, outputs: client.received(seat.init) };
  };
  const { seat } = join();
  expect(seat.says(...sent(client.check(0)))).toMatchObject([{ type: "checked", same: true }]);
  // Somebody's edit reaches this client otherwise than the room has it.
  room.join({}).says({ type: "code_update", version: 0, diff: { start: 0, end: 3, text: "ONE" } });
  const [update] = seat.hears().filter(({ type }) => type === "code_update");
  client.received({
    ...(update as Extract<RoomMessage, { type: "code_update" }>),
    diff: [{ start: 0, end: 3, text: "0NE" }],
  });
  expect(client.text?.toString()).toBe("0NE two");
  const answers = seat.says(...sent(client.check(0)));
  expect(answers).toMatchObject([{ type: "checked", version: 1, same: false }]);
  const outputs = answers.flatMap((answer) => client.received(answer));
  expect(outputs).toEqual([{ type: "diverged", file: 0, version: 1, text: "0NE two" }, { type: "rejoin" }]);
  expect(join().outputs.map(({ type }) => type)).toContain("apply");
  expect(client.text?.toString()).toBe("ONE two");
});

test("[K6] nothing is asked while something is pending, and nothing compared at another version", () => {
  const room = new SeatedRoom("text");
  const client = new RoomClient("secret");
  const seat = room.join(client.joinQuery());
  client.received(seat.init);
  const question = sent(client.check(0));
  room.join({}).says({ type: "code_update", version: 0, diff: { start: 0, end: 0, text: "x" } });
  expect(seat.says(...question).filter(({ type }) => type === "checked")).toEqual([
    { type: "checked", file: 0, version: 0 },
  ]);
  expect(room.join({}).says({ type: "check", file: 7, version: 1, hash: "" })).toMatchObject([
    { code: "unknown_file" },
  ]);
});

test("texts that differ in a letter, or in the order of two, have other hashes", () => {
  const texts = ["", "a", "b", "ab", "ba", "a\nb", "a b", "é", "e\u0301", "x".repeat(10_000), "x".repeat(10_001)];
  expect(new Set(texts.map((text) => textHash(textOf(text)))).size).toBe(texts.length);
});
