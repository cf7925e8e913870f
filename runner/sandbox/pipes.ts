// Pipes for programs. Node gives its children sockets, and a program that opens /dev/stderr fails on one; so a helper
// makes pipes, and both ends are opened through its /proc folder. Opening anew also gives each side its own file flags:
// ours do not block, the program's do.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fchownSync, openSync } from "node:fs";
import { createInterface } from "node:readline";

// Reads "n" to make so many pipes, "a b" to forget one. Ends with its input, that is, with the runner.
const MAKER = `
$| = 1; $^F = 255;
while (<STDIN>) {
  if (/^(\\d+) (\\d+)$/) { close delete $h{$1}; close delete $h{$2}; $_ = 1 }
  for (1 .. $_) { pipe my $r, my $w or die; ($h{fileno $r}, $h{fileno $w}) = ($r, $w); print fileno $r, " ", fileno $w, "\\n" }
}`;

export type Pipe = { readonly read: number; readonly write: number };

/** Makes pipes ahead of need, so that taking one is synchronous. */
export class PipeWell {
  #maker: ChildProcess;
  #ready: string[] = [];
  #taken: string[] = [];

  private constructor(maker: ChildProcess) {
    this.#maker = maker;
  }

  static async open(stock: number): Promise<PipeWell> {
    const maker = spawn("/usr/bin/perl", ["-e", MAKER], { stdio: ["pipe", "pipe", "ignore"], env: {}, cwd: "/" });
    const well = new PipeWell(maker);
    maker.stdin.on("error", () => {
      // It died; taking from it will say so.
    });
    await new Promise<void>((resolve, reject) => {
      maker.once("error", reject);
      maker.once("exit", () => {
        well.#ready.length = 0; // they went with it, and its number may become another's
        reject(new Error("perl cannot make pipes"));
      });
      createInterface(maker.stdout).on("line", (line) => {
        if (well.#ready.push(line) === stock) resolve();
      });
      maker.stdin.write(`${stock}\n`);
    });
    return well;
  }

  /** `owner`: who may open it again by /dev/stdout and the like. */
  take(owner: number | undefined): Pipe {
    const entry = this.#ready.shift();
    if (entry === undefined) throw new Error("No pipe is ready: too many sandboxes begin at once");
    const [read, write] = entry.split(" ");
    const folder = `/proc/${this.#maker.pid}/fd`;
    const pipe = { read: openSync(`${folder}/${read}`, "r"), write: openSync(`${folder}/${write}`, "w") };
    if (owner !== undefined) fchownSync(pipe.write, owner, owner);
    this.#taken.push(`${entry}\n`);
    // The maker's work can wait until those who take some have what they need.
    if (this.#taken.length === 1) setImmediate(() => this.#maker.stdin?.write(this.#taken.splice(0).join("")));
    return pipe;
  }

  close(): void {
    this.#maker.stdin?.end();
  }
}

export function closePipe(pipe: Pipe): void {
  closeSync(pipe.read);
  closeSync(pipe.write);
}
