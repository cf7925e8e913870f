import { env, exports } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { findRun } from "#db/runs";
import { makeRoom, objectOf, TestSocket } from "#party/test-room";
import { RUN_STREAMS_MAX } from "#protocol/limits";
import type { RunAnswer, RunReport } from "#protocol/run-rest";
import type { RunMessage } from "#protocol/room-run";

// The programs are scripts for test/scripted-runner.ts.
const program = (...steps: string[]) => makeRoom({ initial_code: steps.join("\n") });

let visitors = 0;
/** Each from an address of its own, but for those that name one. */
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return exports.default.fetch(`https://tandem${path}`, {
    method,
    headers: { "cf-connecting-ip": `10.0.0.${++visitors}`, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
async function start(roomId: string, body?: unknown): Promise<RunAnswer> {
  const answer = await ask("POST", `/rooms/${roomId}/runs`, body);
  expect(answer.status).toBe(202);
  return answer.json();
}
const runsOf = async (roomId: string) =>
  ((await (await ask("GET", `/rooms/${roomId}/runs`)).json()) as { runs: RunAnswer[] }).runs;

/** Server-sent events until the stream ends, or `last` comes. */
async function eventsOf(answer: Response, last?: string): Promise<{ id: string; message: RunMessage }[]> {
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    text += value ?? "";
    const blocks = text
      .split("\n\n")
      .slice(0, -1)
      .filter((block) => block.startsWith("id: "));
    const events = blocks.flatMap((block) => {
      const [, id = "", type, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return data === undefined ? [] : [{ id, type, message: JSON.parse(data) as RunMessage }];
    });
    for (const { type, message } of events) expect(message.type).toBe(type);
    if (done || events.some(({ type }) => type === last)) {
      await reader.cancel();
      return events;
    }
  }
}
const outputIn = (messages: readonly { message: RunMessage }[]) =>
  messages.map(({ message }) => (message.type === "run_output" ? message.text : "")).join("");

describe("a run over REST", () => {
  test("runs any file of the room, with all others beside it as they are", async () => {
    const { roomId } = await program("say main");
    const put = (path: string, body: BodyInit) =>
      exports.default.fetch(`https://tandem/rooms/${roomId}/files/${path}`, { method: "PUT", body });
    await put("src/app.py", "given");
    await put("windows.txt", "a\r\nb\r\n");
    await put("bytes", new Uint8Array([0, 255, 10]));
    await put("gone.txt", "x");
    const changes = [
      { path: "hollow", kind: "folder" },
      { file: 4, deleted: true },
    ];
    expect((await ask("POST", `/rooms/${roomId}/files`, { changes })).status).toBe(200);

    const { runId, ...run } = await start(roomId, { file: "src/app.py" });
    expect(run).toMatchObject({ file: 1, path: "src/app.py", language: "python" });
    const events = await eventsOf(await ask("GET", `/rooms/${roomId}/runs/${runId}/events`));
    expect(JSON.parse(outputIn(events))).toEqual({
      path: "src/app.py",
      files: [
        { path: "main.py", content: "say main" },
        { path: "windows.txt", content: "a\r\nb\r\n" },
        { path: "bytes", base64: "AP8K" },
        { path: "hollow", folder: true },
      ],
    });
    const report = async () => (await ask("GET", `/rooms/${roomId}/runs/${runId}`)).json();
    const told = await report();
    expect(told).toMatchObject({ file: 1, path: "src/app.py", code: "given", phase: "ended" });
    await vi.waitFor(async () => expect(await findRun(env.DB, roomId, runId)).toBeDefined());
    await start(roomId);
    expect(await report()).toEqual(told);
    expect((await ask("POST", `/rooms/${roomId}/runs`, { file: "gone.txt" })).status).toBe(409);
    expect((await ask("POST", `/rooms/${roomId}/runs`, { file: "../app.py" })).status).toBe(422);
  });

  test("is refused before anything starts when its files are too many bytes together", async () => {
    const { roomId } = await program("say one");
    for (const path of ["a", "b", "c", "d"]) {
      const body = new Uint8Array(3_100_000).fill(path.charCodeAt(0) + 128);
      await exports.default.fetch(`https://tandem/rooms/${roomId}/files/${path}`, { method: "PUT", body });
    }
    const answer = await ask("POST", `/rooms/${roomId}/runs`);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining("at most 16 MB") });
    expect(await runsOf(roomId)).toEqual([]);
    await ask("POST", `/rooms/${roomId}/files`, { changes: [{ file: 1, deleted: true }] });
    await start(roomId);
  });

  test("is started, listed while it goes on, typed into, and read with its output", async () => {
    const room = await program("say one", "echo");
    const ann = await TestSocket.join(room.roomId);
    const answer = await ask("POST", `/rooms/${room.roomId}/runs`);
    const run = (await answer.json()) as RunAnswer;
    expect(answer.headers.get("location")).toBe(`/rooms/${room.roomId}/runs/${run.runId}`);
    expect(run).toMatchObject({ version: 0, language: "python", user: 0, name: "API", phase: "queued" });
    expect((await ann.next("run_started")).run).toMatchObject({ id: run.runId, user: 0 });
    await ann.next("run_output");
    expect(await runsOf(room.roomId)).toMatchObject([{ runId: run.runId, phase: "running" }]);
    const path = `/rooms/${room.roomId}/runs/${run.runId}`;
    expect((await ask("POST", `${path}/input`, { text: "two\r\n", eof: true })).status).toBe(204);
    expect((await ann.next("run_ended")).result.status).toBe("ok");
    expect((await ask("POST", `${path}/input`, { text: "x" })).status).toBe(409);
    const report = (await (await ask("GET", path)).json()) as RunReport;
    expect(report).toMatchObject({ phase: "ended", input: "two\n", skipped: 0, result: { status: "ok", cpuMs: 5 } });
    expect(report.events).toMatchObject([
      { type: "run_output", text: "one" },
      { type: "run_input", text: "two\n", eof: true, name: "API" },
      { type: "run_output", text: "two\n" },
    ]);
  });

  test("stays in the library when the next begins, newest first", async () => {
    const room = await program("say one", "err two");
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { runId } = await start(room.roomId, { stdin: `${i}\u0000ü` });
      ids.unshift(runId);
      await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, runId)).toBeDefined());
    }
    const runs = await runsOf(room.roomId);
    expect(runs.map(({ runId }) => runId)).toEqual(ids);
    expect(runs.every(({ phase }) => phase === "ended")).toBe(true);
    const oldest = (await (await ask("GET", `/rooms/${room.roomId}/runs/${ids[2]}`)).json()) as RunReport;
    expect(oldest).toMatchObject({ input: "0\u0000ü", result: { status: "ok" } });
    expect(oldest.events).toMatchObject([
      { type: "run_input", user: 0, text: "0\u0000ü" },
      { stream: "stdout" },
      { stream: "stderr", text: "two" },
    ]);
    const events = await eventsOf(await ask("GET", `/rooms/${room.roomId}/runs/${ids[2]}/events`));
    expect(events.map(({ message }) => message.type)).toEqual([
      "run_started",
      "run_input",
      "run_output",
      "run_output",
      "run_ended",
    ]);
    const limited = await ask("GET", `/rooms/${room.roomId}/runs?limit=1`);
    expect(((await limited.json()) as { runs: unknown[] }).runs.length).toBe(1);
  });

  test("is told with the text that ran, while the room and its log can tell it", async () => {
    const room = await program("say one");
    const put = (code: string) => ask("PUT", `/rooms/${room.roomId}/code`, { code });
    const codeOf = async (id: string) =>
      ((await (await ask("GET", `/rooms/${room.roomId}/runs/${id}`)).json()) as RunReport).code;
    const first = await start(room.roomId);
    await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, first.runId)).toBeDefined());
    await put("say two");
    expect(await codeOf(first.runId)).toBe("say one");
    const second = await start(room.roomId);
    await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, second.runId)).toBeDefined());
    await put("say three");
    const third = await start(room.roomId);
    await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, third.runId)).toBeDefined());
    const view = `/rooms/${room.viewId}/runs/${second.runId}`;
    expect(((await (await ask("GET", view)).json()) as RunReport).code).toBe("say two");
    expect(await codeOf(third.runId)).toBe("say three");
    // A room that was reborn from a checkpoint may count versions anew: the edit is then younger than the run.
    await env.DB.exec(`UPDATE runs SET started_at = '2020-01-01T00:00:00.000Z' WHERE id = '${second.runId}'`);
    expect(await codeOf(second.runId)).toBeNull();
  });

  test("streams its events as they come, and from where a reader was", async () => {
    const room = await program("say one", "echo", "say three");
    const { runId } = await start(room.roomId);
    const path = `/rooms/${room.roomId}/runs/${runId}`;
    const first = await eventsOf(await ask("GET", `${path}/events`), "run_output");
    expect(first[0]).toMatchObject({ id: "0", message: { type: "run_started", run: { id: runId } } });
    const last = first.at(-1)!.id;
    const live = eventsOf(await ask("GET", `${path}/events`, undefined, { "last-event-id": last }));
    const also = eventsOf(await ask("GET", `${path}/events?after=${last}`));
    await ask("POST", `${path}/input`, { text: "two" });
    const rest = await live;
    expect(await also).toEqual(rest);
    expect(outputIn([...first, ...rest])).toBe("onetwothree");
    const ids = [...first, ...rest].map(({ id }) => Number(id));
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    expect(rest.at(-1)?.message.type).toBe("run_ended");
    const whole = await eventsOf(await ask("GET", `${path}/events`));
    expect(whole.map(({ message }) => message)).toEqual([...first, ...rest].map(({ message }) => message));
  });

  test("that is a flood reaches a slow reader whole, as far as it is kept, and holds nobody up", async () => {
    const room = await program("flood 40");
    const { runId } = await start(room.roomId);
    const slow = await ask("GET", `/rooms/${room.roomId}/runs/${runId}/events`);
    await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, runId)).toBeDefined(), { timeout: 5_000 });
    expect(outputIn(await eventsOf(slow)).length).toBe(40 * 16_384);
    expect(JSON.parse((await findRun(env.DB, room.roomId, runId))!.transcript)[0].text.length).toBe(65_536);
  });

  test("has so many readers at once and no more; who leaves makes place", async () => {
    const room = await program("echo");
    const { runId } = await start(room.roomId);
    const path = `/rooms/${room.roomId}/runs/${runId}/events`;
    const readers = await Promise.all(Array.from({ length: RUN_STREAMS_MAX }, () => ask("GET", path)));
    expect(new Set(readers.map(({ status }) => status))).toEqual(new Set([200]));
    const refused = await ask("GET", path);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("join the room") });
    const [leaving, ...staying] = readers;
    await leaving!.body!.cancel();
    await vi.waitFor(async () => {
      const next = await ask("GET", path);
      staying.push(next);
      expect(next.status).toBe(200);
    });
    await ask("DELETE", `/rooms/${room.roomId}/runs/${runId}`);
    for (const reader of staying.filter(({ ok }) => ok))
      expect((await eventsOf(reader)).at(-1)?.message.type).toBe("run_ended");
    expect((await eventsOf(await ask("GET", path))).at(-1)?.message.type).toBe("run_ended"); // all places are free again
  });

  test("a reader of an earlier life of the room's memory is told from the front", async () => {
    const room = await program("say one", "echo");
    const ann = await TestSocket.join(room.roomId);
    const { runId } = await start(room.roomId);
    await ann.next("run_output");
    const path = `/rooms/${room.roomId}/runs/${runId}`;
    const [started] = await eventsOf(
      await ask("GET", `${path}/events`, undefined, { "last-event-id": "2/7" }),
      "run_output",
    );
    expect(started?.message.type).toBe("run_started");
    await ask("DELETE", path);
    await ann.next("run_ended");
  });

  test("is stopped for all, once", async () => {
    const room = await program("echo");
    const { runId } = await start(room.roomId);
    const path = `/rooms/${room.roomId}/runs/${runId}`;
    const events = eventsOf(await ask("GET", `${path}/events`));
    expect((await ask("DELETE", path)).status).toBe(204);
    const stopped = { type: "run_ended", stoppedBy: { user: 0 }, result: { detail: "Stopped through the API" } };
    expect((await events).at(-1)?.message).toMatchObject(stopped);
    expect((await ask("DELETE", path)).status).toBe(409);
    const ann = await TestSocket.join(room.roomId, "name=Ann");
    ann.send({ type: "run" });
    const { run } = await ann.next("run_started");
    ann.send({ type: "run_stop", run: run.id });
    expect(await ann.next("run_ended")).toMatchObject({ stoppedBy: { user: 1, name: "Ann" } });
    await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, run.id)).toBeDefined());
    expect(await runsOf(room.roomId)).toMatchObject([
      { result: { status: "cancelled", detail: "Stopped by Ann" } },
      { result: { status: "cancelled", detail: "Stopped through the API" } },
    ]);
  });

  test("is read with a view link, and not started, typed into or stopped", async () => {
    const room = await program("echo");
    const { runId } = await start(room.roomId);
    const view = `/rooms/${room.viewId}/runs`;
    expect(await runsOf(room.viewId!)).toMatchObject([{ runId }]);
    expect((await ask("GET", `${view}/${runId}`)).status).toBe(200);
    for (const [method, path] of [
      ["POST", view],
      ["POST", `${view}/${runId}/input`],
      ["DELETE", `${view}/${runId}`],
    ] as const)
      expect((await ask(method, path, method === "POST" ? {} : undefined)).status).toBe(403);
    await ask("DELETE", `/rooms/${room.roomId}/runs/${runId}`);
  });

  test("that there is none, or may be none now, is said", async () => {
    const room = await program("echo");
    const { runId } = await start(room.roomId);
    expect((await ask("POST", `/rooms/${room.roomId}/runs`)).status).toBe(409);
    await ask("DELETE", `/rooms/${room.roomId}/runs/${runId}`);
    const nothing = `/rooms/${room.roomId}/runs/${crypto.randomUUID()}`;
    expect((await ask("GET", nothing)).status).toBe(404);
    expect((await ask("GET", `${nothing}/events`)).status).toBe(404);
    expect((await ask("GET", `/rooms/${crypto.randomUUID()}/runs`)).status).toBe(404);
    const ruby = await makeRoom({ language: "ruby" });
    const refused = await ask("POST", `/rooms/${ruby.roomId}/runs`);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("package ruby") });
  });
});

describe("POST /execute", () => {
  test("runs a program to its end", async () => {
    const answer = await ask("POST", "/execute", { language: "python3", code: "x", stdin: "in" });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: "ok", exitCode: 0, stdout: "x|in", truncated: false });
  });

  test("refuses what it cannot run, and what fits no schema", async () => {
    for (const body of [
      { language: "klingon", code: "" },
      { language: "ruby", code: "" },
      { language: "python" },
      { language: "python", code: "", files: [{ path: "../x", content: "" }] },
    ])
      expect((await ask("POST", "/execute", body)).status).toBe(422);
  });

  test("says when the runner has too much to do", async () => {
    const answer = await ask("POST", "/execute", { language: "bash", code: "full" });
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("7");
  });

  test("is limited for one address, and for no other", async () => {
    const flood = { "cf-connecting-ip": "10.9.9.9" };
    const execute = () => ask("POST", "/execute", { language: "python", code: "" }, flood);
    let answer = await execute();
    let taken = 0;
    for (; answer.status === 200; answer = await execute()) taken++;
    // A minute may begin in the middle of it.
    expect(taken).toBeGreaterThanOrEqual(60);
    expect(taken).toBeLessThanOrEqual(120);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    const room = await program("say one");
    expect((await ask("POST", `/rooms/${room.roomId}/runs`, {}, flood)).status).toBe(429);
    expect((await ask("POST", `/rooms/${room.roomId}/runs`)).status).toBe(202);
    const ann = await TestSocket.join(room.roomId);
    if (!(await ann.next("init")).run?.result) await ann.next("run_ended");
  });
});

test("what can be run here is told with the languages, and the runner with the health", async () => {
  const { languages } = (await (await ask("GET", "/languages")).json()) as { languages: { id: string }[] };
  const byId = (id: string) => languages.find((language) => language.id === id);
  expect(byId("python")).toMatchObject({ edit: true, run: true, version: "3.11" });
  expect(byId("shell")).toMatchObject({ run: true });
  expect(byId("ruby")).toMatchObject({ run: false, missing: "ruby" });
  expect(byId("html")).toMatchObject({ edit: true, run: false });
  expect(await (await ask("GET", "/health")).json()).toMatchObject({ status: "ok", runner: "ok" });
});

test("the library keeps the last 200 runs of a room", async () => {
  const room = await program("say one");
  const { runId } = await start(room.roomId);
  await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, runId)).toBeDefined());
  await env.DB.exec(
    `WITH RECURSIVE old(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM old WHERE i < 250) INSERT INTO runs SELECT 'old-' || i, room_id, version, language, user, name, '2020-01-01T00:00:00.' || (100 + i) || 'Z', status, exit_code, signal, detail, truncated, wall_ms, cpu_ms, memory_kb, input, transcript, skipped, file, path FROM runs, old WHERE id = '${runId}'`,
  );
  const second = await start(room.roomId);
  await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, second.runId)).toBeDefined());
  const { results } = await env.DB.prepare("SELECT id FROM runs WHERE room_id = ? ORDER BY started_at DESC")
    .bind(room.roomId)
    .all<{ id: string }>();
  expect(results.length).toBe(200);
  expect(results.slice(0, 3).map(({ id }) => id)).toEqual([second.runId, runId, "old-250"]);
  expect(await objectOf(room).newestRun()).toMatchObject({ newest: { run: { id: second.runId } } });
});
