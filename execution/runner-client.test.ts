import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { linesOf } from "#execution/lines";
import { RunnerClient } from "#execution/runner-client";
import { languageOf, whyNot } from "#execution/runner-health";
import { containerOf, runnerPlace } from "#execution/runner-place";
import type { RunEvent, RunnerHealth } from "#protocol/run";

const closes: (() => void)[] = [];
afterEach(() => closes.splice(0).forEach((close) => close()));

type Handler = (request: IncomingMessage, answer: ServerResponse) => void;

/** A runner that answers the requests it gets one after the other. */
async function runner(...handlers: Handler[]): Promise<{ client: RunnerClient; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const handler = handlers.shift();
    request.resume().on("end", () => (handler ? handler(request, answer) : request.socket.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closes.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { client: clientOf(`http://127.0.0.1:${port}`), asked };
}
const clientOf = (url: string) =>
  new RunnerClient(runnerPlace({ RUNNER_URL: url, RUNNER_TOKEN: "token" })!, { pausesMs: [0, 1, 1] });

const problem =
  (status: number, detail: string, headers: Record<string, string> = {}): Handler =>
  (_request, answer) =>
    answer.writeHead(status, headers).end(JSON.stringify({ type: "about:blank", title: "", status, detail }));

const line = (event: object) => `${JSON.stringify(event)}\n`;
const say = (n: number, text = `${n}`): RunEvent => ({ n, type: "output", stream: "stdout", text });
const figures = { exitCode: 0, signal: null, cpuMs: 1, wallMs: 1, memoryKb: 1, truncated: false };
const end = (n: number): RunEvent => ({ n, type: "ended", result: { status: "ok", ...figures } });

/** Streams events and then ends well, or breaks. */
const stream =
  (events: object[], breaks = false): Handler =>
  (_request, answer) => {
    answer.writeHead(200);
    const text = events.map(line).join("");
    if (breaks) answer.write(text, () => setImmediate(() => answer.destroy()));
    else answer.end(text);
  };

const run = { id: "3f2b0c1e-0000-4000-8000-000000000000", language: "python", code: "" };
async function follow(client: RunnerClient, what: Parameters<RunnerClient["follow"]>[0] = run, after = 0) {
  const taken: number[] = [];
  const failure = await client.follow(what, after, { started: () => {}, take: ({ n }) => void taken.push(n) });
  return { taken, failure };
}

test("a run is followed through lines that break, and no event is taken twice or left out", async () => {
  const { client, asked } = await runner(
    stream([say(1), say(2), { type: "beat" }], true),
    stream([say(2), say(3), say(5)]), // 4 is missing: the line is not to be trusted
    stream([say(4), end(5)]),
  );
  expect(await follow(client)).toEqual({ taken: [1, 2, 3, 4, 5], failure: undefined });
  expect(asked).toEqual([
    "POST /runs Bearer token",
    `GET /runs/${run.id}/events?after=2 Bearer token`,
    `GET /runs/${run.id}/events?after=3 Bearer token`,
  ]);
});

test("a start whose answer was lost is not started twice", async () => {
  const { client, asked } = await runner(
    (request) => request.socket.destroy(),
    problem(409, "It runs"),
    stream([say(1), end(2)]),
  );
  expect((await follow(client)).taken).toEqual([1, 2]);
  expect(asked[2]).toContain("/events?after=0");
});

test("a run that is taken up behind an event is asked for behind it", async () => {
  const { client, asked } = await runner(stream([end(8)]));
  expect((await follow(client, { id: run.id }, 7)).taken).toEqual([8]);
  expect(asked[0]).toContain("GET");
  expect(asked[0]).toContain("after=7");
});

test("a runner that forgot the run is not asked again", async () => {
  const { client, asked } = await runner(stream([say(1)], true), problem(404, "No such run"));
  expect(await follow(client)).toEqual({
    taken: [1],
    failure: { failed: "refused", status: 404, detail: "No such run" },
  });
  expect(asked.length).toBe(2);
});

test("a runner that is gone is given up after some tries", async () => {
  const { failure } = await follow(clientOf("http://127.0.0.1:1"));
  expect(failure).toMatchObject({ failed: "unavailable" });
});

test("what a runner will not do is told from what it cannot do now", async () => {
  const { client } = await runner(
    problem(429, "Full", { "retry-after": "3" }),
    problem(422, "No such language"),
    problem(401, "Who are you?"),
    (_request, answer) => answer.end("<html>"),
    (_request, answer) => answer.writeHead(502).end("no problem"),
  );
  const execute = () => client.execute({ language: "x", code: "" }, new AbortController().signal);
  expect(await execute()).toEqual({ failed: "busy", detail: "Full", retryAfterS: 3 });
  expect(await execute()).toEqual({ failed: "refused", detail: "No such language", status: 422 });
  expect(await execute()).toMatchObject({ failed: "unavailable", detail: "Who are you?" });
  expect(await execute()).toMatchObject({ failed: "unavailable" });
  expect(await execute()).toMatchObject({ failed: "unavailable", detail: "The runner answered 502" });
});

test("who goes away ends the request to the runner", async () => {
  const gone = new AbortController();
  let closed = () => {};
  const ended = new Promise<void>((resolve) => (closed = resolve));
  const { client } = await runner((request) => {
    request.socket.on("close", closed);
    gone.abort();
  });
  expect(await client.execute({ language: "x", code: "" }, gone.signal)).toMatchObject({ failed: "unavailable" });
  await ended;
});

const bodyOf = (...chunks: Uint8Array[]) =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
      },
    }),
  );

test("lines are cut at their ends, wherever the pieces were cut, and silence is noticed", async () => {
  const bytes = new TextEncoder().encode("é😀\n\nb\nrest");
  const lines: string[] = [];
  const read = async () => {
    for await (const text of linesOf(bodyOf(...[...bytes].map((byte) => Uint8Array.of(byte))), 20)) lines.push(text);
  };
  await expect(read()).rejects.toThrow("silent");
  expect(lines).toEqual(["é😀", "b"]);
});

test("a line without an end is not gathered for ever", async () => {
  const chunk = new Uint8Array(1_000_000).fill(97);
  const read = async () => {
    for await (const _ of linesOf(bodyOf(chunk, chunk, chunk, chunk, chunk), 1_000));
  };
  await expect(read()).rejects.toThrow("no end");
});

test("there is a runner at an address, in a container, or none", async () => {
  const asked: string[] = [];
  const RUNNER = {
    getByName: (name: string) => ({
      fetch: async (request: Request) => {
        asked.push(`${name} ${request.url}`);
        return new Response();
      },
    }),
  };
  expect(runnerPlace({})).toBeUndefined();
  expect(runnerPlace({ RUNNER_URL: "http://x", RUNNER_TOKEN: "" })).toBeUndefined();
  expect(runnerPlace({ RUNNER_URL: "http://x/", RUNNER_TOKEN: "t", RUNNER })).toMatchObject({ name: "http://x" });
  const place = runnerPlace({ RUNNER_URL: "", RUNNER_TOKEN: "t", RUNNER }, "abc");
  await place?.fetch("/health", {});
  expect(asked).toEqual(["room-abc http://runner/health"]);
  expect(place?.sleeps).toBe(true);
});

test("rooms are spread over shards, and each stays where it is", () => {
  const rooms = Array.from({ length: 400 }, (_, i) => `room-${i}`);
  const counts = Map.groupBy(rooms, (room) => containerOf(room, 4));
  expect([...counts.keys()].toSorted()).toEqual(["shard-0", "shard-1", "shard-2", "shard-3"]);
  for (const group of counts.values()) expect(group.length).toBeGreaterThan(50);
  expect(containerOf("a", 4)).toBe(containerOf("a", 4));
  expect(containerOf(undefined, 0)).toBe("no-room");
});

test("a language goes by our names and the runner's, and what is missing is named", () => {
  const health: RunnerHealth = {
    status: "ok",
    tier: "t",
    slots: 1,
    running: 0,
    queued: 0,
    languages: [
      { id: "bash", name: "Bash", available: true },
      { id: "go", name: "Go", available: false, missing: "golang-go" },
    ],
  };
  for (const name of ["shell", "bash", "sh"]) expect(languageOf(health, name)?.id).toBe("bash");
  expect(whyNot(languageOf(health, "golang"), "golang")).toContain("golang-go");
  expect(whyNot(languageOf(health, "bash"), "bash")).toBeUndefined();
  expect(whyNot(languageOf(health, "klingon"), "klingon")).toBe("This language cannot be run here");
});
