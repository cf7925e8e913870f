// CONTRACT.md's edits over the socket, line by line.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, noRunner, startApp } from "#test/app";
import { ContractClient } from "#test/contract-client";
import { newRoom, roomText } from "#test/room-member";
import { FRAME_LENGTH_MAX } from "#protocol/limits";

let app: App;
beforeAll(async () => {
  app = await startApp({ env: noRunner });
});
afterAll(() => app?.stop());

/** Clients of a new room, in the order of their numbers, everything about their coming read. */
async function room(code: string, ...queries: string[]): Promise<{ roomId: string; clients: ContractClient[] }> {
  const roomId = await newRoom(app.url, { initial_code: code });
  const clients: ContractClient[] = [];
  for (const query of queries) clients.push(await ContractClient.join(`${app.url}/ws/${roomId}?${query}`));
  for (const client of clients) await client.rest();
  return { roomId, clients };
}
const pair = async (code: string) => {
  const { roomId, clients } = await room(code, "client=a", "client=b");
  return { roomId, ann: clients[0]!, bob: clients[1]! };
};

/** Waits until all are at the same version and answers their one text. */
async function agreed(roomId: string, ...clients: ContractClient[]): Promise<string> {
  const version = Math.max(...clients.map((client) => client.version));
  for (const client of clients) await client.until(() => client.version === version, `version ${version}`);
  const texts = new Set([await roomText(app.url, roomId), ...clients.map(({ text }) => text)]);
  expect([...texts]).toHaveLength(1);
  return [...texts][0]!;
}

describe("a code_update", () => {
  test("replaces [start, end), is acknowledged to its sender and told to the others", async () => {
    const { roomId, ann, bob } = await pair("void main() {");
    ann.edit({ start: 0, end: 4, text: "int" });
    expect(await ann.next()).toEqual({ type: "ack", version: 1 });
    expect(await bob.next()).toEqual({
      type: "code_update",
      version: 1,
      user: 1,
      diff: [{ start: 0, end: 4, text: "int" }],
    });
    expect(await agreed(roomId, ann, bob)).toBe("int main() {");
  });

  test("may be a list of splices in the same coordinates, in any order", async () => {
    const { roomId, ann, bob } = await pair("abcdef");
    ann.edit([
      { start: 5, end: 6, text: "" },
      { start: 0, end: 0, text: "<" },
      { start: 2, end: 4, text: "CD" },
    ]);
    await ann.next("ack");
    expect(await agreed(roomId, ann, bob)).toBe("<abCDe");
  });

  test("that changes nothing is an edit like any other", async () => {
    const { ann } = await pair("same");
    for (const diff of [[], { start: 1, end: 1, text: "" }, { start: 0, end: 4, text: "same" }]) ann.edit(diff);
    for (const version of [1, 2, 3]) expect(await ann.next()).toMatchObject({ type: "ack", version });
    expect(ann.text).toBe("same");
  });

  test("against an older version is moved by what came since, and the ack tells how", async () => {
    const { roomId, ann, bob } = await pair("one two");
    ann.insert(0, "zero ");
    await ann.next("ack");
    bob.insert(7, " three", { version: 0 });
    expect(await bob.next("ack")).toEqual({ type: "ack", version: 2, diff: [{ start: 12, end: 12, text: " three" }] });
    expect(await agreed(roomId, ann, bob)).toBe("zero one two three");
  });

  test("several in flight count in the sender's own coordinates, others' edits or not", async () => {
    const { roomId, ann, bob } = await pair("[]");
    for (const [i, letter] of [..."hello"].entries()) ann.insert(1 + i, letter, { version: 0 });
    for (const [i, letter] of [..."world"].entries()) bob.insert(2 + i, letter, { version: 0 });
    for (const client of [ann, bob]) await client.until(() => client.version === 10, "all edits");
    expect(await agreed(roomId, ann, bob)).toBe("[hello]world");
  });

  test("in flight may also delete what is in flight", async () => {
    const { roomId, ann, bob } = await pair("");
    ann.insert(0, "wrong", { version: 0 });
    bob.insert(0, "!", { version: 0 });
    ann.edit({ start: 0, end: 5, text: "right" }, { version: 0 });
    for (const client of [ann, bob]) await client.until(() => client.version === 3, "all edits");
    expect(await agreed(roomId, ann, bob)).toBe("right!");
  });

  test("what one deleted and the other typed into is deleted but for what was typed", async () => {
    const { roomId, ann, bob } = await pair("keep drop keep");
    ann.edit({ start: 5, end: 10, text: "" }, { version: 0 });
    bob.insert(7, "NEW", { version: 0 });
    for (const client of [ann, bob]) await client.until(() => client.version === 2, "both edits");
    expect(await agreed(roomId, ann, bob)).toBe("keep NEWkeep");
  });

  test("counts UTF-16 units", async () => {
    const { roomId, ann, bob } = await pair("a🙂b");
    ann.insert(3, "é🎉");
    await ann.next("ack");
    expect(await agreed(roomId, ann, bob)).toBe("a🙂é🎉b");
  });
});

describe("ties", () => {
  test.for([
    ["ann", "bob"],
    ["bob", "ann"],
  ] as const)(
    "at one place the smaller number stands first, also when %s's edit came first",
    async ([first, second]) => {
      const { roomId, ...people } = await pair("()");
      people[first].insert(1, first, { version: 0 });
      await people[first].next("ack");
      people[second].insert(1, second, { version: 0 });
      await people[second].next("ack");
      expect(await agreed(roomId, people.ann, people.bob)).toBe("(annbob)");
    },
  );

  test("the words of people who type ahead of their acks at one place never interleave", async () => {
    const { roomId, clients } = await room("", "", "", "");
    const words = ["alpha".repeat(20), "bravo".repeat(20), "crown".repeat(20)];
    // Everybody types on as if the others were not there, letters arriving in turns.
    for (let i = 0; i < 100; i++)
      for (const [at, client] of clients.entries()) client.insert(i, words[at]![i]!, { version: 0 });
    for (const client of clients) await client.until(() => client.version === 300, "all letters");
    expect(await agreed(roomId, ...clients)).toBe(words.join(""));
  });
});

describe("a sequence", () => {
  test("makes a resend harmless: it is acknowledged with its version and counts once", async () => {
    const { roomId, ann, bob } = await pair("");
    for (const sequence of [1, 2, 3]) ann.insert(sequence - 1, String(sequence), { version: 0, sequence });
    for (const sequence of [1, 2, 3]) expect(await ann.next()).toEqual({ type: "ack", version: sequence, sequence });
    bob.insert(3, "!", { version: 3 });
    await ann.next("code_update");
    for (const sequence of [2, 1, 3, 3]) {
      ann.send({ type: "code_update", version: 0, sequence, diff: { start: 0, end: 0, text: "again" } });
      expect(await ann.next()).toEqual({ type: "ack", version: sequence, sequence });
    }
    expect(await agreed(roomId, ann, bob)).toBe("123!");
  });

  test("is the client's, not the socket's: a resend after a broken line counts once, too", async () => {
    const { roomId, ann, bob } = await pair("");
    ann.insert(0, "once", { sequence: 1 });
    await bob.next("code_update");
    ann.socket.terminate();
    bob.insert(4, " only");
    await bob.next("ack");
    const again = await ContractClient.join(`${app.url}/ws/${roomId}?client=a`);
    expect(again.unread[0]).toMatchObject({ user: { user: 1, sequence: 1 } });
    again.insert(0, "once", { version: 0, sequence: 1 });
    again.insert(9, " and for all", { sequence: 2 });
    expect(await again.next("ack")).toEqual({ type: "ack", version: 1, sequence: 1 });
    expect(await again.next("ack")).toMatchObject({ version: 3, sequence: 2 });
    expect(await agreed(roomId, again, bob)).toBe("once only and for all");
  });

  test("an edit lost on the line counts when it is sent again to a room that has moved on", async () => {
    const { roomId, ann, bob } = await pair("ab");
    ann.socket.terminate();
    bob.insert(0, "__");
    await bob.next("ack");
    const again = await ContractClient.join(`${app.url}/ws/${roomId}?client=a`);
    again.insert(1, "+", { version: 0, sequence: 1 });
    expect(await again.next("ack")).toMatchObject({ version: 2, sequence: 1, diff: [{ start: 3, end: 3, text: "+" }] });
    expect(await agreed(roomId, again, bob)).toBe("__a+b");
  });

  test("that leaves a gap is refused, and so is all behind it until the gap is filled", async () => {
    const { ann } = await pair("");
    for (const sequence of [2, 3])
      ann.send({ type: "code_update", version: 0, sequence, diff: { start: 0, end: 0, text: "x" } });
    expect(await ann.rest()).toMatchObject([
      { type: "error", code: "sequence_gap", sequence: 2 },
      { code: "sequence_gap", sequence: 3 },
    ]);
    ann.insert(0, "1", { sequence: 1 });
    expect(await ann.next()).toEqual({ type: "ack", version: 1, sequence: 1 });
  });
});

describe("whole texts", () => {
  test("with sync=full come instead of differences, from init to the ack of what was merged", async () => {
    const { roomId, clients } = await room("one\ntwo\n", "sync=full", "");
    const [whole, other] = clients as [ContractClient, ContractClient];
    other.insert(8, "three\n");
    await whole.until(() => whole.version === 1, "the text");
    expect(await whole.next()).toMatchObject({
      type: "code_update",
      code: "one\ntwo\nthree\n",
      language: "python",
      user: 2,
    });
    whole.replace("ONE\ntwo\nthree\n");
    expect(await whole.next()).toMatchObject({ type: "ack", version: 2 });
    expect(await other.next("code_update")).toMatchObject({
      version: 2,
      user: 1,
      diff: [{ start: 0, end: 3, text: "ONE" }],
    });
    expect(await agreed(roomId, whole, other)).toBe("ONE\ntwo\nthree\n");
  });

  test("what names the version it was made on overwrites nothing that came meanwhile", async () => {
    const { roomId, clients } = await room("aaa\nbbb\n", "sync=full", "");
    const [whole, other] = clients as [ContractClient, ContractClient];
    other.insert(8, "ccc\n");
    whole.replace("AAA\nbbb\n", { version: 0 });
    for (const client of [whole, other]) await client.until(() => client.version === 2, "both edits");
    expect(await agreed(roomId, whole, other)).toBe("AAA\nbbb\nccc\n");
  });

  test("the language beside a whole text is taken over", async () => {
    const { clients } = await room("x", "sync=full", "");
    clients[0]!.replace("y", { language: "C++" });
    expect(await clients[1]!.next("room_update")).toMatchObject({ language: "cpp", user: 1 });
  });

  test("unchanged texts make no versions", async () => {
    const { clients } = await room("same\n", "sync=full");
    for (let i = 0; i < 5; i++) clients[0]!.replace("same\r\n");
    expect((await clients[0]!.rest()).map(({ type, version }) => [type, version])).toEqual(Array(5).fill(["ack", 0]));
  });

  test("are also understood from a client that reads differences", async () => {
    const { roomId, ann, bob } = await pair("left right");
    bob.insert(10, "!");
    await ann.next("code_update");
    ann.replace("LEFT right!");
    await ann.next("ack");
    expect(await agreed(roomId, ann, bob)).toBe("LEFT right!");
  });
});

describe("an edit that cannot be", () => {
  const edit = (diff: unknown, more: object = {}) => ({ type: "code_update", version: 0, diff, ...more });
  const text = "a🙂b\n";
  test.for<[string, unknown, string]>([
    ["ends behind the text", edit({ start: 0, end: 6, text: "" }), "bad_position"],
    ["starts behind the text", edit({ start: 9, end: 9, text: "x" }), "bad_position"],
    ["ends before it starts", edit({ start: 3, end: 1, text: "x" }), "bad_position"],
    [
      "overlaps itself",
      edit([
        { start: 0, end: 3, text: "" },
        { start: 1, end: 4, text: "" },
      ]),
      "bad_position",
    ],
    ["starts inside a surrogate pair", edit({ start: 2, end: 4, text: "" }), "bad_position"],
    ["ends inside a surrogate pair", edit({ start: 0, end: 2, text: "" }), "bad_position"],
    ["inserts into a surrogate pair", edit({ start: 2, end: 2, text: "x" }), "bad_position"],
    ["brings half a surrogate pair", edit({ start: 0, end: 0, text: "\ud83d" }), "bad_message"],
    ["brings halves the wrong way round", edit({ start: 0, end: 0, text: "\ude42\ud83d" }), "bad_message"],
    ["brings a carriage return", edit({ start: 0, end: 0, text: "\r\n" }), "bad_message"],
    ["has a negative position", edit({ start: -1, end: 0, text: "" }), "bad_message"],
    ["has a fraction of a position", edit({ start: 0.5, end: 1, text: "" }), "bad_message"],
    ["has a position in words", edit({ start: "0", end: 0, text: "" }), "bad_message"],
    ["has no text", edit({ start: 0, end: 0 }), "bad_message"],
    ["has no version", { type: "code_update", diff: { start: 0, end: 0, text: "x" } }, "bad_message"],
    ["has neither difference nor text", { type: "code_update", version: 0 }, "bad_message"],
    ["has both", edit({ start: 0, end: 0, text: "x" }, { code: "y" }), "bad_message"],
    ["is of a version to come", edit({ start: 0, end: 0, text: "x" }, { version: 1 }), "version_unknown"],
    ["has sequence 0", edit({ start: 0, end: 0, text: "x" }, { sequence: 0 }), "bad_message"],
    ["is of a file that is not there", edit({ start: 0, end: 0, text: "x" }, { file: "b.py" }), "unknown_file"],
    ["is too long", edit({ start: 0, end: 0, text: "x".repeat(999_999) }), "too_large"],
    ["has a text that is half a pair", { type: "code_update", code: "\udc00" }, "bad_message"],
    ["has a language nobody knows", { type: "code_update", code: "x", language: "klingon" }, "bad_message"],
    ["is not JSON", '{"type":"code_update",', "bad_json"],
    ["is of a type nobody knows", { type: "delete_everything" }, "bad_message"],
    ["is a list", [edit({ start: 0, end: 0, text: "x" })], "bad_message"],
    ["is binary", Buffer.from(JSON.stringify(edit({ start: 0, end: 0, text: "x" }))), "bad_message"],
    [
      "is larger than a message may be",
      `${JSON.stringify(edit({ start: 0, end: 0, text: "x" })).padEnd(FRAME_LENGTH_MAX + 1)}`,
      "too_large",
    ],
  ])("because it %s gets an error, changes nothing, and the connection goes on", async ([, message, code]) => {
    const { roomId, ann, bob } = await pair(text);
    ann.send(message as string);
    expect(await ann.rest()).toMatchObject([{ type: "error", code, message: expect.any(String) }]);
    expect(await bob.rest()).toEqual([]);
    expect(await roomText(app.url, roomId)).toBe(text);
    ann.insert(0, "!");
    expect(await ann.next()).toMatchObject({ type: "ack", version: 1 });
  });

  test("numbered ones name their sequence in the error", async () => {
    const { ann } = await pair("");
    ann.send(edit({ start: 5, end: 5, text: "x" }, { sequence: 1 }));
    expect(await ann.next()).toMatchObject({ type: "error", code: "bad_position", sequence: 1 });
  });
});
