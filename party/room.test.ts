import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { loadCheckpoint } from "#db/checkpoints";
import { decodeChunk } from "#party/log-chunk";
import { decodeState } from "#party/room-state";
import { RoomStore } from "#party/room-store";
import { loseStorage, makeRoom, objectOf, TestSocket } from "#party/test-room";

test("who makes a room finds it, though D1 is slow to say that it is there", async () => {
  const room = await makeRoom({ initial_code: "mine" });
  await env.DB.prepare("DELETE FROM rooms WHERE id = ?").bind(room.roomId).run();
  const maker = await TestSocket.join(room.roomId);
  expect(await maker.next("init")).toMatchObject({ version: 0, code: "mine" });
});

test("a room wakes from hibernation with its members, carets and versions", async () => {
  const room = await makeRoom({ initial_code: "hello world" });
  const ann = await TestSocket.join(room.roomId, "client=ann&name=Ann");
  const bob = await TestSocket.join(room.roomId, "client=bob&name=Bob");
  await ann.next("init");
  await bob.next("init");
  bob.send({ type: "cursor_update", position: 11 });
  await ann.next("cursor_update");
  await ann.edit(0, 0, 0, "> ", { sequence: 1 });
  expect((await bob.next("code_update")).version).toBe(1);

  await evictDurableObject(objectOf(room));

  expect(await ann.edit(1, 0, 0, ">", { sequence: 2 })).toBe(2);
  expect(await bob.next("code_update")).toMatchObject({ version: 2, user: 1, diff: [{ start: 0, end: 0, text: ">" }] });
  const carol = await TestSocket.join(room.roomId);
  expect(await carol.next("init")).toMatchObject({
    version: 2,
    code: ">> hello world",
    count: 3,
    users: [
      { user: 1, name: "Ann" },
      { user: 2, name: "Bob", position: 14 },
      { user: 3, name: "Guest 3" },
    ],
  });
  expect(await ann.edit(0, 0, 0, "again", { sequence: 1 })).toBe(1); // known, though the memory of it is gone
});

test("an edit typed ahead across hibernation is refused when others came between, and a rejoin settles it", async () => {
  const room = await makeRoom({ initial_code: "abc" });
  const ann = await TestSocket.join(room.roomId, "client=ann");
  const bob = await TestSocket.join(room.roomId, "client=bob");
  await bob.edit(0, 0, 0, "B", { sequence: 1 });
  await ann.edit(0, 3, 3, "x", { sequence: 1 }); // had not seen B
  await evictDurableObject(objectOf(room));
  ann.send({ type: "code_update", version: 0, diff: { start: 4, end: 4, text: "y" }, sequence: 2 });
  expect(await ann.next("error")).toMatchObject({ code: "version_unknown", sequence: 2 });
  expect(await ann.edit(2, 5, 5, "y", { sequence: 2 })).toBe(3);
  const answer = await exports.default.fetch(`https://tandem/rooms/${room.roomId}`);
  expect(await answer.json()).toMatchObject({ code: "Babcxy", version: 3, userCount: 2 });
});

test("a room whose object has lost its storage comes back at its last checkpoint", async () => {
  const room = await makeRoom({ initial_code: "one", language: "go", title: "Kept" });
  const ann = await TestSocket.join(room.roomId, "client=ann&name=Ann");
  const { epoch } = await ann.next("init");
  await ann.edit(0, 3, 3, " two", { sequence: 1 });
  ann.send({ type: "room_update", title: "Renamed" });
  await ann.next("room_update");
  await runDurableObjectAlarm(objectOf(room));
  await ann.edit(1, 7, 7, " lost", { sequence: 2 });
  await loseStorage(room);

  const back = await TestSocket.join(room.roomId, `client=ann&since=2&epoch=${epoch}`);
  const init = await back.next("init");
  expect(init).toMatchObject({
    version: 1,
    code: "one two",
    language: "go",
    title: "Renamed",
    user: { user: 1, name: "Ann", sequence: 1 },
  });
  expect(init.epoch).not.toBe(epoch);
  expect(init.edits).toBeUndefined();
  expect(await back.edit(1, 0, 0, "!", { sequence: 2 })).toBe(2);
  // The text before the checkpoint is known too: this edit rests on the room's first version.
  const merged = await exports.default.fetch(`https://tandem/rooms/${room.roomId}/code`, {
    method: "PUT",
    body: JSON.stringify({ code: "one.", version: 0 }),
  });
  expect(await merged.json()).toEqual({ code: "!one. two", version: 3 });
});

test("D1 has the whole room soon after the last person leaves", async () => {
  const room = await makeRoom({ initial_code: "" });
  const ann = await TestSocket.join(room.roomId, "client=ann");
  await ann.next("init");
  for (let i = 0; i < 20; i++) await ann.edit(i, i, i, "x", { sequence: i + 1 });
  ann.close();
  await vi.waitFor(async () => expect((await loadCheckpoint(env.DB, room.roomId))?.version).toBe(20));
  const checkpoint = await loadCheckpoint(env.DB, room.roomId);
  expect(decodeState(checkpoint!.snapshots.at(-1)!.body).project.main.toString()).toBe("x".repeat(20));
  const edits = checkpoint!.chunks.flatMap(({ body }) => decodeChunk(body));
  expect(edits.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test("a checkpoint that D1 refused is repeated until D1 has it", async () => {
  const room = await makeRoom();
  const ann = await TestSocket.join(room.roomId, "client=ann");
  await ann.edit(0, 0, 0, "kept", { sequence: 1 });
  const errors = vi.spyOn(console, "error").mockImplementation(() => {});
  await env.DB.exec("ALTER TABLE snapshots RENAME TO gone");
  await runDurableObjectAlarm(objectOf(room));
  expect(errors).toHaveBeenCalledWith(expect.stringContaining("checkpoint failed"));
  await env.DB.exec("ALTER TABLE gone RENAME TO snapshots");
  errors.mockRestore();
  expect((await loadCheckpoint(env.DB, room.roomId))?.version).toBe(0);
  expect(await runDurableObjectAlarm(objectOf(room))).toBe(true);
  expect((await loadCheckpoint(env.DB, room.roomId))?.version).toBe(1);
});

test("a new title reaches D1 though the room slept before the checkpoint", async () => {
  const room = await makeRoom({ title: "Old" });
  const ann = await TestSocket.join(room.roomId, "client=ann");
  ann.send({ type: "room_update", title: "New", language: "go" });
  await ann.next("room_update");
  await evictDurableObject(objectOf(room));
  expect(await runDurableObjectAlarm(objectOf(room))).toBe(true);
  const checkpoint = await loadCheckpoint(env.DB, room.roomId);
  expect(decodeState(checkpoint!.snapshots.at(-1)!.body)).toMatchObject({ title: "New", language: "go" });
});

test("sockets that outlived the log they followed are told to join again", async () => {
  const room = await makeRoom({ initial_code: "one" });
  const ann = await TestSocket.join(room.roomId, "client=ann");
  await ann.edit(0, 3, 3, " two", { sequence: 1 });
  await runInDurableObject(objectOf(room), async (_room, state) => {
    await state.storage.deleteAlarm();
    await state.storage.deleteAll();
  });
  await evictDurableObject(objectOf(room));
  const bob = await TestSocket.join(room.roomId, "client=bob");
  expect(await bob.next("init")).toMatchObject({ version: 0, count: 1 });
  expect(await ann.untilClosed()).toMatchObject({ code: 4503 });
});

test("a log that cannot be brought into its lasting form ends this life of the object, and nothing is lost", async () => {
  const room = await makeRoom();
  const ann = await TestSocket.join(room.roomId, "client=ann");
  await ann.edit(0, 0, 0, "kept", { sequence: 1 });
  const errors = vi.spyOn(console, "error").mockImplementation(() => {});
  const tidy = vi.spyOn(RoomStore.prototype, "tidy").mockImplementation(() => {
    throw new Error("disk full");
  });
  ann.send({ type: "code_update", version: 1, diff: { start: 0, end: 0, text: "> " }, sequence: 2 });
  await ann.untilClosed();
  tidy.mockRestore();
  errors.mockRestore();
  const back = await TestSocket.join(room.roomId, "client=ann");
  await back.edit(1, 0, 0, "> ", { sequence: 2 });
  const answer = await exports.default.fetch(`https://tandem/rooms/${room.roomId}`);
  expect(await answer.json()).toMatchObject({ code: "> kept", version: 2 });
});

test("a room that cannot be rebuilt is not served, and nothing of it is overwritten", async () => {
  const room = await makeRoom({ initial_code: "precious" });
  const ann = await TestSocket.join(room.roomId, "client=ann");
  await ann.edit(0, 0, 0, "most ", { sequence: 1 });
  await runInDurableObject(objectOf(room), (_room, state) => void state.storage.sql.exec("DELETE FROM tail"));
  await runInDurableObject(
    objectOf(room),
    (_room, state) => void state.storage.sql.exec("INSERT INTO tail VALUES (3, '[3,1,3,0,[8]]')"),
  );
  const errors = vi.spyOn(console, "error").mockImplementation(() => {});
  await evictDurableObject(objectOf(room), { webSockets: "close" });
  const late = await TestSocket.join(room.roomId, "client=bob");
  expect(await late.next("error")).toMatchObject({ code: "unavailable" });
  expect(await late.untilClosed()).toMatchObject({ code: 4503 });
  expect((await exports.default.fetch(`https://tandem/rooms/${room.roomId}`)).status).toBe(503);
  errors.mockRestore();
  await runInDurableObject(objectOf(room), (_room, state) => {
    expect(state.storage.sql.exec("SELECT count(*) AS rows FROM tail").one()).toEqual({ rows: 1 });
  });
});

test("pings are answered without waking the room", async () => {
  const room = await makeRoom();
  const ann = await TestSocket.join(room.roomId);
  await ann.next("init");
  await evictDurableObject(objectOf(room));
  ann.send({ type: "ping" });
  await ann.next("pong");
});

test("J1 an empty client id counts as not given", async () => {
  const room = await makeRoom();
  for (const user of [1, 2]) {
    const guest = await TestSocket.join(room.roomId, "client=&name=&since=");
    expect(await guest.next("init")).toMatchObject({ user: { user, name: `Guest ${user}` }, code: "" });
  }
});
