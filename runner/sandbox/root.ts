// The folder that every sandbox of the namespaces tier has as its root, read-only: laid once, because each mount, link and
// folder that bwrap makes costs its time in every run (a mount a quarter of a millisecond).
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { cp, mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

/** Directories of the system that are links into /usr on most machines, and directories on some. */
const systemFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"].filter((folder) => existsSync(folder));
const isLink = (place: string): boolean => lstatSync(place).isSymbolicLink();
/** What of the machine is mounted into every sandbox. */
export const systemMounts = ["/usr", ...systemFolders.filter((folder) => !isLink(folder))];
export const devices = ["null", "zero", "full", "urandom"].map((name) => `/dev/${name}`);

const links: readonly (readonly [at: string, to: string])[] = [
  ...systemFolders.filter(isLink).map((folder) => [folder, readlinkSync(folder)] as const),
  ...["fd", "fd/0", "fd/1", "fd/2"].map(
    (to, i) => [`/dev/${["fd", "stdin", "stdout", "stderr"][i]}`, `/proc/self/${to}`] as const,
  ),
  ["/dev/random", "urandom"],
];

export async function layRoot(root: string): Promise<void> {
  for (const folder of ["etc", "proc", "box", "tmp", "dev/shm"])
    await mkdir(path.join(root, folder), { recursive: true });
  for (const folder of systemMounts) await mkdir(path.join(root, folder));
  for (const device of devices) await writeFile(path.join(root, device), "");
  for (const [at, to] of links) await symlink(to, path.join(root, at));
  await writeFile(path.join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\nsandbox:x:1000:1000::/box:/bin/sh\n");
  await writeFile(path.join(root, "etc/group"), "root:x:0:\nsandbox:x:1000:\n");
  for (const place of ["/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime"])
    if (existsSync(place))
      await cp(await realpath(place), path.join(root, place), { recursive: true, verbatimSymlinks: true });
}

/** What is put into a root later, when a program first asks for it. */
export class Root {
  readonly folder: string;
  readonly #known = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Copies a small place of the machine; of what not everybody may read, nothing. */
  copy(host: string, inside: string): void {
    const to = this.#new(inside);
    if (to === undefined) return;
    cpSync(realpathSync(host), to, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (from) => isLink(from) || (statSync(from).mode & 0o004) !== 0,
    });
  }

  /** Makes sure that a place of the machine can be mounted there. */
  mountPoint(host: string, inside: string): void {
    const at = this.#new(inside);
    if (at === undefined) return;
    if (statSync(host).isDirectory()) this.#makeFolder(at);
    else writeFileSync(at, "");
  }

  #new(inside: string): string | undefined {
    if (this.#known.has(inside)) return undefined;
    this.#known.add(inside);
    const place = path.join(this.folder, inside);
    this.#makeFolder(path.dirname(place));
    return place;
  }

  /** Whatever the umask is, everybody may enter. */
  #makeFolder(place: string): void {
    if (existsSync(place)) return;
    this.#makeFolder(path.dirname(place));
    mkdirSync(place);
    chmodSync(place, 0o755);
  }
}
