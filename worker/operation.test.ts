// Running a deployment: its log, its metrics, its archives, and rooms that nobody came back to.
import { deflateRawSync } from "node:zlib";
import { createScheduledController, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { Text } from "@codemirror/state";
import { afterEach, expect, test, vi } from "vitest";
import { Project } from "#collab/project";
import type { RoomState } from "#collab/room-events";
import { loadCheckpoint } from "#db/checkpoints";
import { findRoom } from "#db/rooms";
import { AssetStore } from "#party/asset-store";
import { MarkStore } from "#party/mark-store";
import { LazyTable } from "#party/lazy-table";
import { RoomSql } from "#party/room-sql";
import { decodeState, encodeState } from "#party/room-state";
import { loseStorage, makeRoom, objectOf, TestSocket } from "#party/test-room";
import { saveRun } from "#db/runs";
import { REQUEST_HEADER } from "#protocol/log-entry";
import type { RoomAnswer } from "#protocol/rest";
import { app } from "#worker/app";
import worker from "#worker/index";
import { forgetRooms } from "#worker/retention";

const DAY_MS = 86_400_000;
const admin = { authorization: "Bearer admin-secret" };
const withSecrets = { ...env, ADMIN_TOKEN: "admin-secret", METRICS_TOKEN: "metrics-secret" };

afterEach(() => void vi.restoreAllMocks());

/** As the Worker answers where both secrets are set. */
const ask = (path: string, init: RequestInit = {}, bindings: Env = withSecrets) =>
  app.fetch(new Request(`https://tandem${path}`, init), bindings);
const archiveOf = async ({ roomId }: RoomAnswer) =>
  (await ask(`/admin/rooms/${roomId}/archive`, { headers: admin })).text();
const restore = (room: { roomId: string }, body: string, query = "") =>
  ask(`/admin/rooms/${room.roomId}/archive${query}`, { method: "PUT", headers: admin, body });

/** What is logged from now on, as it reads. */
function logged(): Record<string, unknown>[] {
  const entries: Record<string, unknown>[] = [];
  for (const level of ["info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((line) => void entries.push(JSON.parse(line)));
  return entries;
}
const loud = { ...withSecrets, LOG_LEVEL: "info" };

test("metrics are told to who knows the secret, and count what happened", async () => {
  expect((await ask("/metrics", {}, env)).status).toBe(404);
  for (const authorization of ["", "Bearer wrong", "metrics-secret", "Bearer metrics-secret "]) {
    const answer = await ask("/metrics", { headers: { authorization: `${authorization}x` } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  }
  const metrics = async () => {
    const answer = await ask("/metrics", { headers: { authorization: "Bearer metrics-secret" } });
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = (await answer.text()).split("\n").filter((line) => line && !line.startsWith("#"));
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
    );
  };
  const before = await metrics();
  const room = await makeRoom();
  const ann = await TestSocket.join(room.roomId);
  await ann.edit(0, 0, 0, "abc");
  await ann.edit(1, 0, 0, "abc");
  const now = await metrics();
  const grown = (name: string) => now[name]! - before[name]!;
  expect(grown("tandem_edits_total")).toBe(2);
  expect(grown("tandem_commits_total")).toBeGreaterThanOrEqual(2);
  expect(grown("tandem_joins_total")).toBe(1);
  expect(grown("tandem_sockets")).toBe(1);
  expect(grown("tandem_rooms_awake")).toBe(1);
  expect(now["tandem_checkpoint_lag_versions"]).toBe(2);
  expect(now['tandem_requests_total{method="GET",route="/metrics",status="401"}']).toBe(4);
  expect(now['tandem_requests_total{method="GET",route="/ws/{roomId}",status="101"}']).toBe(1);
  await objectOf(room).checkpointNow();
  expect((await metrics())["tandem_checkpoint_lag_versions"]).toBe(0);
  ann.close();
  await vi.waitFor(async () => expect((await metrics())["tandem_sockets"]).toBe(before["tandem_sockets"]));
});

test("a request has a name in its answer, in the log, and in what it is told of a failure; the room's id is in no line", async () => {
  const room = await makeRoom();
  await ask(`/rooms/${room.roomId}`);
  const entries = logged();
  const put = { method: "PUT", body: '{"code":"x = 1"}', headers: { "cf-ray": "8f1c2d-FRA" } };
  const answer = await ask(`/rooms/${room.roomId}/code`, put, loud);
  expect(answer.headers.get(REQUEST_HEADER)).toBe("8f1c2d-FRA");
  expect(entries).toMatchObject([
    { level: "info", event: "request answered", request: "8f1c2d-FRA", route: "/rooms/{roomId}/code", status: 200 },
  ]);
  expect(entries[0]).toMatchObject({ method: "PUT", room: expect.stringMatching(/^.{10}$/), ms: expect.any(Number) });

  const broken = { ...loud, DB: undefined as unknown as D1Database };
  const path = `/rooms/${crypto.randomUUID()}`;
  const failed = await ask(path, { headers: { "cf-ray": 'made up"}\t' } }, broken);
  const { request, detail } = await failed.json<{ request: string; detail: string }>();
  expect(request).toBe(failed.headers.get(REQUEST_HEADER));
  expect(request).toMatch(/^[0-9a-f-]{36}$/);
  expect(detail).not.toContain("undefined");
  expect(entries.slice(1)).toMatchObject([
    { level: "error", event: "request failed", request, detail: expect.stringContaining("Error") },
    { level: "error", event: "request answered", request, route: "/rooms/{roomId}", status: 500 },
  ]);

  const unheard = crypto.randomUUID();
  await env.DB.exec("ALTER TABLE rooms RENAME TO gone");
  expect((await ask(`/rooms/${unheard}`, {}, loud)).status).toBe(500);
  await env.DB.exec("ALTER TABLE gone RENAME TO rooms");
  expect(entries[3]).toMatchObject({ event: "request failed", detail: expect.stringContaining("no such table") });

  await ask(`/rooms/${room.roomId}`, {}, loud); // a read that went well says nothing
  expect(entries.length).toBe(5);
  await ask(`/admin/rooms/${room.roomId}/archive`, { method: "PUT", headers: admin, body: "" }, loud);
  expect(entries[5]).toMatchObject({ route: "/admin/rooms/{roomId}/archive", room: entries[0]?.["room"] });
  const text = JSON.stringify(entries);
  for (const secret of [room.roomId, room.viewId!, unheard, "x = 1"]) expect(text).not.toContain(secret);
});

test("one name leads from a request through the room to the runner, and so does a socket's", async () => {
  const room = await makeRoom({ initial_code: "who" });
  const ann = await TestSocket.join(room.roomId);
  const ran = async () => {
    const told = await ann.next("run_output");
    await ann.next("run_ended");
    return told.text;
  };
  await exports.default.fetch(`https://tandem/rooms/${room.roomId}/runs`, {
    method: "POST",
    headers: { "cf-ray": "from-rest", "cf-connecting-ip": "10.9.9.1" },
  });
  expect(await ran()).toBe("from-rest");
  const joined = await exports.default.fetch(`https://tandem/ws/${room.roomId}`, {
    headers: { upgrade: "websocket", "cf-ray": "from-socket", "cf-connecting-ip": "10.9.9.2" },
  });
  const socket = joined.webSocket!;
  socket.accept();
  socket.send('{"type":"run"}');
  expect(await ran()).toBe("from-socket");
  socket.close();
});

test("a room comes out with all of its history, and back into a place where it is not", async () => {
  expect((await ask("/admin/rooms", { headers: admin }, env)).status).toBe(404);
  expect((await ask(`/admin/rooms/${"a".repeat(2_000)}/archive`, { headers: admin })).status).toBe(404);
  expect((await ask("/admin/rooms", { headers: { authorization: "Bearer other" } })).status).toBe(401);
  const room = await makeRoom({ initial_code: "one", title: "Kept", language: "go" });
  const ann = await TestSocket.join(room.roomId, "client=ann&name=Ann");
  await ann.edit(0, 3, 3, " two", { sequence: 1 });
  await ann.edit(1, 7, 7, " three", { sequence: 2 }); // not in D1 yet
  const page = await (await ask("/admin/rooms", { headers: admin })).json<{ rooms: { roomId: string }[] }>();
  expect(page.rooms.map(({ roomId }) => roomId)).toContain(room.roomId);

  const answer = await ask(`/admin/rooms/${room.roomId}/archive`, { headers: admin });
  const etag = answer.headers.get("etag")!;
  const archive = await answer.text();
  const again = { headers: { ...admin, "if-none-match": etag } };
  expect((await ask(`/admin/rooms/${room.roomId}/archive`, again)).status).toBe(304);
  expect((await ask(`/admin/rooms/${crypto.randomUUID()}/archive`, { headers: admin })).status).toBe(404);

  await remove(room);
  expect((await restore(room, archive)).status).toBe(204);
  const back = await TestSocket.join(room.roomId, "client=ann");
  expect(await back.next("init")).toMatchObject({
    version: 2,
    code: "one two three",
    language: "go",
    title: "Kept",
    user: { user: 1, name: "Ann", sequence: 2 },
  });
  expect(await textAt(room, 1)).toBe("one two");
  expect(await textAt(room, 0)).toBe("one");
});

test("an archive brings marks and assets along", { timeout: 30_000 }, async () => {
  const room = await makeRoom({ initial_code: "one" });
  const ann = await TestSocket.join(room.roomId, "client=ann");
  await ann.edit(0, 3, 3, "!");
  const bytes = new Uint8Array(1_200_000).map((_, i) => (i * i) % 251);
  const hash = await runInDurableObject(objectOf(room), (_object, { storage }) => {
    const sql = new RoomSql(storage.sql);
    const [marks, assets] = [new MarkStore(sql), new AssetStore(sql, env.DB, room.roomId)];
    marks.add({ version: 1, kind: "name", name: "Gone", user: 1, time: 5 });
    marks.add({ version: 1, kind: "name", name: "Done", user: 1, by: "Ann", time: 6 });
    marks.delete(1);
    for (const _again of [1, 2]) expect(assets.put([bytes, bytes])).toBeUndefined();
    expect(assets.put([new Uint8Array(1), new Uint8Array(4_000_001)])).toMatchObject({ refused: "too_large" });
    const [asset, ...more] = sql.rows<{ hash: string }>("SELECT hash FROM asset");
    expect(more).toEqual([]);
    return asset?.hash ?? "";
  });
  await evictDurableObject(objectOf(room));
  const archive = await archiveOf(room);
  await remove(room);
  expect((await restore(room, archive)).status).toBe(204);
  await ask(`/rooms/${room.roomId}`);
  await runInDurableObject(objectOf(room), async (_object, { storage }) => {
    const sql = new RoomSql(storage.sql);
    const mark = { id: 2, version: 1, kind: "name", name: "Done", user: 1, by: "Ann", time: 6 };
    expect(new MarkStore(sql).list()).toEqual([mark]);
    const assets = new AssetStore(sql, env.DB, room.roomId);
    expect(new LazyTable(sql, "asset_part").rows("SELECT 1 FROM asset_part")).toEqual([]); // they come when somebody asks
    for (const _again of [1, 2]) expect(Buffer.from((await assets.get(hash))!).equals(Buffer.from(bytes))).toBe(true);
    expect(await assets.get("0".repeat(64))).toBeUndefined();
  });
  const lie = archive
    .replace(`"hash":"${hash}"`, `"hash":"${"0".repeat(64)}"`)
    .trimEnd()
    .split("\n");
  const refused = await restore(room, await signed(lie.slice(0, -1)), "?replace=any");
  expect((await refused.json<{ detail: string }>()).detail).toContain("an asset is not what it says");
});

test("an archive from before there were files is a room with one", async () => {
  const [roomId, viewId] = [crypto.randomUUID(), crypto.randomUUID()];
  const state = { roomId, viewId, epoch: "", version: 0, text: "one", language: "go", title: "Old" };
  const body = deflateRawSync(JSON.stringify({ ...state, nextUser: 1, members: [] })).toString("base64");
  const times = { createdAt: 1, updatedAt: 1, visitedAt: 1 };
  const row = { id: roomId, viewId, title: "Old", language: "go", version: 0, ...times };
  const lines = [
    { format: "tandem room", formatVersion: 1, tag: "", room: row },
    { type: "snapshot", version: 0, body },
  ];
  const room = { roomId } as RoomAnswer;
  expect((await restore(room, await signed(lines.map((line) => JSON.stringify(line))))).status).toBe(204);
  expect(await (await ask(`/rooms/${roomId}`)).json()).toMatchObject({ code: "one", language: "go", title: "Old" });
});

test("an archive takes the place of a room only as it is told to, and the object that was there knows nothing of before", async () => {
  const room = await makeRoom({ initial_code: "" });
  const ann = await TestSocket.join(room.roomId);
  await ann.edit(0, 0, 0, "old");
  const archive = await archiveOf(room);
  await ann.edit(1, 3, 3, " new");
  for (const query of ["", "?replace=newer"]) {
    const refused = await restore(room, archive, query);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ detail: "The room is here, at version 2" });
  }
  expect((await restore(room, archive, "?replace=any")).status).toBe(204);
  expect(await ann.untilClosed()).toMatchObject({ code: 4503 });
  const back = await TestSocket.join(room.roomId);
  expect(await back.next("init")).toMatchObject({ version: 1, code: "old" });
  expect(await back.edit(1, 3, 3, "er")).toBe(2);
  await objectOf(room).checkpointNow();
  expect((await loadCheckpoint(env.DB, room.roomId))?.version).toBe(2);

  // Two at once: who is told that theirs is there finds it there, and the other is told to try again.
  const newer = await archiveOf(room);
  const [first, second] = await Promise.all([
    restore(room, archive, "?replace=any"),
    restore(room, newer, "?replace=any"),
  ]);
  expect([first.status, second.status]).toContain(204);
  expect([first.status, second.status]).toContain(503);
  const there = await (await ask(`/rooms/${room.roomId}`)).json<RoomAnswer>();
  expect(there.code).toBe(first.ok ? "old" : "older");
});

test("what is no archive of the room changes nothing", async () => {
  const room = await makeRoom({ initial_code: "kept" });
  const other = await makeRoom();
  const ann = await TestSocket.join(room.roomId);
  await ann.edit(0, 4, 4, "!");
  const archive = await archiveOf(room);
  const lines = archive.trimEnd().split("\n");
  const without = (type: string) => lines.slice(0, -1).filter((line) => !line.includes(`"type":"${type}"`));
  const forged = (line: string, lie: Partial<RoomState> = { project: Project.of(Text.of(["forged"]), "main.py") }) => {
    const { body, ...snapshot } = JSON.parse(line) as { body: string };
    const state = { ...decodeState(Buffer.from(body, "base64")), ...lie };
    return JSON.stringify({ ...snapshot, body: Buffer.from(encodeState(state)).toString("base64") });
  };
  const undecodable = (line: string, bytes: string) =>
    JSON.stringify({ ...JSON.parse(line), body: deflateRawSync(bytes).toString("base64") });
  const padded = (line: string) => {
    const { project: _, ...state } = decodeState(Buffer.from(JSON.parse(line).body, "base64"));
    return JSON.stringify({ ...state, text: "kept!" }) + " ".repeat(40_000_000);
  };
  const last = lines.findLastIndex((line) => line.includes('"type":"snapshot"'));
  const bad: [string, string][] = [
    [await signed(lines.slice(0, -1).with(last, forged(lines[last]!))), "does not lead to its last text"],
    [await signed(lines.slice(0, -1).with(last, forged(lines[last]!, { nextUser: 1 }))), "two people have one number"],
    [await signed(lines.slice(0, -1).with(last, undecodable(lines[last]!, "somebody's code"))), "cannot be decoded"],
    [await signed(lines.slice(0, -1).with(last, undecodable(lines[last]!, padded(lines[last]!)))), "cannot be decoded"],
    ["", "cut off"],
    [lines.slice(0, -1).join("\n"), "cut off"],
    [archive.replace('"version":1', '"version":2'), "SHA-256 differs"],
    [await signed(without("chunk")), "does not lead to its last text"],
    [await signed(without("snapshot")), "begin at version 0"],
    [await signed([lines[0]!.replace('"formatVersion":3', '"formatVersion":4')]), "formatVersion"],
    [await archiveOf(other), "another room's"],
  ];
  for (const [body, why] of bad) {
    const refused = await restore(room, body, "?replace=any");
    expect(refused.status).toBe(422);
    expect((await refused.json<{ detail: string }>()).detail).toContain(why);
  }
  expect(await ann.edit(1, 5, 5, "!")).toBe(2);

  // A run that is another room's already: D1 refuses it when the object has given up its storage.
  const whole = { ...ended, id: crypto.randomUUID() };
  await saveRun(env.DB, { ...whole, roomId: other.roomId });
  vi.spyOn(console, "error").mockImplementation(() => {});
  const withRun = await signed([...lines.slice(0, -1), JSON.stringify({ type: "run", ...whole })]);
  // Somebody writes meanwhile: what was told to be in the room is in it, before or after the object began anew.
  const write = async (mark: string): Promise<void> => {
    const body = JSON.stringify({ code: `kept!!${mark}`, version: 2 });
    const answer = await ask(`/rooms/${room.roomId}/code`, { method: "PUT", body });
    if (answer.status === 503) return write(mark);
    expect(answer.status).toBe(200);
  };
  const marks = Array.from({ length: 30 }, (_, i) => `<${i}>`);
  const written = marks.map(write);
  expect((await restore(room, withRun, "?replace=any")).status).toBe(503);
  await Promise.all(written);
  const back = await TestSocket.join(room.roomId);
  const { code = "" } = await back.next("init");
  for (const mark of marks) expect(code.split(mark)).toHaveLength(2);
});

test("an archive whose runs wrote in all the world's scripts is restored as it came", async () => {
  const room = await makeRoom();
  const lines = (await archiveOf(room)).trimEnd().split("\n").slice(0, -1);
  // One such character makes every one of its text take two bytes on the way to the object, which takes 32 MiB.
  const transcript = `["日${"x".repeat(1_000_000)}"]`;
  for (let i = 0; i < 17; i++)
    lines.push(JSON.stringify({ type: "run", ...ended, id: crypto.randomUUID(), transcript }));
  expect((await restore(room, await signed(lines), "?replace=any")).status).toBe(204);
  const kept = env.DB.prepare("SELECT count(*) AS runs FROM runs WHERE room_id = ? AND transcript = ?");
  expect(await kept.bind(room.roomId, transcript).first("runs")).toBe(17);
});

test("a room gives up no run that D1 lacks, and none that goes on, for an archive", async () => {
  const room = await makeRoom({ initial_code: "say one" });
  const archive = await archiveOf(room);
  const ann = await TestSocket.join(room.roomId);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await env.DB.exec("ALTER TABLE runs RENAME TO gone");
  ann.send({ type: "run" });
  const { run } = await ann.next("run_started");
  await ann.next("run_ended");
  expect((await restore(room, archive, "?replace=any")).status).toBe(503);
  await env.DB.exec("ALTER TABLE gone RENAME TO runs");
  expect(await archiveOf(room)).toContain(run.id);

  await ask(`/rooms/${room.roomId}/code`, { method: "PUT", body: '{"code":"echo"}' });
  ann.send({ type: "run" });
  const going = (await ann.next("run_started")).run;
  const refused = await restore(room, archive, "?replace=any");
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("A program runs in the room") });
  ann.send({ type: "run_input", run: going.id, text: "end\n" });
  await ann.next("run_ended");
  expect((await restore(room, archive, "?replace=any")).status).toBe(204);
});

test("a room that nobody came back to is deleted, when the setting says so", async () => {
  const past = Date.now() - 40 * DAY_MS;
  const [lonely, visited, awake, young] = [
    await madeAt(past),
    await madeAt(past),
    await madeAt(past),
    await makeRoom(),
  ];
  const [watched, read] = [await madeAt(past), await madeAt(past)];
  const guest = await TestSocket.join(awake.roomId);
  await guest.next("init");
  // Came long ago, and has sat there since.
  await runInDurableObject(objectOf(awake), (_room, { storage }) => {
    for (const key of ["visited", "came"]) storage.kv.put(key, past);
  });
  await evictDurableObject(objectOf(awake));
  const passer = await TestSocket.join(visited.roomId); // only reads, and is gone again
  await passer.next("init");
  passer.close();
  await vi.waitFor(async () => expect((await findRoom(env.DB, visited.roomId))?.visitedAt).toBeGreaterThan(past));
  await evictDurableObject(objectOf(visited));

  // Nor is a visit forgotten that D1 was not told of before the room left memory: of who sat still, or came by REST.
  const watcher = await TestSocket.join(watched.viewId!);
  await watcher.next("init");
  await evictDurableObject(objectOf(watched));
  watcher.close();
  await ask(`/rooms/${read.viewId}`);
  await evictDurableObject(objectOf(read));

  const look = (days: string) =>
    worker.scheduled(createScheduledController() as ScheduledController, { ...env, ROOM_RETENTION_DAYS: days });
  const there = async () => {
    const rows = await Promise.all(
      [lonely, visited, awake, young, watched, read].map(({ roomId }) => findRoom(env.DB, roomId)),
    );
    return rows.map((row) => row !== undefined);
  };
  const entries = logged();
  for (const days of ["0", "", "never", "30d", "41"]) await look(days);
  expect(entries.filter(({ level }) => level === "error")).toMatchObject([
    { detail: expect.stringContaining("ROOM_RETENTION_DAYS") },
  ]);
  expect(await there()).toEqual([true, true, true, true, true, true]);
  await look("30");
  expect(await there()).toEqual([false, true, true, true, true, true]);
  expect(await guest.edit(0, 0, 0, "still here")).toBe(1);
  guest.close(); // who was there until now is a visitor of now
  await vi.waitFor(async () => expect((await findRoom(env.DB, awake.roomId))?.visitedAt).toBeGreaterThan(past));
  await look("30");
  expect((await there())[2]).toBe(true);

  // The Worker may still know the room that it found; nothing brings it back.
  expect((await exports.default.fetch(`https://tandem/rooms/${lonely.roomId}`)).status).toBe(404);
  expect((await exports.default.fetch(`https://tandem/rooms/${lonely.roomId}/runs`)).status).toBe(404);
  const late = await TestSocket.join(lonely.roomId);
  expect(await late.next("error")).toMatchObject({ code: "unknown_room" });
  expect(await late.untilClosed()).toMatchObject({ code: 4404 });
  expect(await there()).toEqual([false, true, true, true, true, true]);
  expect(await findRoom(env.DB, lonely.viewId!)).toBeUndefined();
});

test("rooms that cannot be deleted do not keep the others", async () => {
  const past = Date.now() - 40 * DAY_MS;
  await env.DB.exec("UPDATE rooms SET visited_at = 0"); // those of other tests are none of these
  const [stuck, alsoStuck, forgotten] = [await madeAt(past), await madeAt(past + 1), await madeAt(past + 2)];
  for (const room of [stuck, alsoStuck])
    await env.DB.prepare("DELETE FROM snapshots WHERE room_id = ?").bind(room.roomId).run();
  const entries = logged();
  const look = (chance: number) =>
    forgetRooms({ ...env, ROOM_RETENTION_DAYS: "30" }, Date.now(), { roomsMax: 2, chance });
  expect(await look(0.99)).toBe(0); // round to the first two
  expect(await look(0.34)).toBe(1);
  expect(await findRoom(env.DB, forgotten.roomId)).toBeUndefined();
  expect(await findRoom(env.DB, stuck.roomId)).toBeDefined();
  expect(entries.filter(({ event }) => event === "room cannot be rebuilt")).toHaveLength(3);
});

test("a room can be asked for a region, and only for one that there is", async () => {
  const hinted = await makeRoom({ location: "weur", initial_code: "x" });
  expect((await ask(`/rooms/${hinted.roomId}`)).status).toBe(200);
  const post = (location: string) => ask("/rooms", { method: "POST", body: JSON.stringify({ location }) });
  expect((await post("moon")).status).toBe(422);
});

/** The lines of an archive with the end that belongs to them. */
async function signed(told: string[]): Promise<string> {
  const text = `${told.join("\n")}\n`;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `${text}${JSON.stringify({ type: "end", sha256: Buffer.from(hash).toString("hex") })}\n`;
}

/** How a run went. */
const ended = {
  version: 0,
  language: "python",
  user: 0,
  name: "API",
  startedAt: "2026-01-01T00:00:00.000Z",
  file: null,
  path: null,
  status: "ok",
  exitCode: 0,
  signal: null,
  detail: null,
  truncated: false,
  wallMs: 1,
  cpuMs: 1,
  memoryKb: 1,
  input: "",
  transcript: "[]",
  skipped: 0,
};

const textAt = async (room: RoomAnswer, version: number) =>
  runInDurableObject(objectOf(room), (object) =>
    (object as unknown as { textOfRun: TextOfRun }).textOfRun(version, "2100-01-01T00:00:00Z"),
  );
type TextOfRun = (version: number, time: string) => Promise<string | null>;

/** As if it had been made then, and nobody had come since. */
async function madeAt(time: number): Promise<RoomAnswer> {
  const room = await makeRoom();
  await env.DB.prepare("UPDATE rooms SET created_at = ?1, visited_at = ?1 WHERE id = ?2").bind(time, room.roomId).run();
  await loseStorage(room);
  return room;
}

/** As if another had lost it: from D1, and from the object. */
async function remove(room: RoomAnswer): Promise<void> {
  await env.DB.prepare("DELETE FROM rooms WHERE id = ?").bind(room.roomId).run();
  await loseStorage(room);
}
