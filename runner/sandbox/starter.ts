// What starts the processes of sandboxes: a small process of our own (starter.pl), because to fork one as large as the
// runner takes milliseconds. It also makes their pipes. Node would give them sockets, and a program that opens
// /dev/stderr fails on one. Our ends are opened through its /proc folder; opening anew also gives each side its own file
// flags: ours do not block, the program's do.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fchownSync, openSync } from "node:fs";
import { Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";

/** Which end of each pipe is ours. The order is that of starter.pl. */
const ends = {
  told: "r",
  feed: "w",
  stdin: "w",
  stdout: "r",
  stderr: "r",
  word: "w",
  artefact: "r",
} as const;
type Name = keyof typeof ends;
const names = Object.keys(ends) as Name[];
/** Those that are the program's: it may open them again by /dev/stdout and the like. */
const programs: readonly Name[] = ["stdin", "stdout", "stderr"];

export type Started = Readonly<Record<Name, Socket>> & {
  /** Ends the process, if it has not ended. */
  terminate(): void;
  /** Resolves when there is no such process any more. */
  readonly gone: Promise<void>;
};

export class Starter {
  readonly #process: ChildProcess;
  readonly #pipes: string[] = [];
  /** What to call when a process is gone. */
  readonly #goings = new Map<number, () => void>();
  #count = 0;
  #isClosed = false;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** `stock`: so many pipes are kept ready, so that starting is synchronous. */
  static async open(stock: number): Promise<Starter> {
    const script = path.join(import.meta.dirname, "starter.pl");
    const child = spawn("/usr/bin/perl", [script, process.arch], {
      stdio: ["pipe", "pipe", "ignore"],
      env: {},
      cwd: "/",
    });
    const starter = new Starter(child);
    child.stdin.on("error", () => {
      // It died; to start something will say so.
    });
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", () => {
        starter.#pipes.length = 0; // they went with it, and its number may become another's
        for (const go of starter.#goings.values()) go(); // what it started ends with it
        reject(new Error("perl cannot start anything"));
      });
      createInterface(child.stdout).on("line", (line) => {
        const gone = /^gone (\d+)$/.exec(line)?.[1];
        if (gone !== undefined) starter.#goings.get(Number(gone))?.();
        else if (starter.#pipes.push(line) === stock) resolve();
      });
      starter.#say("pipes", stock);
    });
    child.once("exit", () => {
      // Nothing can be started any more: whoever started the runner starts another.
      if (!starter.#isClosed) throw new Error("The process that starts sandboxes has died");
    });
    return starter;
  }

  /** `user`: whose the process is; undefined: the runner's own. */
  start(argv: readonly string[], user: number | undefined): Started {
    if (argv.some((word) => /[\0\n]/.test(word))) throw new Error("A word has a line break in it");
    if (this.#pipes.length < names.length) throw new Error("No pipe is ready: too many sandboxes begin at once");
    const pipes = this.#pipes.splice(0, names.length);
    const folder = `/proc/${this.#process.pid}/fd`;
    const open: number[] = [];
    try {
      for (const [i, name] of names.entries()) {
        const [read, write] = pipes[i]!.split(" ");
        open.push(openSync(`${folder}/${ends[name] === "r" ? read : write}`, ends[name]));
        if (user !== undefined && programs.includes(name)) fchownSync(open[i]!, user, user);
      }
    } catch (error) {
      for (const descriptor of open) closeSync(descriptor);
      throw error;
    }
    const number = this.#count++;
    const gone = new Promise<void>((resolve) => this.#goings.set(number, resolve)).then(() => {
      this.#goings.delete(number);
    });
    this.#say("start", number, user ?? "", ...pipes, ...argv);
    this.#say("pipes", names.length);
    const sockets = Object.fromEntries(
      names.map((name, i) => {
        const readable = ends[name] === "r";
        return [name, new Socket({ fd: open[i]!, readable, writable: !readable })];
      }),
    ) as Record<Name, Socket>;
    return { ...sockets, terminate: () => this.#say("end", number), gone };
  }

  #say(...words: (string | number)[]): void {
    this.#process.stdin?.write(`${words.join("\0")}\n`);
  }

  close(): void {
    this.#isClosed = true;
    this.#process.stdin?.end();
  }
}
