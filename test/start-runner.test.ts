// The runner beside the app: there when the app is, again when it died, gone when the app is gone.
import { readFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { type App, type AppOptions, isAlive, startApp } from "#test/app";

async function app(options?: AppOptions): Promise<App> {
  const started = await startApp(options);
  onTestFinished(() => started.stop());
  return started;
}

/** The runner's process, which is a child of the app's; undefined: there is none now. */
async function runnerOf({ pid }: App): Promise<number | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  for (const child of children.split(" ").filter(Boolean)) {
    const command = await readFile(`/proc/${child}/cmdline`, "utf8").catch(() => "");
    if (command.includes("runner/main.ts")) return Number(child);
  }
  return undefined;
}

const wellness = async ({ url }: App): Promise<unknown> =>
  ((await (await fetch(`${url}/health`)).json()) as { runner: unknown }).runner;

test("a runner that dies is started again where the app finds it", async () => {
  const running = await app();
  await expect.poll(() => wellness(running), { timeout: 30_000 }).toBe("ok");
  const first = (await runnerOf(running))!;
  process.kill(first, "SIGKILL");
  await expect.poll(() => runnerOf(running), { timeout: 10_000 }).not.toSatisfy((pid) => pid === first || !pid);
  await expect.poll(() => wellness(running), { timeout: 30_000 }).toBe("ok");
  expect(running.output()).toContain("The runner ended (SIGKILL)");
});

test.each(["SIGTERM", "SIGKILL"] as const)("%s to the app ends the runner too", async (signal) => {
  const running = await app();
  const runner = (await runnerOf(running))!;
  await running.kill(signal);
  await expect.poll(() => isAlive(runner), { timeout: 10_000 }).toBe(false);
});

test("RUNNER=off leaves it out, and so does a runner elsewhere", async () => {
  for (const [name, value] of [
    ["RUNNER", "off"],
    ["RUNNER_URL", "http://127.0.0.1:1"],
  ] as const) {
    const running = await app({ env: { [name]: value } });
    expect(await runnerOf(running)).toBeUndefined();
    expect((await fetch(`${running.url}/health`)).status).toBe(200);
  }
});

test("where no sandbox holds, the app says why and serves all the same", async () => {
  const running = await app({ env: { RUNNER_TIER: "landlock", RUNNER_TIER_MIN: "namespaces" } });
  await expect.poll(() => running.output(), { timeout: 30_000 }).toContain("The runner cannot run: ");
  await expect.poll(() => runnerOf(running)).toBeUndefined();
  expect((await fetch(`${running.url}/health`)).status).toBe(200);
  expect(running.output()).not.toContain("it is started again");
});
