// Running a deployment: what it logs, its rooms out into files and into another that knows nothing of them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RoomAnswer } from "#protocol/rest";
import type { RunAnswer, RunReport } from "#protocol/run-rest";
import { type App, runnerIsThere, startApp } from "#test/app";
import { RoomMember, settled } from "#test/room-member";

const ADMIN_TOKEN = "a secret for this test";
let [one, other]: App[] = [];
let folder: string;
/** In the order in which they were ready. */
const oneOfTwo = /^(1 unchanged, 1 written|1 written, 1 unchanged)\.\n$/;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-backup-"));
  [one, other] = await Promise.all([
    startApp({ env: { ADMIN_TOKEN, LOG_LEVEL: "info" } }),
    startApp({ env: { ADMIN_TOKEN, RUNNER: "off" } }),
  ]);
  await runnerIsThere(one);
});
afterAll(async () => {
  await Promise.all([one?.stop(), other?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

async function command(name: "backup" | "restore", url: string, ...flags: string[]) {
  const child = spawn(process.execPath, ["--no-warnings", `local/${name}.ts`, url, folder, ...flags], {
    env: { ...process.env, ADMIN_TOKEN },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const [code] = await once(child, "close");
  return { code: code as number, said };
}

const get = async <T>(app: App, path: string) => (await (await fetch(app.url + path)).json()) as T;
const post = async <T>(app: App, path: string, body: object) =>
  (await (await fetch(app.url + path, { method: "POST", body: JSON.stringify(body) })).json()) as T;

/** Everything that is kept of it, but for when: its states, its log and its runs. */
async function textsOf(app: App, { roomId }: RoomAnswer): Promise<string[]> {
  const { version } = await get<RoomAnswer>(app, `/rooms/${roomId}`);
  const archive = await fetch(`${app.url}/admin/rooms/${roomId}/archive`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  return [String(version), ...(await archive.text()).split("\n").slice(1, -2)];
}

/** Two who type at once; their lines break now and then. */
async function writeTogether(app: App, { roomId }: RoomAnswer): Promise<string> {
  const pair = [await RoomMember.join(app.url, roomId), await RoomMember.join(app.url, roomId)] as const;
  for (let i = 0; i < 40; i++) {
    pair[0].type(0, "a");
    pair[1].type(pair[1].length, "z");
    for (const member of pair) await member.until(() => member.unsent < 3, "acks");
    if (i % 10 === 0) pair[i % 20 === 0 ? 0 : 1].drop();
  }
  const text = await settled(pair);
  for (const member of pair) member.leave();
  return text;
}

test("rooms with their history and runs come out of one instance and into another, and go on there", async () => {
  const [app, fresh] = [one!, other!];
  const room = await post<RoomAnswer>(app, "/rooms", { language: "bash", title: "Kept", initial_code: "echo hello\n" });
  const run = await post<RunAnswer>(app, `/rooms/${room.roomId}/runs`, {});
  const empty = await post<RoomAnswer>(app, "/rooms", {});
  const text = await writeTogether(app, room);
  const report = () => get<RunReport>(app, `/rooms/${room.roomId}/runs/${run.runId}`);
  await expect.poll(async () => (await report()).phase, { timeout: 30_000 }).toBe("ended");

  expect(await command("backup", app.url)).toEqual({ code: 0, said: "2 written.\n" });
  expect((await stat(join(folder, `${room.roomId}.jsonl.gz`))).mode & 0o077).toBe(0);
  expect(await command("backup", app.url)).toEqual({ code: 0, said: "2 unchanged.\n" });
  await fetch(`${app.url}/rooms/${empty.roomId}/code`, { method: "PUT", body: '{"code":"not empty"}' });
  expect((await command("backup", app.url)).said).toMatch(oneOfTwo);

  expect(await command("restore", fresh.url)).toEqual({ code: 0, said: "2 restored.\n" });
  expect(await command("restore", fresh.url, "--replace")).toEqual({ code: 0, said: "2 there already.\n" });
  const there = await get<RoomAnswer>(fresh, `/rooms/${room.roomId}`);
  expect(there).toEqual({ ...(await get<RoomAnswer>(app, `/rooms/${room.roomId}`)), userCount: 0 });
  expect(there).toMatchObject({ code: text, title: "Kept", viewId: room.viewId, createdAt: room.createdAt });
  expect(there.version).toBeGreaterThan(20);
  expect((await get<RoomAnswer>(fresh, `/rooms/${room.viewId}`)).role).toBe("viewer");
  expect((await get<RoomAnswer>(fresh, `/rooms/${empty.roomId}`)).code).toBe("not empty");
  expect(await textsOf(fresh, room)).toEqual(await textsOf(app, room));
  expect(await get(fresh, `/rooms/${room.roomId}/runs/${run.runId}`)).toEqual(await report());

  // What the other instance never saw is edited there at a version of long ago.
  const past = await fetch(`${fresh.url}/rooms/${room.roomId}/code`, {
    method: "PUT",
    body: JSON.stringify({ code: "echo hello!\n", version: 0 }),
  });
  expect(await past.json()).toEqual({ version: there.version + 1, code: text.replace("hello", "hello!") });

  // Forced back, with somebody in the room: the newer text is gone, and what they see is what there is.
  const member = await RoomMember.join(fresh.url, room.roomId);
  expect((await command("restore", fresh.url, "--force")).said).toBe("2 restored.\n");
  await member.until(() => member.joins === 2 && member.text === text, "the text of the archive");
  member.type(0, "#");
  expect(await settled([member])).toBe(`#${text}`);
  member.leave();
});

test("a file that was changed or cut off, and a token that is wrong, are told and harm nothing", async () => {
  const [name = ""] = (await readdir(folder)).toSorted();
  const path = join(folder, name);
  const whole = await readFile(path);
  await writeFile(path, whole.subarray(0, whole.length - 20));
  const { code, said } = await command("restore", other!.url, "--force");
  expect(code).toBe(1);
  expect(said).toContain(`${name}: it is cut off`);
  expect(said).toContain("1 restored");
  expect((await command("backup", one!.url)).said).toMatch(oneOfTwo);
  expect(await readFile(path)).toEqual(whole);

  for (const name of ["backup", "restore"] as const) {
    const { code, said } = await command(name, other!.url, "--forced");
    expect(code).toBe(2);
    expect(said).toMatch(/'--forced'/);
  }

  expect(await command("restore", other!.url, "--location=mars")).toEqual({
    code: 2,
    said: expect.stringMatching(/^There is no region mars; there are wnam, .*\.\n$/),
  });

  const wrong = spawn(process.execPath, ["--no-warnings", "local/backup.ts", one!.url, folder], {
    env: { ...process.env, ADMIN_TOKEN: "guess" },
    stdio: "ignore",
  });
  expect((await once(wrong, "close"))[0]).toBe(2);
  const nobody = await command("backup", "http://127.0.0.1:6");
  expect(nobody).toMatchObject({ code: 1, said: expect.stringContaining("ECONNREFUSED") });
});

test("the log has a line of JSON for each of worker, room and runner that had to do with a request, under one name", async () => {
  const app = one!;
  const code = "read x; echo of-the-program $x";
  const room = await post<RoomAnswer>(app, "/rooms", { language: "bash", initial_code: code });
  const answer = await fetch(`${app.url}/rooms/${room.roomId}/runs`, {
    method: "POST",
    body: '{"stdin":"of-the-input\\n"}',
  });
  const request = answer.headers.get("x-request-id");
  const { runId } = (await answer.json()) as RunAnswer;
  const entries = () =>
    app
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((entry) => entry["request"] === request);
  await expect
    .poll(
      () =>
        entries()
          .map(({ event }) => String(event))
          .toSorted(),
      { timeout: 30_000 },
    )
    .toEqual(["request answered", "run started", "runner answered"]);
  const events = async () => JSON.stringify((await get<RunReport>(app, `/rooms/${room.roomId}/runs/${runId}`)).events);
  await expect.poll(events, { timeout: 30_000 }).toContain("of-the-program of-the-input");
  for (const entry of entries()) expect(entry).toMatchObject({ time: expect.any(String), level: "info" });
  for (const secret of [room.roomId, room.viewId!, ADMIN_TOKEN, "of-the-program", "of-the-input"])
    expect(app.output()).not.toContain(secret);
});
