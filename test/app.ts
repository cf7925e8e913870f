// The real app as a child process, as `npm start` runs it, on a free port and with a place of its own for data.
// `npm test` has built the page; who runs Vitest alone after a change in web/ says `npm run build` first.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export interface App {
  url: string;
  wsUrl: string;
  pid: number;
  /** The runtime's own process, a child of `pid`; known on Linux only. */
  workerdPid: number | undefined;
  dataDir: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Sends a signal to the app and waits until nothing of it runs. The data stay, whoever made the place for them. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Ends it in good order and removes the data, if `startApp` made the place for them. */
  stop(): Promise<void>;
}

export interface AppOptions {
  dataDir?: string;
  /** Without one, any that is free. */
  port?: number;
  /** Also variables of wrangler.toml and TANDEM_…; without a word, no limit of one address counts: tests are one. */
  env?: Record<string, string>;
}

const root = join(import.meta.dirname, "..");

/** For what runs no program: the sandbox's start would take a core for seconds. */
export const noRunner: Readonly<Record<string, string>> = { RUNNER: "off" };

export async function startApp({ dataDir, port = 0, env = {} }: AppOptions = {}): Promise<App> {
  const place = dataDir ?? (await mkdtemp(join(tmpdir(), "tandem-")));
  const child = spawn(process.execPath, ["local/start.ts"], {
    cwd: root,
    env: {
      ...process.env,
      WEB_BUILD: "done",
      LOG_LEVEL: "error",
      TANDEM_LIMITS: "off",
      ...env,
      PORT: String(port),
      DATA_DIR: place,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += String(chunk);
      const address = /^Tandem is ready at (\S+)$/m.exec(output)?.[1];
      // Names may resolve to an address that nobody listens at.
      if (address) resolve(address.replace("localhost", "127.0.0.1"));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      reject(new Error(`The app ended (${signal ?? code}) before it was ready:\n${output}`)),
    );
  });
  const workerdPid = await workerdOf(child);

  const kill = async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    while (workerdPid !== undefined && isAlive(workerdPid)) await wait(5);
  };
  return {
    url,
    wsUrl: url.replace(/^http/, "ws"),
    pid: child.pid!,
    workerdPid,
    dataDir: place,
    output: () => output,
    kill,
    stop: async () => {
      await kill();
      if (dataDir === undefined) await rm(place, { recursive: true, force: true });
    },
  };
}

/** Resolves when programs can be run: the runner looks around when the app serves, and again when it was killed. */
export async function runnerIsThere({ url }: App): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (let word = ""; word !== "ok";) {
    if (Date.now() > deadline) throw new Error(`The runner was not there in time: ${word}`);
    ({ runner: word } = (await (await fetch(`${url}/health`)).json()) as { runner: string });
    if (word !== "ok") await wait(50);
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
}

async function workerdOf({ pid }: ChildProcess): Promise<number | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  for (const child of children.split(" ").filter(Boolean)) {
    const command = await readFile(`/proc/${child}/cmdline`, "utf8").catch(() => "");
    if (/^[^\0]*workerd\0serve\0/.test(command)) return Number(child);
  }
  return undefined;
}
