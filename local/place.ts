// Where a copy of Tandem runs and keeps its data: from the environment, so that several live side by side.
import { createServer } from "node:net";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { takeDataFolder } from "#local/data-folder";

export interface Place {
  host: string;
  /** 0: any that is free. */
  port: number;
  dataDir: string;
}

/** Ends the process with a sentence when there is no such place, or somebody else has it. */
export async function placeFromEnvironment(): Promise<Place> {
  const { PORT = "8787", HOST = "127.0.0.1", DATA_DIR = ".data" } = process.env;
  const place = { host: HOST, port: Number(PORT), dataDir: resolve(DATA_DIR) };
  if (!/^\d+$/.test(PORT) || place.port > 65_535) fail(`PORT must be a number from 0 to 65535, not "${PORT}".`);
  await waitForPort(place);
  const taken = takeDataFolder(place.dataDir);
  if (taken !== undefined) fail(taken);
  return place;
}

export function addressOf({ host }: Place, port: number | string): string {
  return `http://${host === "127.0.0.1" ? "localhost" : host}:${port}`;
}

/** The names that browsers may call it by, besides `localhost` and all addresses: see worker/origins.ts. */
export const namesOf = ({ host }: Place) => ({
  ALLOWED_HOSTS: [host, hostname().toLowerCase(), process.env["ALLOWED_HOSTS"] ?? ""].join(" "),
});

/** A copy that was killed may hold its port for a moment more: a second's patience. */
async function waitForPort(place: Place): Promise<void> {
  const { host, port } = place;
  for (let attempt = 1; port !== 0; attempt++) {
    const code = await new Promise<string | undefined>((resolve) => {
      const server = createServer().once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      server.listen(port, host, () => server.close(() => resolve(undefined)));
    });
    if (code === undefined) return;
    if (code === "EADDRINUSE" && attempt < 10) {
      await wait(100);
      continue;
    }
    const address = addressOf(place, port);
    if (code === "EADDRINUSE" && (await isTandemAt(address)))
      fail(`Tandem is running at ${address} already. One more needs its own data, too: PORT=8788 DATA_DIR=… npm start`);
    const reason = code === "EADDRINUSE" ? "is in use by another program" : `cannot be used (${code})`;
    fail(`Port ${port} on ${host} ${reason}. Choose another: PORT=8788 npm start`);
  }
}

async function isTandemAt(address: string): Promise<boolean> {
  try {
    const health = await fetch(`${address}/health`, { signal: AbortSignal.timeout(1_000) });
    const told = (await health.json()) as Record<string, unknown>;
    return ["status", "rooms", "database", "assets", "runner"].every((name) => name in told);
  } catch {
    return false;
  }
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
