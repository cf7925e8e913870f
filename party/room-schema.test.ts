// A room that an earlier Tandem left must wake: its tables are brought to the newest schema, and nothing of it is lost.
import { deflateRawSync } from "node:zlib";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { Commit } from "#collab/commit";
import { Project } from "#collab/project";
import { createRoom } from "#db/rooms";
import { LazyTable } from "#party/lazy-table";
import { verify } from "#party/log-proof";
import { lazyTables, type SchemaStep, schemaSteps, upgradeSchema } from "#party/room-schema";
import { RoomSql } from "#party/room-sql";
import { RoomStore } from "#party/room-store";
import { TestSocket } from "#party/test-room";
import { inStorage, stateOf } from "#party/test-store";
import schema1 from "./schema-1.sql";
import schema2 from "./schema-2.sql";

const roomId = "14e22000-66ce-4cda-955a-c1b71ea78ef5";

/** The object as an earlier schema left it, and its row in D1, as was made with its first text. */
async function roomOf(schema: string, id = roomId) {
  const row = { id, viewId: crypto.randomUUID(), title: "Kept", language: "python", version: 0 } as const;
  const { title, language, version } = row;
  const state = { roomId: id, viewId: row.viewId, epoch: "", version, text: "say one\n", language, title };
  await createRoom(
    env.DB,
    { ...row, createdAt: 1, updatedAt: 1, visitedAt: 1 },
    deflateRawSync(JSON.stringify({ ...state, nextUser: 1, members: [] })),
  );
  const object = env.ROOM.getByName(id);
  await runInDurableObject(object, async (_room, { storage }) => {
    await storage.deleteAll();
    storage.sql.exec(schema);
  });
  await evictDurableObject(object);
  return object;
}
const roomOfSchema1 = () => roomOf(schema1, crypto.randomUUID());

test("a room of schema 1 is read, edited and played back, and goes on with its runs", async () => {
  const object = await roomOf(schema1);
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
    expect(store.projectAt(0)?.main.toString()).toBe("say one\n");
    expect(store.projectAt(12)?.main.toString()).toBe("say one\nbcdefghij\nab");
    expect(store.projectAt(4_100)?.main.length).toBe(4_108); // out of the sealed chunk
    expect(store.projectAt(4_216)?.main.toString()).toMatch(/^new\+{5}#{10}say one\n/);
    expect(storage.sql.exec("SELECT schema FROM room").one()["schema"]).toBe(schemaSteps.length);
  });
});

test("a room from before there were files is a project of one, with its history and its members", async () => {
  await runInDurableObject(await roomOf(schema2, crypto.randomUUID()), async (_room, { storage }) => {
    const store = new RoomStore(storage);
    const { state } = store.load()!;
    expect(state).toMatchObject({ version: 4_215, title: "Kept", language: "go", nextUser: 3 });
    expect(state.members).toMatchObject([
      { user: 1, name: "Ann", sequence: 4_200 },
      { user: 2, name: "Bob", sequence: 15, sequenceVersion: 4_215 },
    ]);
    const [{ file, path, kind, text } = {}, ...others] = state.project.stored();
    expect({ file, path, kind, others }).toEqual({ file: 0, path: "main.go", kind: "text", others: [] });
    expect(text).toMatch(/^\+{5}#{10}say one\n[a-j]+$/);
    expect(text?.length).toBe(8 + 15 + 4_200 - 2 * 381);
    expect(store.projectAt(0)?.stored()).toEqual([{ file: 0, path: "main.py", kind: "text", text: "say one\n" }]);
    expect(store.projectAt(11)?.main.toString()).toBe("say one\nihgfedcba");
    expect(store.projectAt(4_150)?.main.length).toBe(8 + 4_150 - 2 * 377); // out of the second chunk
    // Its hash chain begins now, and holds.
    expect(await verify(store, state)).toMatchObject({ ok: true, version: 4_215, checked: 4_215 });
    const heads = storage.sql.exec<{ head: string | null }>("SELECT head FROM chunk ORDER BY start").toArray();
    expect(heads).toHaveLength(2);
    for (const { head } of heads) expect(head).toMatch(/^[0-9a-f]{64}$/);
    // And what it writes from now on is read again.
    const { time } = store.since(4_214)![0]!;
    const tree = [{ file: 1, path: "b.txt", kind: "text", text: Text.of(["b"]) }] as const;
    const commit = new Commit();
    const edit = { version: 4_216, user: 2, sequence: 0, time: time + 1, tree };
    store.accepted(edit);
    commit.add([{ type: "append", edit }]);
    store.write(commit);
    expect(new RoomStore(storage).load()?.state.project.at("b.txt")?.text.toString()).toBe("b");
  });
});

test("a room from before there were runs gets their table", async () => {
  await runInDurableObject(await roomOfSchema1(), (_room, { storage }) => {
    storage.sql.exec("DROP TABLE run");
    expect(new RoomStore(storage).load()?.state.version).toBe(4_215);
    expect(storage.sql.exec("SELECT count(*) AS n FROM run").one()["n"]).toBe(0);
  });
});

test("a room that is made has the tables that steps lead to, those that most never need once there is something in them", async () => {
  const columns = (storage: DurableObjectStorage) =>
    Object.fromEntries(
      tables(storage).map((table) => [table, storage.sql.exec(`PRAGMA table_info(${table})`).toArray()]),
    );
  const upgraded = await runInDurableObject(await roomOfSchema1(), (_room, { storage }) => {
    new RoomStore(storage).load();
    return columns(storage);
  });
  await inStorage("made", (storage) => {
    const store = new RoomStore(storage);
    store.create(stateOf(Project.of(Text.empty, "main.py")), { snapshots: [], chunks: [] });
    expect(tables(storage)).toEqual(["chunk", "member", "room", "snapshot", "tail"]);
    for (const definition of Object.values(lazyTables)) storage.sql.exec(definition);
    const sorted = (found: typeof upgraded) =>
      Object.entries(found).map(([table, rows]) => [table, rows.map(({ cid: _, ...row }) => row)]);
    expect(sorted(columns(storage))).toEqual(sorted(upgraded));
  });
});

test("a lazy table is empty until its first row, also after a transaction that came to nothing", () =>
  inStorage("lazy", (storage) => {
    const table = new LazyTable(new RoomSql(storage.sql), "message");
    const count = () => table.row<{ n: number }>("SELECT count(*) AS n FROM message")?.n;
    const insert = () => table.insert("INSERT INTO message (n, thread, body) VALUES (1, 1, '{}')");
    expect([table.rows("SELECT n FROM message"), table.body("SELECT body FROM message"), count()]).toEqual([
      [],
      undefined,
      undefined,
    ]);
    table.run("DELETE FROM message");
    expect(tables(storage)).toEqual([]);
    const transaction = () =>
      storage.transactionSync(() => {
        insert();
        throw new Error("no");
      });
    expect(transaction).toThrow("no");
    expect(count()).toBeUndefined();
    insert();
    expect(count()).toBe(1);
    table.run("DELETE FROM message");
    expect(count()).toBe(0);
  }));

const tables = ({ sql }: DurableObjectStorage): string[] =>
  sql
    .exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' ORDER BY name",
    )
    .toArray()
    .map(({ name }) => name);

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
