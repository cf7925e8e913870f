// What people say outlives the room's memory, its storage, and the room itself where an archive has it.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { loadArchive } from "#db/archives";
import { loadCheckpoint } from "#db/checkpoints";
import { faultOf } from "#party/archived-room";
import { newSchema, schemaSteps } from "#party/room-schema";
import { decodeState, encodeState } from "#party/room-state";
import { RoomSql } from "#party/room-sql";
import { TalkStore } from "#party/talk-store";
import { makeRoom, objectOf, TestSocket } from "#party/test-room";
import { MESSAGES_KEPT_MAX } from "#protocol/limits";
import type { Message, MessagesAnswer, Thread, ThreadsAnswer } from "#protocol/talk";
import { archiveOfText, textOfArchive } from "#worker/room-archive";

const get = async <T>(path: string): Promise<T> => (await exports.default.fetch(`https://tandem${path}`)).json();

/** A room of which somebody spoke, and in which two places are talked about: one moved since, one is resolved. */
async function talkedOf() {
  const room = await makeRoom({ initial_code: "one two three" });
  const ann = await TestSocket.join(room.roomId, "client=ann&name=Ann&project=1");
  await ann.next("init");
  ann.send({ type: "chat", text: "Hello" });
  ann.send({ type: "comment", version: 0, from: 4, to: 7, text: "Why two?" });
  ann.send({ type: "comment", version: 0, from: 8, to: 13, text: "Why three?" });
  ann.send({ type: "chat", thread: 2, text: "Because" });
  while ((await ann.next("chat")).n < 4);
  await ann.edit(0, 0, 0, "zero ", { sequence: 1 });
  ann.send({ type: "thread_update", thread: 3, resolved: true });
  while (!(await ann.next("thread")).thread.resolved);
  await ann.edit(1, 0, 0, "- ", { sequence: 2 });
  return { room, ann };
}

async function shows({ roomId }: { roomId: string }): Promise<void> {
  const bob = await TestSocket.join(roomId, "client=bob&project=1");
  expect((await bob.next("init")).talk).toMatchObject({
    last: 4,
    threads: [{ id: 2, from: 11, to: 14, quote: "two" }],
  });
  bob.close();
  const { messages, last } = await get<MessagesAnswer>(`/rooms/${roomId}/chat`);
  expect({ last, texts: messages.map(({ text }) => text) }).toEqual({
    last: 4,
    texts: ["Hello", "Why two?", "Why three?", "Because"],
  });
  const { threads } = await get<ThreadsAnswer>(`/rooms/${roomId}/threads`);
  expect(threads).toMatchObject([
    { id: 2, from: 11, messages: [{ n: 2 }, { n: 4 }] },
    { id: 3, from: 15, to: 20, resolved: { name: "Ann" }, messages: [{ n: 3 }] },
  ]);
}

test("[M1] talk outlives the room's memory, and its storage", async () => {
  const { room, ann } = await talkedOf();
  await shows(room);
  await evictDurableObject(objectOf(room));
  await shows(room);
  ann.send({ type: "thread_update", thread: 3, resolved: false }); // of a room that sleeps, and with no edit
  await ann.next("thread");
  ann.send({ type: "thread_update", thread: 3, resolved: true });
  await ann.next("thread");
  await runDurableObjectAlarm(objectOf(room));
  expect((await loadCheckpoint(env.DB, room.roomId))?.messages).toHaveLength(4);
  await evictDurableObject(objectOf(room));
  await shows(room); // out of the snapshot
  await runInDurableObject(objectOf(room), async (_room, { storage }) => {
    await storage.deleteAlarm();
    await storage.deleteAll();
  });
  await evictDurableObject(objectOf(room), { webSockets: "close" });
  await shows(room);
});

test("what is said, and resolved, without an edit comes to D1, too", async () => {
  const { room, ann } = await talkedOf();
  await runDurableObjectAlarm(objectOf(room));
  await evictDurableObject(objectOf(room));
  ann.send({ type: "thread_update", thread: 2, resolved: true });
  await ann.next("thread");
  await evictDurableObject(objectOf(room));
  await runDurableObjectAlarm(objectOf(room));
  await runInDurableObject(objectOf(room), async (_room, { storage }) => {
    await storage.deleteAlarm();
    await storage.deleteAll();
  });
  await evictDurableObject(objectOf(room), { webSockets: "close" });
  const { threads } = await get<ThreadsAnswer>(`/rooms/${room.roomId}/threads`);
  expect(threads.every(({ resolved }) => resolved)).toBe(true);
});

test("an archive has the talk, and one whose threads lie outside of their texts is no room", async () => {
  const { room } = await talkedOf();
  await objectOf(room).checkpointNow();
  const archive = (await loadArchive(env.DB, room.roomId))!;
  const again = archiveOfText(textOfArchive(archive, "tag"));
  expect(again.messages).toEqual(archive.messages);
  expect(again.messages).toHaveLength(4);
  expect(faultOf(again)).toBeUndefined();
  const last = again.snapshots.at(-1)!;
  const state = decodeState(last.body);
  state.talk = { last: 4, threads: state.talk!.threads.map((thread) => ({ ...thread, to: 99 })) };
  const snapshots = [...again.snapshots.slice(0, -1), { ...last, body: encodeState(state) }];
  expect(faultOf({ ...again, snapshots })).toMatch("is not what it says");
  expect(faultOf({ ...again, messages: [{ n: 9, body: archive.messages[0]!.body }] })).toMatch("message 9");
});

test("[M2] what comes by REST is signed 0, and is told in the room", async () => {
  const room = await makeRoom();
  const ann = await TestSocket.join(room.roomId, "project=1");
  await ann.next("init");
  const say = async (body: object) =>
    exports.default.fetch(`https://tandem/rooms/${room.roomId}/chat`, { method: "POST", body: JSON.stringify(body) });
  expect((await say({ text: "Deployed", name: "CI" })).status).toBe(201);
  expect(await ann.next("chat")).toMatchObject({ n: 1, user: 0, name: "CI", text: "Deployed" });
  expect((await say({ text: "Deployed", thread: 1 })).status).toBe(404);
});

test("[M8] the last messages are kept, and the first of every thread, here and in D1", async () => {
  const room = await makeRoom();
  await runInDurableObject(objectOf(room), (_room, { storage }) => {
    const sql = new RoomSql(storage.sql);
    newSchema(storage.sql, schemaSteps);
    sql.run("INSERT INTO room (id, schema, language, title, checkpointed) VALUES (1, 1, 'go', '', 0)");
    const store = new TalkStore(sql);
    const thread = (id: number): Thread => ({ id, file: 0, from: 0, to: 0, quote: "", user: 1, name: "Ann", time: 0 });
    const state = { talk: { last: 0, threads: [thread(2)] } };
    const message = (n: number): Message => {
      return { n, user: 1, name: "Ann", time: 0, version: 0, text: "x", ...((n === 2 || n === 3) && { thread: n }) };
    };
    const total = MESSAGES_KEPT_MAX + 200;
    const said = Array.from({ length: total }, (_, i) => message(i + 1));
    storage.transactionSync(() => store.keep({ said: said.slice(0, 50), threads: new Map() }, state));
    store.unsaved().saved();
    storage.transactionSync(() => store.keep({ said: said.slice(50), threads: new Map() }, state));
    const { changes, saved } = store.unsaved();
    expect(changes.said).toHaveLength(MESSAGES_KEPT_MAX);
    expect(changes).toMatchObject({ through: 50, kept: [2] });
    expect(store.messages(3, 202).map(({ n }) => n)).toEqual([2, 201]);
    expect(store.behind).toBe(true);
    saved();
    expect([store.behind, new TalkStore(sql).behind]).toEqual([false, false]);
  });
});
