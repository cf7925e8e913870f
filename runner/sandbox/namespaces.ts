// The namespaces tier: bubblewrap gives each program users, processes, network, IPC, host name and files of its own.
import { existsSync, lstatSync, readlinkSync } from "node:fs";
import path from "node:path";
import { type Command } from "#runner/sandbox/init-process";
import { type SandboxSpec } from "#runner/sandbox/sandbox";
import { initConfig } from "#runner/sandbox/init-config";
import { type Ground } from "#runner/sandbox/ground";

/** Inside, everybody is this one, whoever they are outside. */
const INSIDE_ID = "1000";

/** Directories of the system that are links into /usr on most machines, and directories on some. */
const roots = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"].flatMap((root) => {
  if (!existsSync(root)) return [];
  return lstatSync(root).isSymbolicLink() ? ["--symlink", readlinkSync(root), root] : ["--ro-bind", root, root];
});
// Each mount costs bwrap time, a link next to none: what is in /etc is all behind the one of our own files.
const settings = ["passwd", "group", "alternatives", "ld.so.cache", "localtime"].flatMap((name) => [
  "--symlink",
  `/.init/etc/${name}`,
  `/etc/${name}`,
]);
const devices = ["null", "zero", "full", "urandom"].flatMap((name) => ["--dev-bind", `/dev/${name}`, `/dev/${name}`]);
const links = ["fd", "stdin", "stdout", "stderr"].flatMap((name, i) => [
  "--symlink",
  i === 0 ? "/proc/self/fd" : `/proc/self/fd/${i - 1}`,
  `/dev/${name}`,
]);

export function namespacesCommand(ground: Ground, slot: number, spec: SandboxSpec): Command {
  const mounts = (spec.mounts ?? []).flatMap(([host, inside]) => ["--ro-bind", host, inside]);
  const { folder } = ground;
  const flags =
    "--unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup-try --die-with-parent " +
    "--new-session --as-pid-1 --hostname sandbox --clearenv --chdir /";
  // Two capabilities for the one tmpfs with a bound on its inodes, which init.pl mounts before it lets go of both.
  const rights = `--uid ${INSIDE_ID} --gid ${INSIDE_ID} --cap-drop ALL --cap-add CAP_SYS_ADMIN --cap-add CAP_SETPCAP`;
  const bwrap = ["bwrap", ...flags.split(" "), ...rights.split(" "), "--ro-bind", "/usr", "/usr"];
  bwrap.push(...roots, ...settings, "--proc", "/proc", ...devices, ...links, ...mounts);
  bwrap.push("--ro-bind", path.join(folder, "init"), "/.init");
  bwrap.push(..."--dir /box --dir /tmp --dir /dev/shm --symlink urandom /dev/random --remount-ro /".split(" "));
  return {
    argv: [...bwrap, "--", "/usr/bin/perl", "/.init/init.pl", process.arch, "namespaces"],
    user: ground.userOf(slot),
    config: initConfig("namespaces", spec, { tasks: "1" }),
  };
}
