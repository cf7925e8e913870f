// Where attacks are made: a tier, programs in it, and a look at the machine afterwards.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { record } from "#runner/sandbox/records";
import {
  type Artefact,
  type Exit,
  type Running,
  type SandboxLimits,
  type SandboxSpec,
  type Tier,
} from "#runner/sandbox/sandbox";
import { openTier, type TierOptions } from "#runner/sandbox/tiers";

/** Those of the machine: all of them, where nobody says that it offers fewer, as `npm run test:image` does of a container. */
export const tierNames = (process.env["ATTACK_TIERS"] ?? "namespaces,landlock").split(",") as Tier["name"][];

/** Slots' users of the tests: nobody else's, so that what is left over is theirs. */
export const ATTACKERS_FROM = 62_000;
/** In the command line of whatever an attack leaves sleeping. */
export const MARKER = "98765";

export const attackLimits: SandboxLimits = {
  wallMs: 1_500,
  cpuMs: 1_000,
  memoryKb: 96 * 1024,
  boundAddressSpace: false,
  processes: 24,
  fileBytes: 4 * 1024 * 1024,
  tmpBytes: 8 * 1024 * 1024,
  openFiles: 64,
};

/** Fails when the attack got through. */
export type Attack = { readonly name: string; attempt(stage: Stage): Promise<void> };

export type Told = Exit & { stdout: string; stderr: string };
export type Program = readonly [program: string, ...rest: string[]] | { c: string; args?: readonly string[] };
export type Options = Partial<SandboxLimits> & { slot?: number; spec?: Partial<SandboxSpec>; stdoutMax?: number };

export type Stage = {
  readonly tier: Tier;
  start(program: Program, options?: Options): Promise<Running>;
  /** Runs to its end, reading all that it writes. */
  run(program: Program, options?: Options): Promise<Told>;
  /** Resolves when nothing is left of what was started, not even what held it. */
  allGone(): Promise<unknown>;
  close(): Promise<void>;
};

export async function openStage(name: Tier["name"], options: TierOptions = {}): Promise<Stage> {
  const tier = await openTier(name, { usersFrom: ATTACKERS_FROM, ...options });
  const start = async (
    program: Program,
    { slot = 0, spec, stdoutMax: _, ...limits }: Options = {},
  ): Promise<Running> => {
    const [argv, artefact] =
      "c" in program ? [["./attack", ...(program.args ?? [])], await compiled(program.c)] : [program, undefined];
    const env = { PATH: "/usr/bin:/bin", LANG: "C.UTF-8" };
    const prepared = tier.prepare(slot, { argv, env, limits: { ...attackLimits, ...limits }, ...spec });
    const gone: Promise<unknown> = prepared.gone.then(() => leaving.delete(gone));
    leaving.add(gone);
    return prepared.go([], artefact);
  };
  const leaving = new Set<Promise<unknown>>();
  const allGone = (): Promise<unknown> => Promise.all(leaving);
  return {
    tier,
    start,
    async run(program, options_) {
      const running = await start(program, options_);
      running.stdin.end();
      const [stdout, stderr, exit] = await Promise.all([read(running.stdout), read(running.stderr), running.ended]);
      return { ...exit, stdout, stderr };
    },
    allGone,
    close: () => tier.close(),
  };
}

/** The first million of what it says; the rest is read and forgotten. */
async function read(stream: Running["stdout"]): Promise<string> {
  let said = "";
  for await (const chunk of stream) if (said.length < 1_000_000) said += chunk;
  return said;
}

const binaries = new Map<string, Promise<Artefact>>();

/** A C program, made executable for the sandbox the way that compilations are: as an artefact. */
function compiled(source: string): Promise<Artefact> {
  const known = binaries.get(source);
  if (known) return known;
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-attack-"));
  const making = (async () => {
    const output = path.join(folder, "attack");
    const compiler = promisify(execFile)("gcc", ["-O1", "-w", "-pthread", "-x", "c", "-", "-o", output]);
    compiler.child.stdin?.end(source);
    await compiler;
    const artefact = record("f", "attack", readFileSync(output));
    rmSync(folder, { recursive: true });
    return artefact;
  })();
  binaries.set(source, making);
  return making;
}

export const python = (script: string): Program => ["/usr/bin/python3", "-c", script];
export const shell = (script: string): Program => ["/bin/sh", "-c", script];

/** Processes of the attackers' users, or with the marker in their command line. */
export function survivors(): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const status = readFileSync(`/proc/${pid}/status`, "latin1");
      const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
      const line = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
      const isTheirs = (uid >= ATTACKERS_FROM && uid < ATTACKERS_FROM + 1000) || line.includes(`sleep ${MARKER}`);
      return isTheirs && !/^State:\s+Z/m.test(status) ? [`${pid} ${uid} ${line}`] : [];
    } catch {
      return []; // it ended while we looked
    }
  });
}
