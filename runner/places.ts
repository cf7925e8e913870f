// Our own files in the sandbox, beside those of the system: Node, the start hooks, precompiled headers.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Lent, SandboxSpec, Tier } from "#runner/sandbox/sandbox";

export type Places = {
  /** For those whose argv or environment names them, see `lentTo`. */
  readonly mounts: Lent;
  readonly copies: Lent;
  /** What the words in braces stand for, see languages.ts. */
  readonly inside: Readonly<Record<string, string>>;
  /** The environment of every program. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder of precompiled headers on the machine; undefined: there is no place for it. */
  readonly headers: string | undefined;
};

const env = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/box", LANG: "C.UTF-8", TMPDIR: "/tmp" };
/** What runtimes of Debian keep outside /usr and do not start without. */
const settings = [...readdirSync("/etc").filter((name) => /^(java-\d+-openjdk|php)$/.test(name)), "ssl/openssl.cnf"]
  .map((name) => join("/etc", name))
  .filter((path) => existsSync(path));
const isRoot = process.getuid?.() === 0;

/** Where is kept what takes long to make and stays the same. Programs, whose user is another, must be able to read it. */
function cacheFolder(wanted: string | undefined): string | undefined {
  const folder = wanted ?? (isRoot ? "/var/cache/tandem" : join(homedir(), ".cache/tandem"));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    return folder;
  } catch {
    return existsSync(folder) ? folder : undefined; // read-only, but perhaps filled when the image was made
  }
}

export function findPlaces(tier: Tier["name"], cacheDir: string | undefined): Places {
  const cache = cacheFolder(cacheDir);
  const headers = cache && join(cache, "headers");
  try {
    if (headers !== undefined) mkdirSync(headers, { recursive: true, mode: 0o755 });
  } catch {
    // read-only, as above
  }
  const ours = {
    hooks: readable(join(import.meta.dirname, "hooks"), cache),
    node: readable(process.execPath, cache),
    ...(headers !== undefined && existsSync(headers) && { headers }),
  };
  const inside: Record<string, string> = { headers: "/nowhere" };
  const [mounts, copies]: [string, string][][] = [[], settings.map((path) => [path, path])];
  for (const [word, host] of Object.entries(ours)) {
    const isThere = host.startsWith("/usr/") || tier === "landlock"; // which renames nothing
    inside[word] = isThere ? host : `/opt/tandem/${word}`;
    if (!host.startsWith("/usr/")) (word === "hooks" ? copies : mounts)!.push([host, inside[word]]);
  }
  return { mounts: mounts!, copies: copies!, inside, env, headers };
}

/** Of our own files, those that it needs. */
export function lentTo(
  { argv, env }: Pick<SandboxSpec, "argv" | "env">,
  { mounts, copies }: Places,
): Pick<SandboxSpec, "mounts" | "copies"> {
  const words = [...argv, ...Object.values(env)];
  return { mounts: mounts.filter(([, inside]) => words.some((word) => word.includes(inside))), copies };
}

/** The path itself, or a copy of what is there where everybody can read it: the project may lie in a private folder. */
function readable(path: string, cache: string | undefined): string {
  if (!isRoot || isOpen(path) || cache === undefined) return path;
  const { mtimeMs, ino } = statSync(path);
  const copy = join(cache, `${basename(path)}-${Math.round(mtimeMs)}-${ino}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(path, unfinished, { recursive: true });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, copy);
  } catch {
    rmSync(unfinished, { recursive: true, force: true }); // another runner was faster
  }
  return copy;
}

function isOpen(path: string): boolean {
  for (let at = dirname(path); at !== "/"; at = dirname(at)) if ((statSync(at).mode & 0o001) === 0) return false;
  return true;
}

/** Puts in what the words in braces stand for; {sources} alone may stand for several. */
export function fill(
  argv: readonly string[],
  words: Readonly<Record<string, string>>,
  sources: readonly string[] = [],
): string[] {
  return argv.flatMap((argument) => (argument === "{sources}" ? sources : [fillOne(argument, words)]));
}

export function fillEnv(
  variables: Readonly<Record<string, string>>,
  words: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, fillOne(value, words)]));
}

function fillOne(text: string, words: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole);
}
