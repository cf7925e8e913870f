// The precompiled header of C++'s whole library, without which a program that includes <bits/stdc++.h> takes seconds to
// compile. Made once for a compiler, out of the system's own files alone, while nothing else is to do; an image may bring
// it: node runner/headers.ts FOLDER
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { runnableLanguages } from "#runner/languages";

const HEADER = "bits/stdc++.h";

/** A compiler takes a header only if it was made with the same options. */
function compileArgv(): string[] {
  const [compiler, ...options] = runnableLanguages.cpp.compile!.argv;
  const isOption = (option: string): boolean => option.startsWith("-") && !/^-(?:[oI]|iquote)/.test(option);
  return [compiler!, ...options.filter(isOption)];
}

let making: ChildProcess | undefined;

/** Resolves when it is there, or cannot be: then compiling is slower, and that is all. */
export async function makeHeaders(folder: string): Promise<void> {
  const [compiler, ...options] = compileArgv();
  if (!compiler || !existsSync(compiler)) return;
  const { mtimeMs } = await stat(compiler);
  const made = join(folder, `${HEADER}.gch`);
  if (existsSync(made) && (await stat(made)).mtimeMs > mtimeMs) return;
  const unfinished = await mkdtemp(join(folder, "unfinished-"));
  try {
    const source = join(unfinished, "all.h");
    await writeFile(source, `#include <${HEADER}>\n`);
    const { stdout } = await promisify(execFile)(compiler, [...options, "-M", "-x", "c++", source]);
    const header = stdout.split(/[\s\\]+/).find((path) => path.endsWith(`/${HEADER}`));
    if (header === undefined) return;
    const result = join(unfinished, "header.gch");
    await run([compiler, ...options, "-x", "c++-header", header, "-o", result]);
    await mkdir(join(folder, "bits"), { recursive: true });
    await rename(result, made);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

export function stopMakingHeaders(): void {
  making?.kill("SIGKILL");
}

/** With what the machine has left, and never longer than we live. */
function run(argv: string[]): Promise<void> {
  const politely = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "/usr/bin/nice", "-n", "19"];
  const [command, ...rest] = politely[0] && existsSync(politely[0]) ? [...politely, ...argv] : argv;
  return new Promise((resolve, reject) => {
    making = spawn(command!, rest, { stdio: ["ignore", "ignore", "ignore"] });
    making.once("error", reject);
    making.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`g++ ended with ${code}`))));
  });
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("Say which folder");
  await mkdir(folder, { recursive: true });
  await makeHeaders(folder);
  process.stdout.write(`${(await readdir(join(folder, "bits"))).join(" ")}\n`);
}
