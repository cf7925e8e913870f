// What both tiers stand on: a folder of root's with the few files that every slot's user must be able to read (the
// project may lie below a folder that others cannot enter), the slots' users, and the pipes.
import { copyFile, mkdtemp, rm, writeFile, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PipeWell } from "#runner/sandbox/pipes";

/** User ids that Debian gives to nobody; slot 0 has the first. */
export const SLOT_USERS_FROM = 61_000;
/** Pipes kept ready: three a sandbox. */
const PIPES_READY = 96;

export type Ground = {
  readonly folder: string;
  readonly pipes: PipeWell;
  /** undefined: the runner is not root, and its programs have its own user. */
  userOf(slot: number): number | undefined;
  close(): Promise<void>;
};

export async function layGround(usersFrom: number = SLOT_USERS_FROM): Promise<Ground> {
  const folder = await mkdtemp(path.join(tmpdir(), "tandem-sandbox-"));
  await chmod(folder, 0o755);
  await copyFile(path.join(import.meta.dirname, "init.pl"), path.join(folder, "init.pl"));
  await writeFile(path.join(folder, "passwd"), "root:x:0:0::/:/bin/sh\nsandbox:x:1000:1000::/box:/bin/sh\n");
  await writeFile(path.join(folder, "group"), "root:x:0:\nsandbox:x:1000:\n");
  for (const name of ["init.pl", "passwd", "group"]) await chmod(path.join(folder, name), 0o644);
  const pipes = await PipeWell.open(PIPES_READY);
  const isRoot = process.getuid?.() === 0;
  return {
    folder,
    pipes,
    userOf: (slot) => (isRoot ? usersFrom + slot : undefined),
    async close() {
      pipes.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
