// Servers and clients as processes: the server alone on one core, all clients on the other.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ClientAnswer, ClientTask } from "./client.ts";
import { pinned } from "./machine.ts";
import type { ServerName } from "./servers.ts";

const children = new Set<ChildProcess>();

export type Server = { url: string; pid: number; inspector?: string; stop(): Promise<void> };

export async function startServer(server: ServerName, dataDir: string, metered: boolean): Promise<Server> {
  const child = run(0, "serve.ts", { server, dataDir, metered, port: await freePort() });
  const ready = await firstJson(child);
  if (ready === undefined) throw new Error(`${server} did not start`);
  return {
    ...(JSON.parse(ready) as { url: string; inspector?: string }),
    pid: child.pid!,
    stop: async () => {
      const patience = setTimeout(() => child.kill("SIGKILL"), 15_000);
      const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      child.stdin?.end();
      await ended;
      clearTimeout(patience);
    },
  };
}

export async function runClients(task: ClientTask): Promise<ClientAnswer> {
  const child = run(1, "client.ts", task, ["--max-old-space-size=6000"]);
  const patience = setTimeout(() => child.kill("SIGKILL"), task.play === "load" ? 480_000 : 200_000);
  const line = await firstJson(child);
  clearTimeout(patience);
  return line === undefined ? { failed: "the clients ended without a word" } : (JSON.parse(line) as ClientAnswer);
}

/** Nothing that was started stays. Servers end by themselves when their stdin does. */
export function stopEverything(): void {
  for (const child of children) {
    child.stdin?.end();
    child.kill();
  }
}

function run(cpu: number, file: string, task: object, flags: string[] = []): ChildProcess {
  const [command, ...parameters] = [
    ...pinned(cpu),
    process.execPath,
    "--no-warnings",
    ...flags,
    join(import.meta.dirname, file),
    JSON.stringify(task),
  ];
  const child = spawn(command!, parameters, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Undefined when the process ends without. */
async function firstJson(child: ChildProcess): Promise<string | undefined> {
  for await (const line of createInterface({ input: child.stdout! })) if (line.startsWith("{")) return line;
  return undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
