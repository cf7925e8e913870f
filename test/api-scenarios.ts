// How each documented answer comes about. The runner behind the app is test/scripted-runner.ts, so a room's text is a
// script of what its program does; D1's file is at hand for what only a broken database brings about.
import { randomUUID } from "node:crypto";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { expect, vi } from "vitest";
import type { api, RouteKey } from "#protocol/api";
import { RUN_STREAMS_MAX, ZIP_BYTES_MAX } from "#protocol/limits";
import { ARCHIVE_BYTES_MAX } from "#protocol/room-archive";
import { ContractClient } from "#test/contract-client";
import type { Call, Documented, Given } from "#test/documented";

export type Stage = {
  app: Documented;
  /** Changes D1 behind the app's back. */
  library(sql: string, ...values: (string | number)[]): void;
  adminToken: string;
  metricsToken: string;
};
type Scenario = (stage: Stage) => Promise<Given>;
type Statuses<Key extends RouteKey> = keyof (typeof api)[Key]["answers"];
export type Scenarios = { readonly [Key in RouteKey]: { readonly [Status in Statuses<Key>]: Scenario } };

type Room = { roomId: string; viewId: string };
const roomOf = async ({ app }: Stage, body: object = {}) =>
  (await app.ask("POST /rooms", { body })).json as unknown as Room;
const program = (stage: Stage, ...steps: string[]) => roomOf(stage, { initial_code: steps.join("\n") });
const nowhere = { roomId: randomUUID(), runId: randomUUID() };
const foreign = { origin: "https://elsewhere.example" };
const huge = (bytes: number) => `{"title":"${"x".repeat(bytes)}"}`;

/** A room of which D1 has no state, and no object anything. */
async function broken({ library }: Stage): Promise<{ roomId: string; runId: string }> {
  const roomId = randomUUID();
  library(
    "INSERT INTO rooms (id, view_id, title, language, version, created_at, updated_at) VALUES (?, ?, '', 'python', 0, 1, 1)",
    roomId,
    randomUUID(),
  );
  return { roomId, runId: randomUUID() };
}

/** A run of a room whose program does this, when it has ended or waits for an input. */
async function runOf(stage: Stage, ...steps: string[]): Promise<{ roomId: string; viewId: string; runId: string }> {
  const room = await program(stage, ...steps);
  const { json } = await stage.app.ask("POST /rooms/{roomId}/runs", { params: room });
  const params = { ...room, runId: json["runId"] as string };
  const wanted = steps.includes("echo") ? "running" : "ended";
  await vi.waitFor(async () => {
    expect((await stage.app.ask("GET /rooms/{roomId}/runs/{runId}", { params })).json["phase"]).toBe(wanted);
  });
  return params;
}

async function roomWith(stage: Stage, said: string): Promise<Room> {
  const room = await roomOf(stage);
  await stage.app.ask("POST /rooms/{roomId}/chat", { params: room, body: { text: said } });
  return room;
}

/** How often anything limited may be done from one address. */
export const LIMIT = 20;

/** Asks from one address until it was too often. */
async function tooOften(ask: (headers: Record<string, string>) => Promise<Given>): Promise<Given> {
  const headers = { "cf-connecting-ip": "10.0.0.1" };
  // The platform's count begins anew each minute, which may be now.
  for (let asked = 0; asked < 2 * LIMIT; asked++) {
    const given = await ask(headers);
    if (given.status === 429) return given;
  }
  throw new Error("It never was too often");
}

const pastTooOften = <Key extends RouteKey>({ app }: Stage, key: Key, call: Call<Key>) =>
  tooOften((headers) => app.ask(key, { ...call, headers }));

const admin = ({ adminToken }: Stage) => ({ authorization: `Bearer ${adminToken}` });
const archiveOf = async (stage: Stage, roomId: string) =>
  stage.app.ask("GET /admin/rooms/{roomId}/archive", { params: { roomId }, headers: admin(stage) });

const text = (bytes: number) => ({ code: "x".repeat(bytes), cursorPosition: 0, language: "python" });
const completion = { code: "def hello", cursorPosition: 9, language: "python" };
const execution = { language: "python", code: "1" };
const MEGABYTE = 1_000_000;

export const scenarios: Scenarios = {
  "POST /rooms": {
    201: ({ app }) =>
      app.ask("POST /rooms", { body: { language: "js", initial_code: "x", title: "T", location: "weur" } }),
    400: ({ app }) => app.ask("POST /rooms", { body: "{" }),
    403: ({ app }) => app.ask("POST /rooms", { headers: foreign }),
    413: ({ app }) => app.ask("POST /rooms", { body: huge(5_000_000) }),
    422: ({ app }) => app.ask("POST /rooms", { body: { language: "klingon" } }),
    429: (stage) => tooOften((headers) => stage.app.ask("POST /rooms", { body: "{", headers })),
  },
  "GET /rooms/{roomId}": {
    200: async (stage) => stage.app.ask("GET /rooms/{roomId}", { params: await roomOf(stage) }),
    404: ({ app }) => app.ask("GET /rooms/{roomId}", { params: nowhere }),
    422: async (stage) => stage.app.ask("GET /rooms/{roomId}", { params: await roomOf(stage), query: { at: "noon" } }),
    429: (stage) => pastTooOften(stage, "GET /rooms/{roomId}", { params: nowhere, query: { at: "v0" } }),
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}", { params: await broken(stage) }),
  },
  "GET /rooms/{roomId}/files": {
    200: async (stage) => {
      const params = await filesOf(stage);
      const query = { texts: "1", at: "v1" } as const;
      return stage.app.ask("GET /rooms/{roomId}/files", { params, query });
    },
    404: async (stage) => {
      const params = await roomOf(stage);
      return stage.app.ask("GET /rooms/{roomId}/files", { params, query: { at: "v7" } });
    },
    422: async (stage) =>
      stage.app.ask("GET /rooms/{roomId}/files", { params: await roomOf(stage), query: { at: "noon" } }),
    429: (stage) => pastTooOften(stage, "GET /rooms/{roomId}/files", { params: nowhere, query: { at: "v0" } }),
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/files", { params: await broken(stage) }),
  },
  "POST /rooms/{roomId}/files": {
    200: async (stage) =>
      wish(stage, await filesOf(stage), { changes: [{ file: 1, deleted: true }, { path: "b.txt" }] }),
    400: async (stage) => wish(stage, await roomOf(stage), "{"),
    403: async (stage) => wish(stage, { roomId: (await roomOf(stage)).viewId }, { changes: [{ path: "b.txt" }] }),
    404: (stage) => wish(stage, nowhere, { changes: [{ path: "b.txt" }] }),
    409: async (stage) => wish(stage, await filesOf(stage), { changes: [{ path: "lib/a.txt/b" }] }),
    413: async (stage) => wish(stage, await roomOf(stage), huge(5_000_000)),
    422: async (stage) => wish(stage, await roomOf(stage), { changes: [{ path: "../b" }] }),
    503: async (stage) => wish(stage, await broken(stage), { changes: [{ path: "b.txt" }] }),
  },
  "GET /rooms/{roomId}/files/{path}": {
    200: async (stage) => readFile(stage, await filesOf(stage), "lib/a.txt"),
    404: async (stage) => readFile(stage, await filesOf(stage), "lib/b.txt"),
    422: async (stage) => readFile(stage, await filesOf(stage), "lib/a.txt", "noon"),
    429: (stage) =>
      pastTooOften(stage, "GET /rooms/{roomId}/files/{path}", {
        params: { ...nowhere, path: "a" },
        query: { at: "v0" },
      }),
    503: async (stage) => readFile(stage, await broken(stage), "lib/a.txt"),
  },
  "PUT /rooms/{roomId}/files/{path}": {
    200: async (stage) => writeFile(stage, await filesOf(stage), "lib/a.txt", "c\n", { version: 1 }),
    400: async (stage) => {
      const { roomId } = await roomOf(stage);
      const answer = await fetch(`${stage.app.url}/rooms/${roomId}/files/%E0%A4%A`, { method: "PUT", body: "x" });
      return { status: answer.status, headers: answer.headers, text: await answer.text(), json: {} };
    },
    403: async (stage) => writeFile(stage, { roomId: (await roomOf(stage)).viewId }, "a", "x"),
    404: (stage) => writeFile(stage, nowhere, "a", "x"),
    409: async (stage) => writeFile(stage, await filesOf(stage), "lib/a.txt/b", "x"),
    413: async (stage) => writeFile(stage, await roomOf(stage), "a", "x".repeat(5_000_000)),
    422: async (stage) => writeFile(stage, await roomOf(stage), "-a", "x"),
    503: async (stage) => writeFile(stage, await broken(stage), "a", "x"),
  },
  "DELETE /rooms/{roomId}/files/{path}": {
    204: async (stage) => deleteFile(stage, await filesOf(stage), "lib/a.txt"),
    403: async (stage) => deleteFile(stage, { roomId: (await roomOf(stage)).viewId }, "main.py"),
    404: async (stage) => deleteFile(stage, await roomOf(stage), "lib/a.txt"),
    409: async (stage) => deleteFile(stage, await roomOf(stage), "main.py"),
    422: async (stage) => deleteFile(stage, await filesOf(stage), "lib/a.txt", { "x-client": "x".repeat(129) }),
    503: async (stage) => deleteFile(stage, await broken(stage), "main.py"),
  },
  "GET /rooms/{roomId}/zip": {
    200: async (stage) => stage.app.ask("GET /rooms/{roomId}/zip", { params: await filesOf(stage) }),
    404: ({ app }) => app.ask("GET /rooms/{roomId}/zip", { params: nowhere }),
    422: async (stage) => stage.app.ask("GET /rooms/{roomId}/zip", { params: await roomOf(stage), query: { at: "" } }),
    429: (stage) => tooOften((headers) => stage.app.ask("GET /rooms/{roomId}/zip", { params: nowhere, headers })),
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/zip", { params: await broken(stage) }),
  },
  "POST /rooms/{roomId}/zip": {
    200: async (stage) => zip(stage, await filesOf(stage), await zipFile({ "lib/a.txt": "b\n", ".git/config": "x" })),
    403: async (stage) => zip(stage, { roomId: (await roomOf(stage)).viewId }, await zipFile({})),
    404: async (stage) => zip(stage, nowhere, await zipFile({})),
    409: async (stage) => zip(stage, await filesOf(stage), await zipFile({ lib: "a folder's name" })),
    413: async (stage) => zip(stage, await roomOf(stage), new Uint8Array(ZIP_BYTES_MAX + 1)),
    422: async (stage) => zip(stage, await roomOf(stage), new Uint8Array(100)),
    503: async (stage) => zip(stage, await broken(stage), await zipFile({ "b.txt": "b" })),
  },
  "POST /rooms/{roomId}/restore": {
    200: async (stage) => again(stage, await filesOf(stage), { version: 0 }),
    400: async (stage) => again(stage, await roomOf(stage), "{"),
    403: async (stage) => again(stage, { roomId: (await roomOf(stage)).viewId }, { version: 0 }),
    404: (stage) => again(stage, nowhere, { version: 0 }),
    409: async (stage) => again(stage, await roomOf(stage), { version: 7 }),
    413: async (stage) => again(stage, await roomOf(stage), huge(5_000_000)),
    422: async (stage) => again(stage, await roomOf(stage), { version: "now" }),
    503: async (stage) => again(stage, await broken(stage), { version: 0 }),
  },
  "GET /rooms/{roomId}/history": {
    200: async (stage) => {
      const { roomId } = await roomOf(stage, { initial_code: "a" });
      await put(stage, { roomId }, { code: "b" });
      await nameVersion(stage, { roomId }, { name: "First" });
      const fork = (await forkOf(stage, { roomId })).json as unknown as Room;
      expect((await stage.app.ask("GET /rooms/{roomId}/history", { params: { roomId } })).json["marks"]).toHaveLength(
        2,
      );
      return stage.app.ask("GET /rooms/{roomId}/history", { params: fork });
    },
    404: ({ app }) => app.ask("GET /rooms/{roomId}/history", { params: nowhere }),
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/history", { params: await broken(stage) }),
  },
  "GET /rooms/{roomId}/edits": {
    200: async (stage) => {
      const params = await filesOf(stage);
      await put(stage, params, { code: "b" });
      const page = { params, query: { after: 1, limit: 1 } };
      expect((await stage.app.ask("GET /rooms/{roomId}/edits", page)).json["edits"]).toHaveLength(1);
      return stage.app.ask("GET /rooms/{roomId}/edits", { params });
    },
    404: async (stage) =>
      stage.app.ask("GET /rooms/{roomId}/edits", { params: await roomOf(stage), query: { after: 7 } }),
    422: async (stage) =>
      stage.app.ask("GET /rooms/{roomId}/edits", { params: await roomOf(stage), query: { limit: 0 } }),
    429: (stage) => pastTooOften(stage, "GET /rooms/{roomId}/edits", { params: nowhere }),
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/edits", { params: await broken(stage) }),
  },
  "GET /rooms/{roomId}/verify": {
    200: async (stage) => stage.app.ask("GET /rooms/{roomId}/verify", { params: await filesOf(stage) }),
    404: ({ app }) => app.ask("GET /rooms/{roomId}/verify", { params: nowhere }),
    429: (stage) => tooOften((headers) => stage.app.ask("GET /rooms/{roomId}/verify", { params: nowhere, headers })),
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/verify", { params: await broken(stage) }),
  },
  "GET /rooms/{roomId}/log": {
    200: async (stage) => stage.app.ask("GET /rooms/{roomId}/log", { params: await filesOf(stage) }),
    404: ({ app }) => app.ask("GET /rooms/{roomId}/log", { params: nowhere }),
    429: (stage) => tooOften((headers) => stage.app.ask("GET /rooms/{roomId}/log", { params: nowhere, headers })),
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/log", { params: await broken(stage) }),
  },
  "GET /rooms/{roomId}/blame/{path}": {
    200: async (stage) => blame(stage, await filesOf(stage), "lib/a.txt"),
    404: async (stage) => blame(stage, await filesOf(stage), "lib/b.txt"),
    422: async (stage) => blame(stage, await filesOf(stage), "lib/a.txt", "noon"),
    429: (stage) => pastTooOften(stage, "GET /rooms/{roomId}/blame/{path}", { params: { ...nowhere, path: "a" } }),
    503: async (stage) => blame(stage, await broken(stage), "lib/a.txt"),
  },
  "POST /rooms/{roomId}/marks": {
    201: async (stage) => {
      const { roomId } = await filesOf(stage);
      const ann = await ContractClient.join(`${stage.app.url.replace("http", "ws")}/ws/${roomId}?name=Ann&client=hers`);
      const given = await nameVersion(stage, { roomId }, { name: "First", version: 1 }, { "x-client": "hers" });
      ann.socket.close();
      expect(given.json).toMatchObject({ user: 1, by: "Ann" });
      return given;
    },
    400: async (stage) => nameVersion(stage, await roomOf(stage), "{"),
    403: async (stage) => nameVersion(stage, { roomId: (await roomOf(stage)).viewId }, { name: "x" }),
    404: (stage) => nameVersion(stage, nowhere, { name: "x" }),
    409: async (stage) => nameVersion(stage, await roomOf(stage), { name: "x", version: 7 }),
    413: async (stage) => nameVersion(stage, await roomOf(stage), huge(5_000_000)),
    422: async (stage) => nameVersion(stage, await roomOf(stage), { name: " " }),
    503: async (stage) => nameVersion(stage, await broken(stage), { name: "x" }),
  },
  "PATCH /rooms/{roomId}/marks/{markId}": {
    200: async (stage) => renameMark(stage, await markOf(stage), { name: "Second" }),
    400: async (stage) => renameMark(stage, await markOf(stage), "{"),
    403: async (stage) => renameMark(stage, { roomId: (await roomOf(stage)).viewId, markId: "1" }, { name: "x" }),
    404: async (stage) => renameMark(stage, { ...(await roomOf(stage)), markId: "7" }, { name: "x" }),
    413: async (stage) => renameMark(stage, await markOf(stage), huge(5_000_000)),
    422: async (stage) => renameMark(stage, await markOf(stage), {}),
    503: async (stage) => renameMark(stage, { ...(await broken(stage)), markId: "1" }, { name: "x" }),
  },
  "DELETE /rooms/{roomId}/marks/{markId}": {
    204: async (stage) => deleteMark(stage, await markOf(stage)),
    403: async (stage) => deleteMark(stage, { roomId: (await roomOf(stage)).viewId, markId: "1" }),
    404: async (stage) => deleteMark(stage, { ...(await roomOf(stage)), markId: "7" }),
    503: async (stage) => deleteMark(stage, { ...(await broken(stage)), markId: "1" }),
  },
  "POST /rooms/{roomId}/fork": {
    201: async (stage) => forkOf(stage, await filesOf(stage), { version: 1, title: "Another" }),
    400: async (stage) => forkOf(stage, await roomOf(stage), "{"),
    403: async (stage) => forkOf(stage, await roomOf(stage), {}, foreign),
    404: async (stage) => forkOf(stage, await roomOf(stage), { version: 7 }),
    413: async (stage) => forkOf(stage, await roomOf(stage), huge(5_000_000)),
    422: async (stage) => forkOf(stage, await roomOf(stage), { version: "now" }),
    429: (stage) => tooOften((headers) => forkOf(stage, nowhere, "{", headers)),
    503: async (stage) => forkOf(stage, await broken(stage)),
  },
  "PUT /rooms/{roomId}/code": {
    200: async (stage) => put(stage, await roomOf(stage), { code: "x", version: 0, language: "ruby" }),
    400: async (stage) => put(stage, await roomOf(stage), "code"),
    403: async (stage) => put(stage, { roomId: (await roomOf(stage)).viewId }, { code: "x" }),
    404: (stage) => put(stage, nowhere, { code: "x" }),
    409: async (stage) => put(stage, await roomOf(stage), { code: "x", version: 7 }),
    413: async (stage) => put(stage, await roomOf(stage), huge(5_000_000)),
    422: async (stage) => put(stage, await roomOf(stage), {}),
    503: async (stage) => put(stage, await broken(stage), { code: "x" }),
  },
  "POST /rooms/{roomId}/runs": {
    202: async (stage) => {
      const room = await program(stage, "say main");
      await wish(stage, room, { changes: [{ path: "src/app.py", text: "say hello" }] });
      return start(stage, room, { file: "src/app.py", stdin: "x" });
    },
    400: async (stage) => start(stage, await roomOf(stage), "{"),
    403: async (stage) => start(stage, { roomId: (await roomOf(stage)).viewId }),
    404: (stage) => start(stage, nowhere),
    409: async (stage) => start(stage, await runOf(stage, "echo")),
    413: async (stage) => start(stage, await roomOf(stage), huge(5_000_000)),
    422: async (stage) => start(stage, await roomOf(stage), { stdin: 7 }),
    429: (stage) => tooOften((headers) => start(stage, nowhere, "{", headers)),
    503: async (stage) => start(stage, await roomOf(stage, { language: "ruby" })),
  },
  "GET /rooms/{roomId}/runs": {
    200: async (stage) => {
      const params = await runOf(stage, "say hello");
      return stage.app.ask("GET /rooms/{roomId}/runs", { params, query: { limit: 5 } });
    },
    404: ({ app }) => app.ask("GET /rooms/{roomId}/runs", { params: nowhere }),
    422: async (stage) => {
      const params = await roomOf(stage);
      expect((await stage.app.ask("GET /rooms/{roomId}/runs", { params, query: { limit: 999 } })).status).toBe(422);
      return stage.app.ask("GET /rooms/{roomId}/runs", { params, query: { limit: 0 } });
    },
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/runs", { params: await broken(stage) }),
  },
  "GET /rooms/{roomId}/runs/{runId}": {
    200: async (stage) => {
      const params = await runOf(stage, "say out", "err wrong", "exit 3");
      return stage.app.ask("GET /rooms/{roomId}/runs/{runId}", { params });
    },
    404: async (stage) => {
      const params = { ...nowhere, ...(await roomOf(stage)) };
      return stage.app.ask("GET /rooms/{roomId}/runs/{runId}", { params });
    },
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/runs/{runId}", { params: await broken(stage) }),
  },
  "GET /rooms/{roomId}/chat": {
    200: async (stage) => {
      const { viewId } = await roomWith(stage, "Hello");
      return stage.app.ask("GET /rooms/{roomId}/chat", { params: { roomId: viewId }, query: { before: "2" } });
    },
    404: ({ app }) => app.ask("GET /rooms/{roomId}/chat", { params: nowhere }),
    422: async (stage) => {
      const params = await roomOf(stage);
      expect((await stage.app.ask("GET /rooms/{roomId}/chat", { params, query: { limit: 0 } })).status).toBe(422);
      const given = await stage.app.ask("GET /rooms/{roomId}/chat", { params, query: { before: "x" } });
      expect(given.json["detail"]).toMatch(/^before: /);
      return given;
    },
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/chat", { params: await broken(stage) }),
  },
  "POST /rooms/{roomId}/chat": {
    201: async (stage) => {
      const body = { text: "Deployed", name: "Deployer" };
      return stage.app.ask("POST /rooms/{roomId}/chat", { params: await roomOf(stage), body });
    },
    400: async (stage) => stage.app.ask("POST /rooms/{roomId}/chat", { params: await roomOf(stage), body: "{" }),
    403: async (stage) => {
      const { viewId } = await roomOf(stage);
      return stage.app.ask("POST /rooms/{roomId}/chat", { params: { roomId: viewId }, body: { text: "Hello" } });
    },
    404: async (stage) => {
      const body = { text: "Hello", thread: 3 };
      return stage.app.ask("POST /rooms/{roomId}/chat", { params: await roomOf(stage), body });
    },
    413: async (stage) =>
      stage.app.ask("POST /rooms/{roomId}/chat", { params: await roomOf(stage), body: huge(5_000_000) }),
    422: async (stage) =>
      stage.app.ask("POST /rooms/{roomId}/chat", { params: await roomOf(stage), body: { text: " " } }),
    429: async (stage) => {
      const params = await roomOf(stage);
      return tooOften((headers) =>
        stage.app.ask("POST /rooms/{roomId}/chat", { params, headers, body: { text: "Hm" } }),
      );
    },
    503: async (stage) =>
      stage.app.ask("POST /rooms/{roomId}/chat", { params: await broken(stage), body: { text: "Hello" } }),
  },
  "GET /rooms/{roomId}/threads": {
    200: async (stage) => stage.app.ask("GET /rooms/{roomId}/threads", { params: await roomOf(stage) }),
    404: ({ app }) => app.ask("GET /rooms/{roomId}/threads", { params: nowhere }),
    503: async (stage) => stage.app.ask("GET /rooms/{roomId}/threads", { params: await broken(stage) }),
  },
  "GET /rooms/{roomId}/runs/{runId}/events": {
    200: async (stage) => {
      const params = await runOf(stage, "say one", "say two");
      const all = await stage.app.ask("GET /rooms/{roomId}/runs/{runId}/events", { params });
      const headers = { "last-event-id": "1" };
      const rest = await stage.app.ask("GET /rooms/{roomId}/runs/{runId}/events", { params, headers });
      expect(all.text.endsWith(rest.text)).toBe(true);
      return all;
    },
    404: ({ app }) => app.ask("GET /rooms/{roomId}/runs/{runId}/events", { params: nowhere }),
    422: async (stage) => {
      const params = { ...nowhere, ...(await roomOf(stage)) };
      return stage.app.ask("GET /rooms/{roomId}/runs/{runId}/events", { params, query: { after: "x" } });
    },
    429: async (stage) => {
      const params = await runOf(stage, "echo");
      const path = `${stage.app.url}/rooms/${params.roomId}/runs/${params.runId}/events`;
      const stop = new AbortController();
      const read = () => fetch(path, { signal: stop.signal });
      await Promise.all(Array.from({ length: RUN_STREAMS_MAX }, read));
      const given = await stage.app.ask("GET /rooms/{roomId}/runs/{runId}/events", { params });
      stop.abort();
      return given;
    },
  },
  "POST /rooms/{roomId}/runs/{runId}/input": {
    204: async (stage) => type(stage, await runOf(stage, "echo"), { text: "x\n", eof: true }),
    400: async (stage) => type(stage, { ...nowhere, ...(await roomOf(stage)) }, "{"),
    403: async (stage) => type(stage, { ...nowhere, roomId: (await roomOf(stage)).viewId }, {}),
    404: (stage) => type(stage, nowhere, {}),
    409: async (stage) => type(stage, await runOf(stage, "exit 0"), { text: "x" }),
    413: async (stage) => type(stage, { ...nowhere, ...(await roomOf(stage)) }, huge(5_000_000)),
    422: async (stage) => type(stage, { ...nowhere, ...(await roomOf(stage)) }, { text: 7 }),
    503: async (stage) => type(stage, await broken(stage), {}),
  },
  "DELETE /rooms/{roomId}/runs/{runId}": {
    204: async (stage) => stop(stage, await runOf(stage, "echo")),
    403: async (stage) => stop(stage, { ...nowhere, roomId: (await roomOf(stage)).viewId }),
    404: (stage) => stop(stage, nowhere),
    409: async (stage) => stop(stage, await runOf(stage, "exit 0")),
    503: async (stage) => stop(stage, await broken(stage)),
  },
  "POST /execute": {
    200: ({ app }) => app.ask("POST /execute", { body: { ...execution, stdin: "x" } }),
    400: ({ app }) => app.ask("POST /execute", { body: "{" }),
    403: ({ app }) => app.ask("POST /execute", { body: execution, headers: foreign }),
    413: ({ app }) => app.ask("POST /execute", { body: huge(17_000_000) }),
    422: ({ app }) => app.ask("POST /execute", { body: { ...execution, language: "klingon" } }),
    429: ({ app }) => app.ask("POST /execute", { body: { ...execution, code: "full" } }),
    503: ({ app }) => app.ask("POST /execute", { body: { ...execution, code: "die" } }),
  },
  "POST /autocomplete": {
    200: ({ app }) =>
      app.ask("POST /autocomplete", { body: { ...completion, files: [{ path: "a.py", content: "x" }] } }),
    400: ({ app }) => app.ask("POST /autocomplete", { body: "{" }),
    403: ({ app }) => app.ask("POST /autocomplete", { body: completion, headers: foreign }),
    413: ({ app }) => app.ask("POST /autocomplete", { body: text(5_000_000) }),
    422: ({ app }) => app.ask("POST /autocomplete", { body: { ...completion, cursorPosition: 99 } }),
    429: (stage) => tooOften((headers) => stage.app.ask("POST /autocomplete", { body: "{", headers })),
  },
  "GET /languages": { 200: ({ app }) => app.ask("GET /languages") },
  "GET /health": {
    200: ({ app }) => app.ask("GET /health"),
    503: ({ app, library }) => without(library, "rooms", () => app.ask("GET /health")),
  },
  "GET /metrics": {
    200: ({ app, metricsToken }) => app.ask("GET /metrics", { headers: { authorization: `Bearer ${metricsToken}` } }),
    401: ({ app }) => app.ask("GET /metrics"),
  },
  "GET /admin/rooms": {
    200: (stage) => stage.app.ask("GET /admin/rooms", { headers: admin(stage), query: { after: "a" } }),
    401: ({ app }) => app.ask("GET /admin/rooms"),
  },
  "GET /admin/rooms/{roomId}/archive": {
    200: async (stage) => archiveOf(stage, (await roomOf(stage)).roomId),
    304: async (stage) => {
      const { roomId } = await roomOf(stage);
      const etag = (await archiveOf(stage, roomId)).headers.get("etag") ?? "";
      const headers = { ...admin(stage), "if-none-match": etag };
      return stage.app.ask("GET /admin/rooms/{roomId}/archive", { params: { roomId }, headers });
    },
    401: ({ app }) => app.ask("GET /admin/rooms/{roomId}/archive", { params: nowhere }),
    404: (stage) => archiveOf(stage, nowhere.roomId),
    413: async (stage) => {
      const { roomId, runId } = await runOf(stage, "exit 0");
      await vi.waitFor(async () => expect((await archiveOf(stage, roomId)).text).toContain(runId));
      stage.library("UPDATE runs SET transcript = ? WHERE id = ?", `[${" ".repeat(MEGABYTE)}]`, runId);
      stage.library("CREATE TABLE copy AS SELECT * FROM runs WHERE id = ?", runId);
      for (let length = 0; length < ARCHIVE_BYTES_MAX; length += MEGABYTE) {
        stage.library("UPDATE copy SET id = ?", randomUUID());
        stage.library("INSERT INTO runs SELECT * FROM copy");
      }
      return archiveOf(stage, roomId);
    },
    503: async (stage) => archiveOf(stage, (await broken(stage)).roomId),
  },
  "PUT /admin/rooms/{roomId}/archive": {
    204: async (stage) => {
      const { roomId } = await roomOf(stage, { initial_code: "kept" });
      return restore(stage, roomId, (await archiveOf(stage, roomId)).text, "any");
    },
    401: ({ app }) => app.ask("PUT /admin/rooms/{roomId}/archive", { params: nowhere, body: "" }),
    403: ({ app }) => app.ask("PUT /admin/rooms/{roomId}/archive", { params: nowhere, body: "", headers: foreign }),
    409: async (stage) => {
      const { roomId } = await roomOf(stage);
      return restore(stage, roomId, (await archiveOf(stage, roomId)).text, "no");
    },
    413: (stage) => restore(stage, nowhere.roomId, "x".repeat(ARCHIVE_BYTES_MAX + 1), "no"),
    422: (stage) => restore(stage, nowhere.roomId, "no archive", "no"),
    503: async (stage) => {
      const { roomId } = await roomOf(stage);
      const { text } = await archiveOf(stage, roomId);
      return without(stage.library, "snapshots", () => restore(stage, roomId, text, "any"));
    },
  },
};

const put = ({ app }: Stage, params: { roomId: string }, body: object | string) =>
  app.ask("PUT /rooms/{roomId}/code", { params, body });
const start = ({ app }: Stage, params: { roomId: string }, body?: object | string, headers?: Record<string, string>) =>
  app.ask("POST /rooms/{roomId}/runs", { params, ...(body !== undefined && { body }), ...(headers && { headers }) });
const type = ({ app }: Stage, params: { roomId: string; runId: string }, body: object | string) =>
  app.ask("POST /rooms/{roomId}/runs/{runId}/input", { params, body });
const stop = ({ app }: Stage, params: { roomId: string; runId: string }) =>
  app.ask("DELETE /rooms/{roomId}/runs/{runId}", { params });
const restore = (stage: Stage, roomId: string, body: string, replace: "no" | "any") =>
  stage.app.ask("PUT /admin/rooms/{roomId}/archive", {
    params: { roomId },
    query: { replace },
    body,
    headers: admin(stage),
  });

/** A room with another file than the main one. */
async function filesOf(stage: Stage): Promise<Room> {
  const room = await roomOf(stage);
  await wish(stage, room, { changes: [{ path: "lib/a.txt", text: "a\n" }] });
  return room;
}
const wish = ({ app }: Stage, params: { roomId: string }, body: object | string) =>
  app.ask("POST /rooms/{roomId}/files", { params, body });
const readFile = ({ app }: Stage, { roomId }: { roomId: string }, path: string, at?: string) =>
  app.ask("GET /rooms/{roomId}/files/{path}", { params: { roomId, path }, ...(at && { query: { at } }) });
const writeFile = ({ app }: Stage, { roomId }: { roomId: string }, path: string, body: string, query = {}) =>
  app.ask("PUT /rooms/{roomId}/files/{path}", { params: { roomId, path }, body, query });
const deleteFile = ({ app }: Stage, { roomId }: { roomId: string }, path: string, headers = {}) =>
  app.ask("DELETE /rooms/{roomId}/files/{path}", { params: { roomId, path }, headers });
const zip = ({ app }: Stage, params: { roomId: string }, body: Uint8Array<ArrayBuffer>) =>
  app.ask("POST /rooms/{roomId}/zip", { params, body });
const again = ({ app }: Stage, params: { roomId: string }, body: object | string) =>
  app.ask("POST /rooms/{roomId}/restore", { params, body });

const blame = ({ app }: Stage, { roomId }: { roomId: string }, path: string, at?: string) =>
  app.ask("GET /rooms/{roomId}/blame/{path}", { params: { roomId, path }, ...(at && { query: { at } }) });
const nameVersion = ({ app }: Stage, params: { roomId: string }, body: object | string, headers = {}) =>
  app.ask("POST /rooms/{roomId}/marks", { params, body, headers });
const forkOf = ({ app }: Stage, params: { roomId: string }, body: object | string = {}, headers = {}) =>
  app.ask("POST /rooms/{roomId}/fork", { params, body, headers });
async function markOf(stage: Stage): Promise<{ roomId: string; markId: string }> {
  const { roomId } = await roomOf(stage);
  const { json } = await nameVersion(stage, { roomId }, { name: "First" });
  return { roomId, markId: String(json["id"]) };
}
const renameMark = ({ app }: Stage, params: { roomId: string; markId: string }, body: object | string) =>
  app.ask("PATCH /rooms/{roomId}/marks/{markId}", { params, body });
const deleteMark = ({ app }: Stage, params: { roomId: string; markId: string }) =>
  app.ask("DELETE /rooms/{roomId}/marks/{markId}", { params });

async function zipFile(texts: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  for (const [path, content] of Object.entries(texts)) await writer.add(path, new TextReader(content));
  return writer.close();
}

/** While D1 has no such table. */
export async function without<T>(library: Stage["library"], table: string, act: () => Promise<T>): Promise<T> {
  library(`ALTER TABLE ${table} RENAME TO ${table}_gone`);
  try {
    return await act();
  } finally {
    library(`ALTER TABLE ${table}_gone RENAME TO ${table}`);
  }
}
