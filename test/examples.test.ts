// The tiny clients of examples/, run as their readers would.
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, noRunner, startApp } from "#test/app";
import { ContractClient } from "#test/contract-client";
import { newRoom, roomText } from "#test/room-member";

let app: App;
beforeAll(async () => {
  app = await startApp({ env: noRunner });
});
afterAll(() => app?.stop());

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython)
  console.warn("NOT RUN: the Python example, for there is no python3 here. Install it by apt-get install python3.");

const examples = [
  {
    language: "JavaScript",
    command: process.execPath,
    file: "javascript/client.js",
    canRun: true,
    joined: [{ user: { name: "Script" } }],
  },
  {
    language: "Python",
    command: "python3",
    file: "python/client.py",
    canRun: hasPython,
    joined: [{ user: { name: "Script" } }],
  },
  { language: "TypeScript", command: process.execPath, file: "typescript/client.ts", canRun: true, joined: [] },
];

describe.for(examples)("the example in $language", ({ command, file, canRun, joined }) => {
  const run = (...args: string[]) =>
    promisify(execFile)(command, [join("examples", file), ...args], { timeout: 30_000 });

  test.runIf(canRun)("prints a room's text and adds a line that others see and that is stored", async () => {
    const text = `print("🙂 é") # ${"long ".repeat(20_000)}`;
    const roomId = await newRoom(app.url, { initial_code: text });
    const other = await ContractClient.join(`${app.url}/ws/${roomId}`);
    const { stdout } = await run(`${app.url}/r/${roomId}`, "# añadido 🎉");
    expect(stdout).toBe(`${text}\nstored as version 1\n`);
    await other.next("code_update");
    expect(other.unread.filter(({ type }) => type === "user_joined")).toMatchObject(joined);
    expect(other.text).toBe(`${text}\n# añadido 🎉\n`);
    expect(await roomText(app.url, roomId)).toBe(other.text);
  });

  // Lengths of a WebSocket frame are written in three ways.
  test.runIf(canRun).for([5, 500, 70_000])(
    "starts an empty room with a line of %d characters and no empty one",
    async (length) => {
      const roomId = await newRoom(app.url);
      await run(`${app.url}/r/${roomId}`, "x".repeat(length));
      expect(await roomText(app.url, roomId)).toBe(`${"x".repeat(length)}\n`);
    },
  );

  test.runIf(canRun)("fails for a room that is not there, and says why", async () => {
    await expect(run(`${app.url}/r/nobody`, "lost")).rejects.toThrow("Room not found");
  });

  test.runIf(canRun)(
    "fails where no room answers, and says so; without a line to add it says how it is used",
    async () => {
      for (const link of ["http://127.0.0.1:9/r/x", `${app.url}/r/x/y`])
        await expect(run(link, "lost")).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^\S.*\n$/) });
      await expect(run()).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/^Usage: .*\n$/) });
    },
  );
});
