// What both tiers stand on: a folder of root's with the few files that every slot's user must be able to read (the
// project may lie below a folder that others cannot enter), the slots' users, and what starts their processes.
import { chownSync, existsSync, mkdirSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile, chmod } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { layRoot, Root } from "#runner/sandbox/root";
import { Starter } from "#runner/sandbox/starter";

/** User ids above those of 16 bits and below those that Debian lends to containers: a stretch for each runner on the machine, slot 0 has the first of it. */
const SLOT_USERS_FROM = 66_000;
const SLOT_USERS = 1_024;
const STRETCHES = 32;
/** Pipes kept ready: seven a sandbox. */
const PIPES_READY = 224;

const scriptNames = ["init.pl", "landlock.pl", "measure.pl", "watch.pl"];
const PREFIX = "tandem-sandbox-";

/** A place for what is to be gone with this process: the next one clears it, if this one cannot. */
export const temporaryPath = (name: string): string => path.join(tmpdir(), `${PREFIX}${process.pid}-${name}`);

export type Ground = {
  /** What sandboxes with files of their own see; the scripts are in it for all. */
  readonly root: Root;
  readonly scripts: string;
  readonly starter: Starter;
  /** undefined: the runner is not root, and its programs have its own user. */
  userOf(slot: number): number | undefined;
  /** Two folders of the slot's user, in a folder that is not. Made before anything could run there; emptied inside. */
  foldersOf(slot: number): { box: string; tmp: string };
  close(): Promise<void>;
};

export async function layGround(
  usersGiven?: number,
  changes: readonly (readonly [from: string, to: string])[] = [],
): Promise<Ground> {
  const isRoot = process.getuid?.() === 0;
  const users = isRoot && usersGiven === undefined ? await claimUsers() : undefined;
  const usersFrom = usersGiven ?? users?.from ?? 0;
  await clearOld();
  const folder = await mkdtemp(temporaryPath(""));
  await chmod(folder, 0o755);
  const root = path.join(folder, "root");
  const scriptsFolder = path.join(root, ".init");
  await mkdir(scriptsFolder, { recursive: true });
  await layRoot(root);
  const scripts = new Map<string, string>();
  for (const name of scriptNames) scripts.set(name, await readFile(path.join(import.meta.dirname, name), "utf8"));
  for (const [from, to] of changes) {
    const places = [...scripts].filter(([, text]) => text.split(from).length === 2);
    const [place] = places;
    if (!place || places.length > 1) throw new Error(`The scripts have not one place with: ${from}`);
    scripts.set(
      place[0],
      place[1].replace(from, () => to),
    );
  }
  for (const [name, text] of scripts) await writeFile(path.join(scriptsFolder, name), text);
  await open(folder);
  const starter = await Starter.open(PIPES_READY);
  const userOf = (slot: number): number | undefined => {
    if (slot >= SLOT_USERS) throw new Error("There are too many sandboxes at once");
    return isRoot ? usersFrom + slot : undefined;
  };
  const known = new Set<number>();
  return {
    root: new Root(root),
    scripts: scriptsFolder,
    starter,
    userOf,
    foldersOf(slot) {
      const [box, tmp] = [path.join(folder, String(slot), "box"), path.join(folder, String(slot), "tmp")];
      if (known.has(slot)) return { box, tmp };
      const user = userOf(slot);
      mkdirSync(path.dirname(box));
      for (const place of [box, tmp]) {
        mkdirSync(place, { mode: 0o700 });
        if (user !== undefined) chownSync(place, user, user);
      }
      known.add(slot);
      return { box, tmp };
    },
    async close() {
      starter.close();
      users?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// Two runners of one machine must not share users: a program's processes are counted by its user, in the landlock tier across
// all of the machine. A stretch is claimed by a name that the kernel forgets with the process.
async function claimUsers(): Promise<{ from: number; close: () => void }> {
  for (let i = 0; i < STRETCHES; i++) {
    const from = SLOT_USERS_FROM + i * SLOT_USERS;
    const claim = createServer();
    const isOurs = await new Promise<boolean>((resolve) => {
      claim.once("error", () => resolve(false)).listen(`\0tandem-slots-${from}`, () => resolve(true));
    });
    claim.unref();
    if (isOurs) return { from, close: () => claim.close() };
  }
  throw new Error(`More than ${STRETCHES} runners on one machine have no users left`);
}

/** Whatever the umask is, the slots' users may read. */
async function open(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    await chmod(path.join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}

/** What runners of this user left that were killed. Nothing runs in there any more; in a folder of another user it could. */
async function clearOld(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split("-")[0] : undefined;
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const place = path.join(tmpdir(), name);
    const found = await lstat(place).catch(() => undefined); // another runner was faster
    if (found?.uid === process.getuid?.()) await rm(place, { recursive: true, force: true });
  }
}
