// CONTRACT.md's socket, but for the edits (contract-edits.test.ts): who is here, where, and how one comes and goes.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, noRunner, startApp } from "#test/app";
import { ContractClient } from "#test/contract-client";
import { newRoom } from "#test/room-member";

let app: App;
beforeAll(async () => {
  app = await startApp({ env: noRunner });
});
afterAll(() => app?.stop());

const join = (roomId: string, query = "") => ContractClient.join(`${app.url}/ws/${roomId}?${query}`);

/** Somebody in a room whose init is read. */
async function member(roomId: string, query = ""): Promise<ContractClient> {
  const client = await join(roomId, query);
  await client.rest();
  return client;
}

describe("joining", () => {
  test("init comes first and tells of the text, the room, oneself and the others", async () => {
    const roomId = await newRoom(app.url, { initial_code: "hello", language: "go", title: "Pairing" });
    const ann = await join(roomId, "name=Ann&client=a1");
    expect(ann.unread[0]).toMatchObject({
      type: "init",
      protocol: 1,
      roomId,
      role: "editor",
      version: 0,
      code: "hello",
      language: "go",
      title: "Pairing",
      count: 1,
      user: { user: 1, name: "Ann", role: "editor", sequence: 0 },
    });
    ann.send({ type: "cursor_update", position: 3 });
    await ann.rest();
    const bob = await join(roomId, "name=Bob&client=b1");
    expect(bob.unread[0]).toMatchObject({
      type: "init",
      count: 2,
      user: { user: 2, name: "Bob" },
      users: [{ user: 1, name: "Ann", position: 3 }, { user: 2 }],
    });
  });

  test("clients are numbered in the order in which they first arrived, and keep their numbers", async () => {
    const roomId = await newRoom(app.url);
    const numbers: unknown[] = [];
    for (const client of ["a", "b", "a", "c", "b", "a"]) {
      const one = await join(roomId, `client=${client}`);
      numbers.push((one.unread[0]!["user"] as { user: number }).user);
      await one.leave();
    }
    expect(numbers).toEqual([1, 2, 1, 3, 2, 1]);
  });

  test("who gives no client id is somebody new each time", async () => {
    const roomId = await newRoom(app.url);
    const [one, two] = [await join(roomId), await join(roomId)];
    expect(one.unread[0]!["user"]).not.toMatchObject({ user: (two.unread[0]!["user"] as { user: number }).user });
  });

  test("the others are told who came and who left, and everybody how many are here", async () => {
    const roomId = await newRoom(app.url);
    const ann = await member(roomId);
    const bob = await member(roomId, "name=Bob");
    expect(await ann.next()).toMatchObject({ type: "user_joined", count: 2, user: { user: 2, name: "Bob" } });
    expect(await ann.next()).toEqual({ type: "user_count_update", count: 2 });
    await bob.leave();
    expect(await ann.next()).toEqual({ type: "user_left", count: 1, user: 2 });
    expect(await ann.next()).toEqual({ type: "user_count_update", count: 1 });
  });

  test.for(["nobody", "00000000-0000-4000-8000-000000000000"])(
    "the unknown room %s is refused with 4404 after an error",
    async (id) => {
      const client = await join(id);
      expect(await client.next()).toMatchObject({ type: "error", code: "unknown_room", message: expect.any(String) });
      expect((await client.isClosed()).code).toBe(4404);
      expect(client.frames).toHaveLength(1);
    },
  );

  test("without an upgrade the address says that it speaks WebSocket", async () => {
    expect((await fetch(`${app.url}/ws/${await newRoom(app.url)}`)).status).toBe(426);
  });

  test("a close without a code is answered at once, and one with a code by the same", async () => {
    const roomId = await newRoom(app.url);
    const [plain, coded] = [await member(roomId), await member(roomId)];
    plain.socket.close();
    expect((await plain.isClosed()).code).toBe(1000);
    coded.socket.close(4000, "bye");
    expect((await coded.isClosed()).code).toBe(4000);
  });

  test("what a query says that makes no sense counts as not said", async () => {
    const roomId = await newRoom(app.url, { initial_code: "x" });
    for (const query of [
      "since=-1",
      "since=later",
      "since=99",
      "sync=half",
      "batch=yes",
      `name=${"n".repeat(5_000)}`,
      "name=%00%E2%80%AE",
    ]) {
      const client = await join(roomId, query);
      expect(client.unread[0]).toMatchObject({ type: "init", code: "x", version: 0 });
      await client.leave();
    }
  });

  test("a name is one line without characters that reverse or hide it, and can be changed", async () => {
    const roomId = await newRoom(app.url);
    const ann = await member(roomId);
    const bob = await member(roomId, `name=${encodeURIComponent("  B\n\u202eo\tb  ")}`);
    expect(await ann.next("user_joined")).toMatchObject({ user: { name: "B o b" } });
    bob.send({ type: "profile_update", name: "Robert" });
    expect(await ann.next("profile_update")).toMatchObject({ user: { user: 2, name: "Robert" } });
  });

  test("a client id is never shown to others, nor in what REST tells", async () => {
    const roomId = await newRoom(app.url);
    const secrets = ["very-secret-of-ann", "very-secret-of-bob"];
    const [ann, bob] = [await join(roomId, `client=${secrets[0]}`), await join(roomId, `client=${secrets[1]}`)];
    ann.insert(0, "text", { sequence: 1 });
    ann.send({ type: "cursor_update", position: 0 });
    ann.send({ type: "profile_update", name: "Ann" });
    ann.send({ type: "room_update", title: "Title" });
    await bob.next("room_update");
    await ann.leave();
    const again = await join(roomId, `client=${secrets[0]}&since=0`);
    await bob.next("user_left");
    const told = [
      ...ann.frames,
      ...bob.frames,
      ...again.frames,
      await (await fetch(`${app.url}/rooms/${roomId}`)).text(),
    ];
    expect(told.filter((frame) => frame.includes("very-secret"))).toEqual([]);
  });

  test("a client that joins again elsewhere takes its place over, and the older socket is told why", async () => {
    const roomId = await newRoom(app.url);
    const older = await member(roomId, "client=one");
    const newer = await member(roomId, "client=one");
    expect(await older.next("error")).toMatchObject({ code: "superseded" });
    expect((await older.isClosed()).code).toBe(4409);
    newer.insert(0, "still here");
    expect(await newer.next("ack")).toMatchObject({ version: 1 });
  });
});

describe("since", () => {
  test("the missing edits come instead of the text, one's own with their sequences", async () => {
    const roomId = await newRoom(app.url);
    const ann = await member(roomId, "client=a");
    const bob = await member(roomId, "client=b");
    ann.insert(0, "A", { sequence: 1 });
    await bob.next("code_update");
    bob.insert(1, "B", { sequence: 1 });
    await ann.next("code_update");
    const again = await join(roomId, "client=a&since=0");
    const init = await again.next("init");
    expect(init).toMatchObject({ version: 2, user: { user: 1, sequence: 1 } });
    expect(init.code).toBeUndefined();
    expect(init.edits).toEqual([
      { from: 0, version: 1, user: 1, sequence: 1, diff: [{ start: 0, end: 0, text: "A" }] },
      { from: 1, version: 2, user: 2, diff: [{ start: 1, end: 1, text: "B" }] },
    ]);
    expect(again.text).toBe("AB");
  });

  test("where nothing is missing no edit comes, and one that is to come brings the text", async () => {
    const roomId = await newRoom(app.url, { initial_code: "x" });
    expect(await (await join(roomId, "since=0")).next("init")).toMatchObject({ version: 0, edits: [] });
    expect(await (await join(roomId, "since=1")).next("init")).toMatchObject({ version: 0, code: "x" });
    expect(await (await join(roomId, "since=0&epoch=another-life")).next("init")).toMatchObject({ code: "x" });
  });
});

describe("presence", () => {
  test("a cursor is seen by the others, with its selections, and moves with edits", async () => {
    const roomId = await newRoom(app.url, { initial_code: "0123456789" });
    const ann = await member(roomId);
    const bob = await member(roomId);
    await ann.rest();
    bob.send({ type: "cursor_update", position: 4 });
    expect(await ann.next()).toEqual({ type: "cursor_update", user: 2, version: 0, position: 4 });
    bob.send({ type: "cursor_update", position: 6, selection: { anchor: 2, head: 6 } });
    expect(await ann.next()).toMatchObject({ user: 2, position: 6, selection: [{ anchor: 2, head: 6 }] });
    const selection = [
      { anchor: 1, head: 2 },
      { anchor: 9, head: 8 },
    ];
    bob.send({ type: "cursor_update", position: 2, selection });
    expect(await ann.next()).toMatchObject({ user: 2, position: 2, selection });
    ann.insert(0, "__");
    await ann.next("ack");
    const late = await join(roomId);
    const moved = selection.map(({ anchor, head }) => ({ anchor: anchor + 2, head: head + 2 }));
    expect(late.unread[0]!["users"]).toContainEqual(
      expect.objectContaining({ user: 2, position: 4, selection: moved }),
    );
  });

  test("a cursor outside of the text, or in a file that is not there, is refused and seen by nobody", async () => {
    const roomId = await newRoom(app.url, { initial_code: "short" });
    const [ann, bob] = [await member(roomId), await member(roomId)];
    await ann.rest();
    bob.send({ type: "cursor_update", position: 6 });
    bob.send({ type: "cursor_update", position: 1, selection: { anchor: 0, head: 6 } });
    bob.send({ type: "cursor_update", position: 1, file: "other.py" });
    expect((await bob.rest()).map(({ code }) => code)).toEqual(["bad_position", "bad_position", "unknown_file"]);
    expect(await ann.rest()).toEqual([]);
  });

  test("language and title are seen by all", async () => {
    const roomId = await newRoom(app.url);
    const clients = [await member(roomId), await member(roomId)];
    clients[1]!.send({ type: "room_update", language: "rust", title: "Borrowing" });
    for (const client of clients)
      expect(await client.next("room_update")).toMatchObject({ user: 2, language: "rust", title: "Borrowing" });
    expect((await join(roomId)).unread[0]).toMatchObject({ language: "rust", title: "Borrowing" });
  });
});

test.for(['{"type":"ping"}', '{ "type": "ping" }', '\n{"type":\t"ping"}\n', '{"type":"ping","more":1}'])(
  "%j is answered by a pong",
  async (ping) => {
    const client = await member(await newRoom(app.url));
    client.send(ping);
    expect(await client.next()).toEqual({ type: "pong" });
  },
);

describe("batch=1", () => {
  test("several messages may come in one frame, in order, and others get one each", async () => {
    const roomId = await newRoom(app.url);
    const writer = await member(roomId);
    const [batched, single] = [await member(roomId, "batch=1"), await member(roomId)];
    const start = batched.frames.length;
    for (let i = 0; i < 200; i++) writer.insert(i, "x", { version: 0, sequence: undefined });
    for (const client of [batched, single]) await client.until(() => client.version === 200, "all edits");
    expect(batched.text).toBe("x".repeat(200));
    expect(single.text).toBe("x".repeat(200));
    const frames = batched.frames.slice(start);
    expect(frames.some((frame) => frame.startsWith("["))).toBe(true);
    expect(single.frames.every((frame) => frame.startsWith("{"))).toBe(true);
  });
});
