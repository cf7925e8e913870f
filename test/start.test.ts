import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type App, type AppOptions, isAlive, noRunner, startApp } from "#test/app";

/** Without a runner: start-runner.test.ts looks at that. */
async function app(options: AppOptions = {}): Promise<App> {
  const started = await startApp({ ...options, env: options.env ?? noRunner });
  onTestFinished(() => started.stop());
  return started;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "tandem-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** `fetch` sends no Host but the address's own. */
const statusAt = async (url: string, host: string) =>
  ((await once(get(`${url}/languages`, { headers: { host } }), "response")) as [IncomingMessage])[0].resume()
    .statusCode;

const health = async ({ url }: App): Promise<unknown> => (await fetch(`${url}/health`)).json();

test("npm start serves the page at every address of a page, the API at its own, and says that it is well", async () => {
  const running = await app();
  const { url } = running;
  expect(await health(running)).toMatchObject({ status: "ok" });
  for (const path of ["/", "/r/some-room"]) {
    const page = await fetch(url + path, { headers: { "Sec-Fetch-Mode": "navigate" } });
    expect(page.headers.get("content-type")).toContain("text/html");
  }
  const script = /\/assets\/\S+\.js/.exec(await (await fetch(url)).text())![0];
  expect((await fetch(url + script)).headers.get("cache-control")).toContain("immutable");
  // What a tab of another version asks for must not be kept as a page.
  const missing = await fetch(`${url}/assets/gone.js`);
  expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, null]);
  const unknown = await fetch(`${url}/nothing`, { headers: { accept: "text/html,*/*" } });
  expect([unknown.status, unknown.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  expect(unknown.headers.get("content-security-policy")).toContain("script-src 'self'");
  const { headers } = await fetch(url);
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("content-security-policy")).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
  expect(await statusAt(url, "evil.example")).toBe(403); // a name that was pointed here
  expect((await fetch(`${url}/rooms/nobody`)).headers.get("content-type")).toContain("json");
  expect(running.output().match(/ready/g)).toHaveLength(1);
});

test("two copies with different ports and data live side by side; the one that lacks a secret says so", async () => {
  const lacking = { RUNNER_URL: "http://127.0.0.1:9", RUNNER_TOKEN: "" };
  const [one, two] = await Promise.all([app(), app({ env: lacking })]);
  await expect.poll(() => two.output()).toContain("The secret RUNNER_TOKEN is not set");
  expect(one.url).not.toBe(two.url);
  expect(await Promise.all([health(one), health(two)])).toMatchObject([{ status: "ok" }, { status: "ok" }]);
});

test("a port in use is told in a sentence that says by whom, and nothing is started", async () => {
  const other = createServer((_request, answer) => answer.end("hello")).listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const refused = async (port: number) => startApp({ port, dataDir: await folder() });
  const { port } = other.address() as AddressInfo;
  await expect(refused(port)).rejects.toThrow(
    new RegExp(`\\(1\\) before it was ready:\nPort ${port} .* is in use by another program`),
  );
  const ours = Number(new URL((await app()).url).port);
  await expect(refused(ours)).rejects.toThrow(`Tandem is running at http://localhost:${ours} already`);
});

test("of two copies with the same data, started at once or one after the other, one serves and the other says why not", async () => {
  const dataDir = await folder();
  const started = () => app({ dataDir }).catch((error: Error) => error.message);
  const outcomes = await Promise.all([started(), started()]);
  const sentence = `Another Tandem is using the data folder ${dataDir}. Stop that one, or`;
  const refused = outcomes.filter((outcome) => typeof outcome === "string");
  expect(refused).toEqual([expect.stringContaining(sentence)]);
  const env = { ...process.env, ...noRunner, PORT: "0", DATA_DIR: dataDir };
  const { status, stderr } = spawnSync(process.execPath, ["local/dev.ts"], { env, encoding: "utf8" });
  expect([status, stderr]).toEqual([1, expect.stringContaining(sentence)]);
});

test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)("%s ends the runtime too", async (signal) => {
  const running = await app();
  expect(isAlive(running.workerdPid!)).toBe(true);
  await running.kill(signal);
  expect([running.pid, running.workerdPid!].filter(isAlive)).toEqual([]);
});

test.each(["SIGTERM", "SIGKILL"] as const)("%s to npm, which started it, ends it too", async (signal) => {
  const env = { ...process.env, ...noRunner, WEB_BUILD: "done", PORT: "0", DATA_DIR: await folder() };
  const npm = spawn("npm", ["start"], {
    cwd: join(import.meta.dirname, ".."),
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let output = "";
  for await (const chunk of npm.stdout) if ((output += String(chunk)).includes("ready")) break;
  const url = /http:\S+/.exec(output)![0].replace("localhost", "127.0.0.1");
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const ended = once(npm, "exit");
  npm.kill(signal);
  await ended;
  await expect
    .poll(
      () =>
        fetch(url).then(
          () => "answers",
          () => "gone",
        ),
      { timeout: 10_000 },
    )
    .toBe("gone");
});

test("the same port and data can be had again at once after SIGKILL, and the database is migrated once", async () => {
  const dataDir = await folder();
  const first = await app({ dataDir });
  const port = Number(new URL(first.url).port);
  await first.kill("SIGKILL");
  expect(await health(await app({ dataDir, port }))).toMatchObject({ status: "ok" });
  expect(await readdir(dataDir)).toEqual(expect.arrayContaining(["d1", "do"]));
});

test("a runtime that dies is started again", async () => {
  const running = await app();
  process.kill(running.workerdPid!, "SIGKILL");
  await expect.poll(() => health(running).catch(() => "gone"), { timeout: 20_000 }).toMatchObject({ status: "ok" });
});
