// A room that an earlier Tandem left must wake: its tables are brought to the newest schema, and nothing of it is lost.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { createRoom } from "#db/rooms";
import { type SchemaStep, schemaSteps, upgradeSchema } from "#party/room-schema";
import { encodeState } from "#party/room-state";
import { RoomStore } from "#party/room-store";
import { TestSocket } from "#party/test-room";
import schema1 from "./schema-1.sql";

const roomId = "14e22000-66ce-4cda-955a-c1b71ea78ef5";
const viewId = "ca9cb733-3489-446e-a20b-72c7b9978d34";

/** The object as schema 1 left it, and its row in D1. */
async function roomOfSchema1() {
  const object = env.ROOM.getByName(roomId);
  await runInDurableObject(object, async (_room, { storage }) => {
    await storage.deleteAll();
    storage.sql.exec(schema1);
  });
  await evictDurableObject(object);
  return object;
}

test("a room of schema 1 is read, edited and played back, and goes on with its runs", async () => {
  const row = {
    id: roomId,
    viewId,
    title: "Kept",
    language: "python",
    version: 0,
    createdAt: 1,
    updatedAt: 1,
    visitedAt: 1,
  } as const;
  const state = { roomId, viewId, epoch: "", version: 0, text: Text.empty, language: row.language, title: row.title };
  await createRoom(env.DB, row, encodeState({ ...state, nextUser: 1, members: [] }));
  const object = await roomOfSchema1();
  const bob = await TestSocket.join(roomId, "client=bob-secret");
  const init = await bob.next("init");
  expect(init).toMatchObject({ version: 4_215, title: "Kept", user: { user: 2, name: "Bob", sequence: 15 } });
  expect(init.code).toMatch(/^\+{5}#{10}say one\nbcdefghij\n/);
  expect(init.run).toMatchObject({ version: 4_210, result: { status: "ok" } });
  expect(await bob.edit(4_215, 0, 0, "new", { sequence: 16 })).toBe(4_216);
  bob.send({ type: "run" });
  expect((await bob.next("run_ended")).result.status).toBeDefined();
  await evictDurableObject(object);
  await runInDurableObject(object, (_room, { storage }) => {
    const store = new RoomStore(storage);
    store.load();
    expect(store.textAt(0)?.toString()).toBe("say one\n");
    expect(store.textAt(12)?.toString()).toBe("say one\nbcdefghij\nab");
    expect(store.textAt(4_100)?.length).toBe(4_108); // out of the sealed chunk
    expect(store.textAt(4_216)?.toString()).toMatch(/^new\+{5}#{10}say one\n/);
    expect(storage.sql.exec("SELECT schema FROM room").one()["schema"]).toBe(schemaSteps.length);
  });
});

test("a room from before there were runs gets their table", async () => {
  await runInDurableObject(await roomOfSchema1(), (_room, { storage }) => {
    storage.sql.exec("DROP TABLE run");
    expect(new RoomStore(storage).load()?.state.version).toBe(4_215);
    expect(storage.sql.exec("SELECT count(*) AS n FROM run").one()["n"]).toBe(0);
  });
});

test("steps are taken once and in order, all of them or none", async () => {
  await runInDurableObject(await roomOfSchema1(), (_room, { storage }) => {
    const { sql } = storage;
    const mood: SchemaStep = (sql) => sql.exec("ALTER TABLE room ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'");
    const failing: SchemaStep = () => {
      throw new Error("no");
    };
    expect(() => new RoomStore(storage, [...schemaSteps, mood, failing]).load()).toThrow("no");
    expect(sql.exec("SELECT * FROM room").one()).toMatchObject({ schema: 1 });
    expect(sql.exec("SELECT * FROM room").one()).not.toHaveProperty("mood");
    const steps = [...schemaSteps, mood];
    for (const _again of [1, 2]) expect(new RoomStore(storage, steps).load()?.state.version).toBe(4_215);
    expect(sql.exec("SELECT * FROM room").one()).toMatchObject({ schema: steps.length, mood: "calm" });
    // And what is made anew is of the newest schema from the start.
    const store = new RoomStore(storage, steps);
    store.create(store.load()!.state, { snapshots: [], chunks: [] });
    expect(sql.exec("SELECT * FROM room").one()).toMatchObject({ schema: steps.length, mood: "calm" });
  });
});

test("a room of a later schema is not served, and says why; nothing of it is touched", async () => {
  const object = await roomOfSchema1();
  const later = schemaSteps.length + 1;
  await runInDurableObject(object, (_room, { storage }) => {
    storage.sql.exec("UPDATE room SET schema = ?", later);
    expect(() => upgradeSchema(storage, schemaSteps)).toThrow(`has schema ${later}, this code knows ${later - 1}`);
  });
  await evictDurableObject(object);
  expect(await object.read()).toMatchObject({
    refused: "unavailable",
    detail: expect.stringContaining("newer version"),
  });
  await runInDurableObject(object, (_room, { storage }) => {
    expect(storage.sql.exec("SELECT schema FROM room").one()["schema"]).toBe(later);
    expect(storage.sql.exec("SELECT count(*) AS n FROM tail").one()["n"]).toBeGreaterThan(0);
  });
});
