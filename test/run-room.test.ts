// Running in a room, with the real runner: what one starts, all see, and nothing that dies takes the room with it.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runMessage, type RunMessage, runSoFar, type RunSoFar } from "#protocol/room-run";
import { type App, runnerIsThere, startApp } from "#test/app";
import { ContractClient } from "#test/contract-client";

let app: App;
const apps: App[] = [];
const started = async (options?: Parameters<typeof startApp>[0]) => {
  const one = await startApp(options);
  apps.push(one);
  await runnerIsThere(one);
  return one;
};
beforeAll(async () => {
  app = await started({ env: { RUN_OUTPUT_BYTES: "8388608" } });
});
// The first made the place for the data, which goes with it.
afterAll(async () => {
  for (const one of apps.toReversed()) await one.stop();
});

async function room(code: string, language = "python"): Promise<{ id: string; socket: string }> {
  const { url } = app;
  const answer = await fetch(`${url}/rooms`, {
    method: "POST",
    body: JSON.stringify({ language, initial_code: code }),
  });
  const { roomId } = (await answer.json()) as { roomId: string };
  return { id: roomId, socket: `${url}/ws/${roomId}` };
}

const nextRun = async (client: ContractClient): Promise<RunMessage> => {
  await client.until(() => client.unread.some(({ type }) => type.startsWith("run_")), "news of a run");
  const { type } = client.unread.find(({ type }) => type.startsWith("run_"))!;
  return runMessage.parse(await client.next(type));
};
/** Everything that is told of a run until this holds. */
async function runUntil(client: ContractClient, holds: (told: RunMessage[]) => boolean): Promise<RunMessage[]> {
  const told: RunMessage[] = [];
  while (!holds(told)) told.push(await nextRun(client));
  return told;
}
const hasEnded = (told: RunMessage[]) => told.at(-1)?.type === "run_ended";
const says = (text: string) => (told: RunMessage[]) => textIn(told).includes(text);
const textIn = (told: readonly RunMessage[]) =>
  told.map((message) => (message.type === "run_output" ? message.text : "")).join("");
const resultIn = (told: readonly RunMessage[]) => {
  const last = told.at(-1);
  return last?.type === "run_ended" ? last.result : undefined;
};
const initRun = async (client: ContractClient): Promise<RunSoFar> => runSoFar.parse((await client.next("init"))["run"]);

/** The runner's process, which the app has started. */
async function runnerPid({ pid }: App): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).split(" ").filter(Boolean);
  for (const child of children) {
    if ((await readFile(`/proc/${child}/cmdline`, "utf8")).includes("runner/main.ts")) return Number(child);
  }
  throw new Error("the app has no runner");
}

const asking = `import sys, time
print("\\x1b[32mName?\\x1b[0m", flush=True)
name = input()
print(f"héllo {name} 🙂", file=sys.stderr, flush=True)
for i in range(3):
    print(i, flush=True)
    time.sleep(0.05)
sys.exit(3)
`;

test("[X1] two people see one run the same, and what the second types reaches the program", async () => {
  const { id, socket } = await room(asking);
  const ann = await ContractClient.join(`${socket}?name=Ann`);
  const bob = await ContractClient.join(`${socket}?name=Bob&batch=1`);
  ann.send({ type: "run" });
  const begun = await runUntil(bob, says("Name?"));
  const [head] = begun;
  if (head?.type !== "run_started") throw new Error("a run begins with its start");
  expect(head.run).toMatchObject({ version: 0, language: "python", user: 1, name: "Ann" });
  bob.send({ type: "run_input", run: head.run.id, text: "Zoë\n" });
  const seen = [...begun, ...(await runUntil(bob, hasEnded))];
  expect(await runUntil(ann, hasEnded)).toEqual(seen);
  expect(seen.slice(1).map((message) => "n" in message && message.n)).toEqual(seen.slice(1).map((_, i) => i + 1));
  expect(textIn(seen)).toContain("\u001b[32mName?\u001b[0m\n");
  expect(textIn(seen)).toContain("héllo Zoë 🙂\n");
  expect(seen).toContainEqual(expect.objectContaining({ type: "run_input", user: 2, name: "Bob", text: "Zoë\n" }));
  const result = resultIn(seen)!;
  expect(result).toMatchObject({ status: "runtime_error", exitCode: 3, signal: null });
  expect(result.cpuMs).toBeGreaterThan(0);
  expect(result.memoryKb).toBeGreaterThan(1_000);
  const list = await fetch(`${app.url}/rooms/${id}/runs`);
  expect(await list.json()).toMatchObject({
    runs: [{ runId: head.run.id, phase: "ended", result: { status: "runtime_error" } }],
  });
  await Promise.all([ann.leave(), bob.leave()]);
});

test("[X2] any file of the project runs, by whoever's socket, with the others beside it", async () => {
  const { id, socket } = await room("print('main')");
  const put = (path: string, body: BodyInit) => fetch(`${app.url}/rooms/${id}/files/${path}`, { method: "PUT", body });
  await put(
    "src/app.py",
    "from shop.item import name\nprint(name, open('data/raw', 'rb').read(), open('data/crlf', 'rb').read())",
  );
  await put("src/shop/item.py", "name = 'x'");
  await put("data/raw", new Uint8Array([0, 255, 13]));
  await put("data/crlf", "a\r\n");
  const ann = await ContractClient.join(socket);
  ann.send({ type: "run", file: "src/app.py" });
  const told = await runUntil(ann, hasEnded);
  expect(told[0]).toMatchObject({ run: { file: 1, path: "src/app.py" } });
  expect(textIn(told)).toBe("x b'\\x00\\xff\\r' b'a\\r\\n'\n");
  await ann.leave();
});

test("[X6] who comes in the middle has what was written so far, and sees the rest", async () => {
  const { socket } = await room(asking);
  const ann = await ContractClient.join(socket);
  ann.send({ type: "run" });
  const begun = await runUntil(ann, says("Name?"));
  const late = await ContractClient.join(socket);
  const { id, n, events, result } = await initRun(late);
  expect(result).toBeUndefined();
  expect(n).toBe(begun.length - 1);
  expect(events.map(({ text }) => text).join("")).toBe(textIn(begun));
  late.send({ type: "run_input", run: id, text: "you\n" });
  const rest = await runUntil(ann, hasEnded);
  expect(await runUntil(late, hasEnded)).toEqual(rest);
  await Promise.all([ann.leave(), late.leave()]);
});

test("[X9] a program that never ends is stopped by anybody, for all; one that does not compile says so", async () => {
  const { socket } = await room("while True: pass");
  const [ann, bob] = [await ContractClient.join(socket), await ContractClient.join(socket)];
  ann.send({ type: "run" });
  const [begun] = await runUntil(bob, (told) => told.at(-1)?.type === "run_progress");
  if (begun?.type !== "run_started") throw new Error("a run begins with its start");
  bob.send({ type: "run_stop", run: begun.run.id });
  expect(resultIn(await runUntil(ann, hasEnded))?.status).toBe("cancelled");
  await runUntil(bob, hasEnded);
  ann.replace("int main( {", { language: "c" });
  ann.send({ type: "run" });
  const told = await runUntil(bob, hasEnded);
  expect(resultIn(told)?.status).toBe("compile_error");
  expect(told).toContainEqual(expect.objectContaining({ type: "run_output", stream: "compile" }));
  await Promise.all([ann.leave(), bob.leave()]);
});

test("[X7] a flood of 8 MB and bytes that are no text reach all, and edits do not wait for it", async () => {
  const { socket } = await room(
    'import sys\nsys.stdout.buffer.write(b"\\xff\\x00\\xfe")\nfor i in range(200): sys.stdout.write("x" * 40959 + "\\n")\n',
  );
  const [ann, bob] = [await ContractClient.join(socket), await ContractClient.join(socket)];
  ann.send({ type: "run" });
  await runUntil(bob, says("xxx"));
  const acks: number[] = [];
  let running = true;
  const typing = (async () => {
    for (let version = bob.version; running; version++) {
      const at = performance.now();
      bob.insert(0, "#");
      await bob.next("ack");
      acks.push(performance.now() - at);
    }
  })();
  const told = await runUntil(ann, hasEnded);
  running = false;
  await typing;
  expect(resultIn(told)?.status).toBe("ok");
  const stdout = told.filter((message) => message.type !== "run_output" || message.stream === "stdout");
  expect(textIn(stdout).length).toBe(200 * 40_960 + 3);
  expect(textIn(stdout)).toContain("\ufffd\u0000\ufffd");
  expect(told.length).toBeLessThan(600);
  acks.sort((a, b) => a - b);
  console.log(
    `edits during the flood: ${acks.length}, median ${acks[acks.length >> 1]?.toFixed(1)} ms, worst ${acks.at(-1)?.toFixed(1)} ms`,
  );
  expect(acks.length).toBeGreaterThan(10);
  await Promise.all([ann.leave(), bob.leave()]);
});

test("over REST a run is started, followed, typed into, stopped, and read", async () => {
  const { id } = await room("print('in:', input(), flush=True)\nwhile True: input()");
  const runs = `${app.url}/rooms/${id}/runs`;
  const answer = await fetch(runs, { method: "POST", body: JSON.stringify({ stdin: "first\n" }) });
  expect(answer.status).toBe(202);
  const path = new URL(answer.headers.get("location")!, app.url).href;
  const stream = (await fetch(`${path}/events`)).body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const readUntil = async (wanted: string) => {
    for (let done = false; !text.includes(wanted) && !done;) {
      const chunk = await stream.read();
      done = chunk.done;
      text += chunk.value ?? "";
    }
    expect(text).toContain(wanted);
  };
  await readUntil('"text":"first\\n"');
  await readUntil("in: first");
  expect((await fetch(`${path}/input`, { method: "POST", body: JSON.stringify({ text: "second\n" }) })).status).toBe(
    204,
  );
  await readUntil('"text":"second\\n"');
  expect((await fetch(path, { method: "DELETE" })).status).toBe(204);
  await readUntil("event: run_ended");
  expect((await stream.read()).done || (await stream.read()).done).toBe(true);
  const report = await (await fetch(path)).json();
  expect(report).toMatchObject({ phase: "ended", input: "first\nsecond\n", result: { status: "cancelled" } });
});

test("POST /execute runs a program to its end", async () => {
  const execute = (body: object) => fetch(`${app.url}/execute`, { method: "POST", body: JSON.stringify(body) });
  const answer = await execute({ language: "python", code: "print(input()[::-1])", stdin: "🙂ab" });
  expect(await answer.json()).toMatchObject({
    status: "ok",
    exitCode: 0,
    signal: null,
    stdout: "ba🙂\n",
    stderr: "",
    truncated: false,
  });
  expect((await execute({ language: "klingon", code: "" })).status).toBe(422);
});

test("[X4] the death of the runner in the middle of a run is told, the room goes on, and so does running", async () => {
  const { id, socket } = await room("print('here', flush=True)\ninput()");
  const ann = await ContractClient.join(socket);
  ann.send({ type: "run" });
  await runUntil(ann, says("here"));
  process.kill(await runnerPid(app), "SIGKILL");
  ann.insert(0, "\n"); // meanwhile
  await ann.next("ack");
  const result = resultIn(await runUntil(ann, hasEnded));
  expect(result).toMatchObject({ status: "internal_error", detail: expect.stringContaining("Run it again") });
  await runnerIsThere(app);
  ann.send({ type: "run", stdin: "x\n" });
  expect(resultIn(await runUntil(ann, hasEnded))?.status).toBe("ok");
  const { runs } = (await (await fetch(`${app.url}/rooms/${id}/runs`)).json()) as { runs: { result: object }[] };
  expect(runs.map((run) => run.result)).toMatchObject([{ status: "ok" }, { status: "internal_error" }]);
  await ann.leave();
});

// At the end: the app that all tests share is ended, started again, and ended again.
test.for(["SIGKILL", "SIGTERM"] as const)(
  "[X5] the app's end by %s in the middle of a run is told by the app that starts again",
  async (signal) => {
    // By the time of its second word the first is kept: the room does that every second.
    const code = "import time\nprint('here', flush=True)\ntime.sleep(1.5)\nprint('still', flush=True)\ninput()";
    const { socket } = await room(code);
    const ann = await ContractClient.join(socket);
    ann.send({ type: "run" });
    await runUntil(ann, says("still"));
    const { dataDir, url, kill } = app;
    await kill(signal);
    app = await started({ dataDir, port: Number(new URL(url).port) });
    const bob = await ContractClient.join(socket);
    const so = await initRun(bob);
    expect(so.events.map(({ text }) => text).join("")).toContain("here");
    const result = so.result ?? resultIn(await runUntil(bob, hasEnded));
    expect(result).toMatchObject({ status: "internal_error", detail: expect.stringContaining("un it again") });
    bob.send({ type: "run", stdin: "x\n" });
    expect(resultIn(await runUntil(bob, hasEnded))?.status).toBe("ok");
    await bob.leave();
  },
);
