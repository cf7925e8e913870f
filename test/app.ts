// The real app as a child process, as `npm start` runs it, on a free port and with a place of its own for data.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface App {
  url: string;
  wsUrl: string;
  pid: number;
  /** The runtime's own process, a child of `pid`. */
  workerdPid: number | undefined;
  dataDir: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Sends a signal and waits for the end. The data stay, whoever made them. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** SIGTERM, then removes the data if this call made the place for them. */
  stop(): Promise<void>;
}

export interface AppOptions {
  dataDir?: string;
  port?: number;
  env?: Record<string, string>;
}

const root = join(import.meta.dirname, "..");

export async function startApp({ dataDir, port = 0, env = {} }: AppOptions = {}): Promise<App> {
  const place = dataDir ?? (await mkdtemp(join(tmpdir(), "tandem-")));
  const child = spawn(process.execPath, ["local/start.ts"], {
    cwd: root,
    env: { ...process.env, ...env, PORT: String(port), DATA_DIR: place },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk;
      const address = /^Tandem is ready at (\S+)$/m.exec(output)?.[1];
      if (address) resolve(address);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      reject(new Error(`The app ended (${signal ?? code}) before it was ready:\n${output}`)),
    );
  });
  const url = (await ready).replace("localhost", "127.0.0.1");
  const kill = async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  return {
    url,
    wsUrl: url.replace(/^http/, "ws"),
    pid: child.pid!,
    workerdPid: await workerdOf(child),
    dataDir: place,
    output: () => output,
    kill,
    stop: async () => {
      await kill();
      if (dataDir === undefined) await rm(place, { recursive: true, force: true });
    },
  };
}

/** Linux only; elsewhere nobody knows. */
async function workerdOf({ pid }: ChildProcess): Promise<number | undefined> {
  for (const child of await childrenOf(pid!)) {
    const command = await readFile(`/proc/${child}/cmdline`, "utf8").catch(() => "");
    if (/^[^\0]*workerd\0serve\0/.test(command)) return child;
  }
  return undefined;
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}
