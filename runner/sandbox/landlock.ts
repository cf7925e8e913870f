// The landlock tier: needs no privilege at all, so it holds in a container that has none to give. No namespace parts a
// program from the machine's other processes: Landlock keeps its hands off files, TCP and signals, and seccomp keeps it
// off whatever Landlock does not know. init.pl confines itself before it unpacks a byte, and the program once more.
import { existsSync, lstatSync } from "node:fs";
import path from "node:path";
import { type Ground } from "#runner/sandbox/ground";
import { type Grant, initConfig } from "#runner/sandbox/init-config";
import { type Command } from "#runner/sandbox/init-process";
import { type SandboxSpec } from "#runner/sandbox/sandbox";

const readable = [
  "/usr",
  ...["bin", "sbin", "lib", "lib32", "lib64", "libx32"].map((name) => `/${name}`),
  ...["alternatives", "ld.so.cache", "localtime", "passwd", "group", "nsswitch.conf"].map((name) => `/etc/${name}`),
  ...["cpuinfo", "meminfo", "stat", "uptime", "loadavg", "version", "filesystems"].map((name) => `/proc/${name}`),
  ...["kernel/osrelease", "kernel/pid_max", "kernel/threads-max", "kernel/ngroups_max", "vm/overcommit_memory"].map(
    (name) => `/proc/sys/${name}`,
  ),
  "/sys/devices/system/cpu",
];
const devices = ["null", "zero", "full", "random", "urandom"].map((name) => `/dev/${name}`);
const system: readonly Grant[] = [
  // A link's target has a rule of its own.
  ...readable
    .filter((place) => existsSync(place) && !lstatSync(place).isSymbolicLink())
    .map((place) => ["r", place] as const),
  ...devices.map((place) => ["d", place] as const),
];

export function landlockCommand(ground: Ground, slot: number, spec: SandboxSpec): Command {
  const brought = [...(spec.mounts ?? []), ...(spec.copies ?? [])];
  for (const [host, inside] of brought) {
    if (host !== inside) throw new Error(`The landlock tier renames nothing: ${host} cannot be ${inside}`);
  }
  const folders = ground.foldersOf(slot);
  const user = ground.userOf(slot);
  // Where every program sees the same files, /box and /tmp are called something else for each.
  // What of the machine is lent to it keeps its name, in /tmp, too.
  const lent = brought.map(([host]) => host);
  const here = (text: string): string =>
    text.replaceAll(/(^|[=:])\/(box|tmp)(?=[/:]|$)/g, (found, before: string, name: "box" | "tmp", at: number) => {
      const path = text.slice(at + before.length);
      return lent.some((host) => path.startsWith(host)) ? found : before + folders[name];
    });
  const env = Object.fromEntries(Object.entries(spec.env).map(([name, value]) => [name, here(value)]));
  const grants: Grant[] = [
    ["w", folders.box],
    ["w", folders.tmp],
    ["r", ground.scripts],
    ...brought.map(([host]): Grant => ["r", host]),
    ...system,
  ];
  return {
    argv: ["/usr/bin/perl", path.join(ground.scripts, "init.pl"), process.arch, "landlock"],
    user,
    config: initConfig(
      "landlock",
      { ...spec, argv: spec.argv.map(here), env: { TMPDIR: folders.tmp, ...env } },
      // A user of its own has two processes before the program; of the runner's own user it is not known here.
      { ...folders, tasks: user === undefined ? "shared" : "2" },
      grants,
      user === undefined,
    ),
  };
}
