// What the runner asks of a sandbox, whichever tier it is: a place prepared for one program, which is then given files,
// runs, and is gone with everything that it started.
import type { Readable, Writable } from "node:stream";

/** Hard limits of one sandbox. Times in ms, sizes in the unit the name says. */
export type SandboxLimits = {
  wallMs: number;
  /** Ends a run that neither read nor wrote for so long; undefined: no such limit. */
  idleMs?: number | undefined;
  /** Of all its processes together. */
  cpuMs: number;
  /** Resident, of all its processes together. */
  memoryKb: number;
  /** RLIMIT_AS = memory plus a margin. Runtimes that reserve more than they use (V8, JVM, Go) cannot live with it. */
  boundAddressSpace: boolean;
  processes: number;
  fileBytes: number;
  tmpBytes: number;
  openFiles: number;
};

export type Lent = readonly (readonly [host: string, inside: string])[];

export type SandboxSpec = {
  /**
   * The program and its arguments; never a shell string. Its folder is `/box`, where its files are. Where every program
   * sees the same files (landlock), `/box` and `/tmp` at the beginning of a path in here and in `env` become its own.
   */
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  limits: SandboxLimits;
  /** Read-only paths of the machine beside the system's own, as [on the machine, in the sandbox]. */
  mounts?: Lent | undefined;
  /** The same for what is small and stays as it is while the runner lives: it is mounted nowhere, which takes less time. */
  copies?: Lent | undefined;
  /**
   * true: the program itself is started while the sandbox waits, with the environment variable TANDEM_GO naming the
   * descriptor on which it must wait for one byte before it goes on: the files are in place then. At the descriptor's end
   * nobody wants it any more. An interpreter whose start-up hook does that has its start behind it when the code arrives.
   */
  prestart?: boolean | undefined;
  /** Most bytes of `/box` that are handed out as the artefact when the program exits with 0; undefined: none is. */
  artefactBytes?: number | undefined;
};

/** A path that ends with "/" is a folder's. */
export type SandboxFile = { path: string; content: string | Uint8Array };

/** What a compilation left in `/box`. The host never looks into it: it came out of one sandbox and goes into others. */
export type Artefact = Buffer;

export type Exceeded = "cpu" | "wall" | "idle" | "memory" | "disk";

/** How the program ended. Exactly one of `exitCode` and `signal` is set, unless the sandbox `failed`. */
export type Exit = {
  exitCode: number | null;
  /** A name, like SIGSEGV. */
  signal: string | null;
  cpuMs: number;
  wallMs: number;
  /** The largest resident set of one process, in KiB. */
  memoryKb: number;
  exceeded?: Exceeded | undefined;
  /** Our trouble, not the program's. */
  failed?: string | undefined;
  artefact?: Artefact | undefined;
};

/** A running program. Closing its streams loses nothing that was written before; reading slowly makes it wait. */
export interface Running {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Ends everything that it started. `ended` follows. */
  kill(): void;
  /** Resolves when no process that it started is left; output may still be waiting in the streams. Never rejects. */
  readonly ended: Promise<Exit>;
}

/** A sandbox that waits for its program's files; used once. */
export interface Prepared {
  /** Resolves once it waits; rejects when it cannot be built. */
  readonly ready: Promise<void>;
  go(files: readonly SandboxFile[], artefact?: Artefact): Running;
  /** Ends it unused; `gone` follows. */
  dispose(): void;
  /** Resolves when nothing of it is left, a moment after its program, or unused. Never rejects. */
  readonly gone: Promise<void>;
}

/** One way of confining programs on this machine. */
export interface Tier {
  readonly name: "namespaces" | "landlock";
  /** `slot` is taken by nobody else until the program has ended: it has a user id of its own where the machine allows. */
  prepare(slot: number, spec: SandboxSpec): Prepared;
  /** Ends whatever is left and gives back what it holds on the machine. */
  close(): Promise<void>;
}
