// One sandbox as the runner sees it: the process whose inside is init.pl, the lines that it tells, and the program's
// streams. The same for both tiers; what differs is the command.
import type { Socket } from "node:net";
import { constants } from "node:os";
import { record } from "#runner/sandbox/records";
import {
  type Artefact,
  type Exceeded,
  type Exit,
  type Prepared,
  type Running,
  type SandboxFile,
  type SandboxSpec,
} from "#runner/sandbox/sandbox";
import type { Started, Starter } from "#runner/sandbox/starter";

export type Command = {
  argv: readonly string[];
  /** Whose it is; undefined: the runner's own user. */
  user: number | undefined;
  /** What init.pl is told before anything else. */
  readonly config: Buffer;
};

/** init.pl ends a program in time by itself; this long after, it is taken to be stuck and is ended from outside. */
const GRACE_MS = 3_000;
/** A sandbox may take so long until its program starts, on a machine that has much else to do. */
const BUILD_MS = 15_000;
/** A program in its artefact's records: paths and headers come on top of the bytes of its files. */
const ARTEFACT_OVERHEAD_BYTES = 4 * 1024 * 1024;
const COMPLAINT_LENGTH_MAX = 500;

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
const exceededNames = new Set<string>(["cpu", "wall", "idle", "memory", "disk"] satisfies Exceeded[]);

type Line =
  | { type: "ready" }
  | { type: "started" }
  | { type: "failed"; why: string }
  | {
      type: "ended";
      code: number | null;
      signal: number;
      cpuMs: number;
      wallMs: number;
      memoryKb: number;
      exceeded: string;
      artefactBytes: number;
    };

export function startInit(command: Command, spec: SandboxSpec, starter: Starter): Prepared {
  return new InitProcess(command, spec, starter);
}

class InitProcess implements Prepared, Running {
  readonly ready: Promise<void>;
  readonly ended: Promise<Exit>;
  readonly gone: Promise<void>;
  readonly stdin: Socket;
  readonly stdout: Socket;
  readonly stderr: Socket;

  #spec: SandboxSpec;
  readonly #process: Started;
  #last: Extract<Line, { type: "ended" | "failed" }> | undefined;
  /** What bwrap or perl had to say that is none of these lines. */
  #complaint = "";
  readonly #end = Promise.withResolvers<Exit>();
  #startedAt = performance.now();
  #artefact: Buffer[] = [];
  #artefactBytes = 0;
  #idle: NodeJS.Timeout | undefined;
  #idled = false;
  #killed = false;
  /** It is not listened to any more. */
  #isForced = false;
  #guard: NodeJS.Timeout | undefined;

  constructor(command: Command, spec: SandboxSpec, starter: Starter) {
    this.#spec = spec;
    this.#process = starter.start(command.argv, command.user);
    const { stdin, stdout, stderr, told, word, feed, artefact } = this.#process;
    [this.stdin, this.stdout, this.stderr] = [stdin, stdout, stderr];
    const ignore = (): void => {
      // A program may close what it pleases, and a sandbox that fails says why in another place.
    };
    for (const stream of [stdin, stdout, stderr, told, word, feed, artefact]) stream.on("error", ignore);
    artefact.on("data", (chunk: Buffer) => this.#takeArtefact(chunk));

    this.ready = new Promise((resolve, reject) => {
      let rest = "";
      told.on("data", (chunk: Buffer) => {
        if (this.#isForced) return;
        const lines = (rest + chunk.toString("latin1")).split("\n");
        rest = lines.pop() ?? "";
        for (const text of lines) {
          if (!text.startsWith("{")) {
            this.#complaint = `${this.#complaint}${text} `.slice(0, COMPLAINT_LENGTH_MAX);
            continue;
          }
          const line = JSON.parse(text) as Line;
          if (line.type === "ready") resolve();
          else if (line.type === "started") this.#started();
          else this.#last = line;
        }
        this.#endIfTold();
      });
      told.once("close", () => reject(new Error(this.#exit().failed ?? "The sandbox ended before its program")));
    });
    this.ready.catch(ignore);
    this.ended = this.#end.promise;
    // Of what was said, the end is read, too.
    const silent = new Promise((resolve) => told.once("close", resolve));
    this.gone = Promise.all([silent, this.#process.gone]).then(() => {
      for (const stream of [word, feed, artefact]) stream.destroy(); // nobody is at the other end
      this.#settle();
      clearTimeout(this.#guard);
    });
    feed.write(command.config);
  }

  go(files: readonly SandboxFile[], artefact?: Artefact): Running {
    const records = files.map(({ path, content }) => record("f", path, content));
    if (artefact !== undefined) records.unshift(record("z", artefact));
    this.#process.feed.write(Buffer.concat([...records, record(".")]));
    this.#forceAfter(BUILD_MS);
    this.#watchIdleness();
    return this;
  }

  #started(): void {
    this.#startedAt = performance.now();
    if (!this.#killed) this.#forceAfter(this.#spec.limits.wallMs + GRACE_MS);
  }

  kill(): void {
    this.#process.word.write("k");
    this.#killed = true;
    this.#forceAfter(GRACE_MS);
  }

  dispose(): void {
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream.destroy();
    this.#force();
  }

  #forceAfter(ms: number): void {
    clearTimeout(this.#guard);
    this.#guard = setTimeout(() => this.#force(), ms);
  }

  /**
   * Its line cut, init.pl ends everything. If even that fails, the process that holds it is told to: bwrap takes the
   * namespace along, and the one above a Landlock program sweeps.
   */
  #force(): void {
    this.#isForced = true;
    for (const stream of [this.#process.word, this.#process.feed, this.#process.artefact]) stream.destroy();
    clearTimeout(this.#guard);
    this.#guard = setTimeout(() => this.#process.terminate(), GRACE_MS);
  }

  #watchIdleness(): void {
    const { idleMs } = this.#spec.limits;
    if (idleMs === undefined) return;
    const traffic = (): number => this.stdout.bytesRead + this.stderr.bytesRead + this.stdin.bytesWritten;
    let [before, since] = [traffic(), performance.now()];
    this.#idle = setInterval(() => {
      const now = performance.now();
      if (traffic() !== before) [before, since] = [traffic(), now];
      if (now - since < idleMs) return;
      this.#idled = true;
      this.kill();
    }, idleMs / 20);
  }

  /** The program is known to be no more; what held it goes after it, and nobody need wait for that. */
  #endIfTold(): void {
    if (this.#last?.type !== "ended" || this.#artefactBytes < this.#last.artefactBytes) return;
    this.#settle();
    this.#forceAfter(GRACE_MS);
  }

  #settle(): void {
    this.stdin.destroy(); // nobody reads it any more
    clearInterval(this.#idle);
    this.#end.resolve(this.#exit());
  }

  #takeArtefact(chunk: Buffer): void {
    this.#artefactBytes += chunk.length;
    const most = (this.#spec.artefactBytes ?? 0) + ARTEFACT_OVERHEAD_BYTES;
    if (this.#artefactBytes > most) this.#process.artefact.destroy();
    else this.#artefact.push(chunk);
    this.#endIfTold();
  }

  #exit(): Exit {
    const last = this.#last;
    if (last?.type !== "ended") {
      const failed = last?.why ?? (this.#complaint.trim() || "The sandbox ended without saying how");
      const wallMs = performance.now() - this.#startedAt;
      return { exitCode: null, signal: null, cpuMs: 0, wallMs, memoryKb: 0, failed };
    }
    const exceeded = this.#idled ? "idle" : last.exceeded;
    return {
      exitCode: last.code,
      signal: last.code === null ? (signalNames.get(last.signal) ?? `SIG${last.signal}`) : null,
      cpuMs: last.cpuMs,
      wallMs: last.wallMs,
      memoryKb: last.memoryKb,
      ...(exceededNames.has(exceeded) ? { exceeded: exceeded as Exceeded } : {}),
      ...(this.#spec.artefactBytes !== undefined && last.code === 0 && exceeded === ""
        ? { artefact: Buffer.concat(this.#artefact) }
        : {}),
    };
  }
}
