// The runner as others see it: over HTTP, with real programs.
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { RUN_BODY_BYTES_MAX, RUN_SOURCE_LENGTH_MAX } from "#protocol/limits";
import type { RunEvent } from "#protocol/run";
import { type Service, startService, textOf } from "#runner/service";

let service: Service;
beforeAll(async () => {
  service = await startService();
  await service.health();
});
afterAll(() => service.kill());

async function other(env: Record<string, string>): Promise<Service> {
  const started = await startService({ RUNNER_WARM: "0", ...env });
  onTestFinished(async () => void (await started.kill("SIGKILL")));
  return started;
}

async function all(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const seen: RunEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

/** Reads until something holds of the text so far; the line stays. */
async function until(
  events: AsyncIterator<RunEvent>,
  isEnough: (event: RunEvent, seen: RunEvent[]) => boolean,
): Promise<RunEvent[]> {
  const seen: RunEvent[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`The run ended: ${JSON.stringify(seen)}`);
    seen.push(value);
    if (isEnough(value, seen)) return seen;
  }
}

describe("the door", () => {
  test("everything but /health wants the token", async () => {
    for (const [path, method] of [
      ["/metrics", "GET"],
      ["/execute", "POST"],
      ["/runs", "POST"],
      [`/runs/${randomUUID()}/events`, "GET"],
      ["/nothing", "GET"],
    ] as const) {
      for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: "Basic x" }]) {
        const answer = await fetch(service.url + path, { method, headers: headers as Record<string, string> });
        expect([path, answer.status]).toEqual([path, 401]);
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
      }
    }
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
  });

  test.each<[unknown, number]>([
    ["{", 400],
    ["{}", 422],
    [{ language: "python" }, 422],
    [{ language: "cobol", code: "" }, 422],
    [{ language: "html", code: "" }, 422],
    [{ language: "python", code: "x".repeat(RUN_SOURCE_LENGTH_MAX + 1) }, 422],
    [{ language: "python", code: "", path: "../main.py" }, 422],
    [{ language: "python", code: "", limits: { memoryKb: 1e9 } }, 422],
    ...[
      "../x",
      "/x",
      "a/../b",
      "a//b",
      "-rf",
      "a/-rf",
      "a\0b",
      "a\nb",
      "a\\b",
      "",
      ".",
      "x".repeat(201),
      "é".repeat(128),
    ].map((path): [unknown, number] => [{ language: "python", code: "", files: [{ path, content: "" }] }, 422]),
    [{ language: "python", code: "", files: [{ path: "main.py", content: "" }] }, 422],
    [
      {
        language: "python",
        code: "",
        files: [
          { path: "a", content: "" },
          { path: "a/b", content: "" },
        ],
      },
      422,
    ],
  ])("$0 is refused with $1", async (body, status) => {
    const answer = await service.ask("/execute", {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, detail: expect.any(String) });
  });

  test("a body over the limit is refused before it is read", async () => {
    const answer = await service.ask("/execute", { method: "POST", body: " ".repeat(RUN_BODY_BYTES_MAX + 1) });
    expect(answer.status).toBe(413);
  });

  test("an unknown run is not found, and an id is taken once", async () => {
    expect((await service.ask(`/runs/${randomUUID()}/events`)).status).toBe(404);
    expect((await service.ask(`/runs/${randomUUID()}`, { method: "DELETE" })).status).toBe(404);
    const id = randomUUID();
    await all(service.run({ id, language: "shell", code: "" }).events);
    await expect(all(service.run({ id, language: "shell", code: "" }).events)).rejects.toThrow("409");
  });
});

describe("a stream", () => {
  test("tells what happens in order, and the end last", async () => {
    const events = await all(service.run({ language: "shell", code: "echo a; echo b >&2; exit 3" }).events);
    expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i + 1));
    expect(events[0]).toMatchObject({ type: "started" });
    expect([textOf(events), textOf(events, "stderr")]).toEqual(["a\n", "b\n"]);
    expect(events.at(-1)).toMatchObject({ type: "ended", result: { status: "runtime_error", exitCode: 3 } });
  });

  test.each([
    ["python", "n = input('Name? ')\nprint('Hello', n)"],
    ["python", "import sys\nprint('Name?', end=' ')\nn = sys.stdin.readline().strip()\nprint('Hello', n)"],
    ["shell", "printf 'Name? '; read -r n; echo Hello $n"],
    ["perl", "print 'Name? '; my $n = <STDIN>; chomp $n; print \"Hello $n\\n\";"],
    ["c", '#include <stdio.h>\nint main(){char n[9];printf("Name? ");scanf("%8s",n);printf("Hello %s\\n",n);}'],
    [
      "javascript",
      "const io = require('readline').createInterface({ input: process.stdin });\n" +
        "process.stdout.write('Name? '); io.once('line', (n) => { console.log('Hello', n); io.close(); });",
    ],
  ])("%s: a prompt is seen before its answer is typed", async (language, code) => {
    const { id, events } = service.run({ language, code, interactive: true });
    await until(events, (_, seen) => textOf(seen) === "Name? ");
    expect((await service.input(id, "Ann\n")).status).toBe(204);
    const rest = await all(events);
    expect(textOf(rest)).toBe("Hello Ann\n");
    expect(rest.at(-1)).toMatchObject({ result: { status: "ok" } });
    expect((await service.input(id, "more")).status).toBe(409);
  });

  test("input may come before the program does, and ends when that is said", async () => {
    const { id, events } = service.run({
      language: "python",
      code: "print(input(), *iter(input, ''))",
      interactive: true,
    });
    await until(events, () => true);
    await service.input(id, "a\n");
    await service.input(id, "b\n\n", true);
    expect(textOf(await all(events))).toBe("a b\n");
    expect((await service.input(id, "c")).status).toBe(409);
  });

  test("a run that is not interactive takes no input", async () => {
    const { id, events } = service.run({ language: "python", code: "while True: pass" });
    await until(events, ({ type }) => type === "started");
    expect((await service.input(id, "x")).status).toBe(409);
    await service.ask(`/runs/${id}`, { method: "DELETE" });
    expect((await all(events)).at(-1)).toMatchObject({ type: "ended", result: { status: "cancelled" } });
  });

  test("who loses the line again and again gets every event once and in order", async () => {
    const lines = 3_000;
    const code = `import time\nfor i in range(${lines}):\n  print(i, flush=True)\n  if i % 20 == 0: time.sleep(0.002)`;
    const { id, events } = service.run({ language: "python", code, interactive: true });
    const seen: RunEvent[] = [];
    let line: AsyncIterable<RunEvent> = events;
    let cuts = 0;
    while (seen.at(-1)?.type !== "ended") {
      let left = 5;
      for await (const event of line) {
        seen.push(event);
        if (--left === 0) break; // leaving the loop cuts the line
      }
      cuts++;
      line = service.resume(id, seen.length);
    }
    expect(cuts).toBeGreaterThan(5);
    expect(seen.map(({ n }) => n)).toEqual(seen.map((_, i) => i + 1));
    expect(textOf(seen)).toBe(Array.from({ length: lines }, (_, i) => `${i}\n`).join(""));
  });

  test("a program that floods while nobody reads is stopped, and nothing is lost afterwards", async () => {
    const blocks = 60;
    const code =
      "import sys, time\n" +
      `for i in range(${blocks}):\n  sys.stdout.write(f'{i} {int(time.time() * 1000)} '.ljust(65535) + '\\n')`;
    const limits = { outputBytes: 8_000_000 };
    const { id, events } = service.run({ language: "python", code, limits, interactive: true });
    const seen = await until(events, ({ type }) => type === "started");
    await events.return(undefined); // cuts the line
    for (let i = 0; i < 3; i++) await service.execute({ language: "python", code: "" }); // time to write it all
    const resumedAt = Date.now();
    for await (const event of service.resume(id, seen.length)) seen.push(event);
    const written = textOf(seen).trimEnd().split("\n");
    expect(written.map((block) => block.split(" ")[0])).toEqual(Array.from({ length: blocks }, (_, i) => String(i)));
    expect(Number(written.at(-1)!.split(" ")[1])).toBeGreaterThanOrEqual(resumedAt);
    expect(seen.at(-1)).toMatchObject({ result: { status: "ok" } });
  });

  test("text that is written byte by byte arrives whole, and junk arrives as replacement characters", async () => {
    const text = "Grüße, 世界 😀";
    const bytes = `import os, time\nfor b in ${JSON.stringify(text)}.encode():\n  os.write(1, bytes([b])); time.sleep(0.002)`;
    expect(await service.execute({ language: "python", code: bytes })).toMatchObject({ stdout: text, status: "ok" });
    const junk = "import os\nos.write(1, bytes(range(256)) * 100)";
    const { stdout, status } = await service.execute({ language: "python", code: junk });
    expect([status, stdout]).toEqual([
      "ok",
      new TextDecoder().decode(Uint8Array.from({ length: 25_600 }, (_, i) => i)),
    ]);
  });

  test("output over the limit ends the run and is cut there", async () => {
    const code = "yes 0123456789";
    const answer = await service.execute({ language: "shell", code, limits: { outputBytes: 100_000 } });
    expect(answer).toMatchObject({ status: "output_limit_exceeded", truncated: true });
    expect(answer.stdout).toHaveLength(100_000);
  });
});

describe("the line of those who wait", () => {
  const endless = { language: "python", code: "while True: pass" };

  test("places are told as they change, and who finds no place is sent away", async () => {
    const small = await other({ RUNNER_SLOTS: "1", RUNNER_QUEUE: "2" });
    const running = small.run(endless);
    await until(running.events, ({ type }) => type === "started");
    const [second, third] = [small.run(endless), small.run({ language: "shell", code: "echo done" })];
    expect((await second.events.next()).value).toEqual({ n: 1, type: "queued", position: 1 });
    expect((await third.events.next()).value).toEqual({ n: 1, type: "queued", position: 2 });
    expect(await small.health()).toMatchObject({ slots: 1, running: 1, queued: 2 });
    const full = await small.ask("/execute", { method: "POST", body: JSON.stringify(endless) });
    expect([full.status, full.headers.get("retry-after")]).toEqual([429, "2"]);
    await expect(all(small.run(endless).events)).rejects.toThrow("429");

    await small.ask(`/runs/${second.id}`, { method: "DELETE" });
    expect((await all(second.events)).at(-1)).toMatchObject({ result: { status: "cancelled" } });
    expect((await third.events.next()).value).toEqual({ n: 2, type: "queued", position: 1 });
    await small.ask(`/runs/${running.id}`, { method: "DELETE" });
    expect((await all(third.events)).at(-1)).toMatchObject({ result: { status: "ok" } });
  });
});

describe("ends", () => {
  test("a reader that never reads keeps no place once the program has ended", async () => {
    const small = await other({ RUNNER_SLOTS: "1" });
    const limits = { outputBytes: 8_000_000, wallMs: 1_000 };
    const body = JSON.stringify({ id: randomUUID(), language: "shell", code: "yes $(seq 1000)", limits });
    const unread = await small.ask("/runs", { method: "POST", body });
    expect(unread.status).toBe(200);
    expect(await small.execute({ language: "shell", code: "echo next" })).toMatchObject({ stdout: "next\n" });
    await unread.body?.cancel();
  });

  const marked = () => {
    const mark = `mark-${randomUUID()}`;
    return { mark, code: `exec -a ${mark} sleep 1000` };
  };
  const isThere = (mark: string): boolean =>
    readdirSync("/proc").some((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(mark);
      } catch {
        return false; // gone meanwhile
      }
    });

  test("a client that goes away ends its run", async () => {
    const { mark, code } = marked();
    const client = new AbortController();
    const answer = service.execute({ language: "shell", code }, client.signal).catch(() => "gone");
    await expect.poll(() => isThere(mark)).toBe(true);
    client.abort();
    expect(await answer).toBe("gone");
    await expect.poll(() => isThere(mark)).toBe(false);
    await expect.poll(async () => (await service.health()).running).toBe(0);
  });

  test.each([
    ["SIGKILL", null, "broken off"],
    ["SIGTERM", 0, expect.objectContaining({ result: expect.objectContaining({ status: "cancelled" }) })],
  ] as const)("%s to the runner leaves no process", async (signal, exitCode, end) => {
    const doomed = await other({ RUNNER_WARM: "1" });
    const { mark, code } = marked();
    const { events } = doomed.run({ language: "shell", code: `sleep 999 & (setsid sleep 998 &) ; ${code}` });
    await until(events, ({ type }) => type === "started");
    await expect.poll(() => isThere(mark)).toBe(true);
    const rest = all(events).catch(() => "broken off");
    expect(await doomed.kill(signal)).toBe(exitCode);
    const told = await rest;
    expect(typeof told === "string" ? told : told.at(-1)).toEqual(end);
    await expect.poll(() => isThere(mark)).toBe(false);
  });

  test("a runner without a token, or with a number that is none, does not start", async () => {
    await expect(startService({ RUNNER_TOKEN: "short" })).rejects.toThrow("(78)");
    await expect(startService({ RUNNER_SLOTS: "many" })).rejects.toThrow("(78)");
  });
});

describe("compilations", () => {
  const program = (): string => `#include <stdio.h>\nint main(){puts("${randomUUID()}");}`;

  test("the same code is compiled once, also when it comes twice at once", async () => {
    const code = program();
    const made = await service.metric("tandem_compile_cache_misses_total");
    const both = await Promise.all([0, 1].map(() => service.execute({ language: "c", code })));
    expect(both.map(({ status }) => status)).toEqual(["ok", "ok"]);
    const again = await all(service.run({ language: "c", code }).events);
    expect(again.map(({ type }) => type)).toEqual(["started", "output", "ended"]);
    expect(await service.metric("tandem_compile_cache_misses_total")).toBe(made + 1);
  });

  test("other files are another program", async () => {
    const files = (value: number) => [{ path: "value.h", content: `#define VALUE ${value}` }];
    const code = '#include "value.h"\nint main(){return VALUE;}';
    expect(await service.execute({ language: "c", code, files: files(3) })).toMatchObject({ exitCode: 3 });
    expect(await service.execute({ language: "c", code, files: files(4) })).toMatchObject({ exitCode: 4 });
  });

  test("several sources are compiled together", async () => {
    const files = [{ path: "lib/add.c", content: "int add(int a, int b) { return a + b; }" }];
    const code = "int add(int, int); int main(){return add(3, 4);}";
    expect(await service.execute({ language: "c", code, files })).toMatchObject({ exitCode: 7 });
  });

  test("a cancelled compilation ends, unless somebody else waits for it", async () => {
    const slow = `#include <bits/stdc++.h>\n// ${randomUUID()}\nint main(){std::regex r("a");std::map<int,int> m;}`;
    const first = service.run({ language: "cpp", code: slow });
    await until(first.events, ({ type }) => type === "compiling");
    const second = service.run({ language: "cpp", code: slow });
    await until(second.events, ({ type }) => type === "compiling");
    await service.ask(`/runs/${first.id}`, { method: "DELETE" });
    expect((await all(first.events)).at(-1)).toMatchObject({ result: { status: "cancelled" } });
    expect((await all(second.events)).at(-1)).toMatchObject({ result: { status: "ok" } });
  });
});

describe("an interpreter that was started ahead", () => {
  // With limits of its own, a program gets an interpreter of its own.
  const cold = { cpuMs: 2_000 };
  test.each([
    [
      "python",
      "import sys, os\nprint(sys.path, sorted(sys.modules), sorted(os.environ), sys.argv, __file__, sys.flags)",
    ],
    ["python", "def f(n):\n  raise ValueError(n)\nf(1)"],
    ["python", "print(1"],
    [
      "javascript",
      "console.log(process.argv, process.execArgv, process.env, require.main === module, process._getActiveHandles())",
    ],
    [
      "javascript",
      "const open = require('fs').readdirSync('/proc/self/fd').length;\nconsole.log(open, process.getActiveResourcesInfo(), Object.keys(require.cache), module.children, module.parent, process.eventNames(), process.stdout.eventNames())",
    ],
    ["javascript", "function f() { throw new Error('x'); }\nf();"],
    ["javascript", "import fs from 'node:fs';\nconsole.log(await Promise.resolve(typeof fs))"],
    ["javascript", "const x = ;"],
    ["typescript", "enum A { B = 2 }\nconst a: number = A.B;\nconsole.log(a);\nthrow new Error('x');"],
  ])("%s behaves like any other: %s", async (language, code) => {
    const own = await service.execute({ language, code, limits: cold });
    const wasTaken = async (): Promise<unknown> => {
      const taken = await service.metric("tandem_ahead_total");
      const ahead = await service.execute({ language, code });
      if ((await service.metric("tandem_ahead_total")) === taken) return "not there yet";
      return [ahead.status, ahead.exitCode, ahead.stdout, ahead.stderr];
    };
    await expect.poll(wasTaken).toEqual([own.status, own.exitCode, own.stdout, own.stderr]);
  });

  test("the start hooks leave no trace", async () => {
    const code =
      "console.log(process.execArgv.join(), Object.keys(require.cache).join(), Object.keys(process.env).join())";
    const { stdout } = await service.execute({ language: "javascript", code });
    expect(stdout).not.toMatch(/require|hooks|TANDEM/);
  });

  test("one that died while it waited is noticed, and the run goes on in another", async () => {
    const doomed = await other({ RUNNER_WARM: "1" });
    const body = { language: "python", code: "print(input())", stdin: "hello" };
    await doomed.execute(body);
    await expect.poll(() => waiting(doomed.pid).length).toBe(3); // and two for rooms
    for (const pid of waiting(doomed.pid)) process.kill(pid, "SIGKILL");
    expect(await doomed.execute(body)).toMatchObject({ status: "ok", stdout: "hello\n" });
  });
});

/** The sandboxes below a runner. */
test("a runner that cannot start anything any more ends, for another to be started", async () => {
  const runner = await startService();
  const [starter] = childrenOf(runner.pid);
  process.kill(starter!, "SIGKILL");
  await expect.poll(() => readdirSync("/proc").includes(String(runner.pid))).toBe(false);
  expect(await runner.kill()).toBe(1);
});

function waiting(pid: number): number[] {
  const children = childrenOf(pid).flatMap(childrenOf); // the runner has a process that starts them
  return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, "latin1").includes("init.pl"));
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}
