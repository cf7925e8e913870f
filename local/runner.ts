// The runner beside the app: started with it, started again when it dies, ended with it. Where programs cannot be run
// safely, the app runs all the same and says that running is unavailable.
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { root } from "#local/build";
import { readOptions } from "#local/options";
import { onStop } from "#local/stop";

export type LocalRunner = {
  /** For the Worker: where the runner is, and its token. Empty: there is none. */
  variables: Readonly<Record<string, string>>;
  /** The app serves: the runner may have the machine for finding out what runs here. */
  begin(): void;
};

/** What the runner says when it would not go better another time. */
const EXIT_HOPELESS = 78;
const BACK_OFF_MS = 500;
const BACK_OFF_MS_MAX = 30_000;
/** After so long a life, the next death is the first again. */
const HEALTHY_MS = 60_000;
const INSTALL_AGAIN_MS = 86_400_000;

const none: LocalRunner = { variables: {}, begin: () => {} };

/** Resolves as soon as it is known where the runner is; it looks around when told to begin. */
export async function startRunner(): Promise<LocalRunner> {
  const { worker } = await readOptions();
  const variables = worker["bindings"] as Readonly<Record<string, string>>;
  const elsewhere = process.env["RUNNER_URL"] || variables["RUNNER_URL"];
  if (process.env["RUNNER"] === "off" || elsewhere) return none;
  if (process.platform !== "linux") {
    console.log("Programs do not run here: the sandbox needs Linux. RUNNER_URL may name a runner elsewhere.");
    return none;
  }
  ensureBubblewrap();
  const token = randomBytes(24).toString("base64url");
  const logLevel = process.env["LOG_LEVEL"] ?? variables["LOG_LEVEL"] ?? "info"; // as the Worker's
  const child = start(token, 0, logLevel);
  const port = await portOf(child);
  if (port === undefined) return none; // it has said why
  let hasBegun = false;
  void keepAlive(
    child,
    () => start(token, port, logLevel),
    () => hasBegun,
  );
  return {
    variables: { RUNNER_URL: `http://127.0.0.1:${port}`, RUNNER_TOKEN: token },
    begin: () => {
      hasBegun = true;
      if (child.connected) child.send("begin");
    },
  };
}

function start(token: string, port: number, logLevel: string): ChildProcess {
  const own = Object.entries(process.env).filter(([name]) => name.startsWith("RUNNER_") || name === "PATH");
  const child = fork(join(root, "runner/main.ts"), {
    cwd: root,
    // Nothing else of ours: programs that are not trusted run near it.
    env: {
      ...Object.fromEntries(own),
      RUNNER_LOG_LEVEL: logLevel,
      RUNNER_TOKEN: token,
      RUNNER_PORT: String(port),
      RUNNER_HOST: "127.0.0.1",
    },
    // The young generation else grows to what a large machine allows, and is never small again.
    execArgv: ["--no-warnings", "--max-semi-space-size=2"],
    stdio: ["ignore", "ignore", "inherit", "ipc"], // ends when the line does, however we end
  });
  child.on("error", (error) => console.error("The runner could not be started:", error.message));
  return child;
}

/** undefined: it ended before it listened. */
async function portOf(child: ChildProcess): Promise<number | undefined> {
  const ended = new AbortController();
  for (const end of ["exit", "error"]) child.once(end, () => ended.abort());
  const [message] = await once(child, "message", { signal: ended.signal }).catch(() => []);
  return (message as { port: number } | undefined)?.port;
}

async function keepAlive(first: ChildProcess, again: () => ChildProcess, hasBegun: () => boolean): Promise<void> {
  let isStopping = false;
  let child = first;
  onStop(async () => {
    isStopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill();
    if (await Promise.race([ended.then(() => true), wait(3_000)])) return;
    child.kill("SIGKILL");
  });
  for (let backOffMs = BACK_OFF_MS; ; backOffMs = Math.min(backOffMs * 2, BACK_OFF_MS_MAX)) {
    const bornAt = performance.now();
    const code = child.exitCode ?? (child.signalCode === null ? (await once(child, "exit"))[0] : null);
    if (isStopping || code === EXIT_HOPELESS) return;
    if (performance.now() - bornAt > HEALTHY_MS) backOffMs = BACK_OFF_MS;
    console.error(`The runner ended (${child.signalCode ?? code}); it is started again.`);
    await wait(backOffMs, undefined, { ref: false });
    if (isStopping) return;
    child = again(); // at the same port, which the Worker knows
    if ((await portOf(child)) !== undefined && hasBegun()) child.send("begin");
  }
}

/** The stronger of the two sandboxes is made by bubblewrap. Installs it where that is possible. */
function ensureBubblewrap(): void {
  if (existsSync("/usr/bin/bwrap") || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  const failed = join(root, "dist/no-bubblewrap");
  if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < INSTALL_AGAIN_MS) return;
  console.log("Installing bubblewrap, in which programs run …");
  const options = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"];
  const apt = (...args: string[]): boolean =>
    spawnSync("/usr/bin/apt-get", [...options, ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      timeout: 120_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  const install = (): boolean => apt("install", "-y", "-qq", "--no-install-recommends", "bubblewrap");
  if (install() || (apt("update", "-qq") && install())) return;
  console.error("bubblewrap could not be installed; without it, programs run in the weaker sandbox or not at all.");
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(failed, "");
}
