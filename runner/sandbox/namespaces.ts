// The namespaces tier: bubblewrap gives each program users, processes, network, IPC, host name and files of its own.
import { type Command } from "#runner/sandbox/init-process";
import { type SandboxSpec } from "#runner/sandbox/sandbox";
import { initConfig } from "#runner/sandbox/init-config";
import { type Ground } from "#runner/sandbox/ground";
import { devices, systemMounts } from "#runner/sandbox/root";

/** Inside, everybody is this one, whoever they are outside. */
const INSIDE_ID = "1000";

const system = systemMounts.flatMap((folder) => ["--ro-bind", folder, folder]);
const nodes = devices.flatMap((device) => ["--dev-bind", device, device]);

export function namespacesCommand(ground: Ground, slot: number, spec: SandboxSpec): Command {
  const { root } = ground;
  for (const [host, inside] of spec.copies ?? []) root.copy(host, inside);
  const mounts = (spec.mounts ?? []).flatMap(([host, inside]) => {
    root.mountPoint(host, inside);
    return ["--ro-bind", host, inside];
  });
  const flags =
    "--unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup-try --die-with-parent " +
    "--new-session --as-pid-1 --hostname sandbox --clearenv --chdir /";
  // Two capabilities for the one tmpfs with a bound on its inodes, which init.pl mounts before it lets go of both.
  const rights = `--uid ${INSIDE_ID} --gid ${INSIDE_ID} --cap-drop ALL --cap-add CAP_SYS_ADMIN --cap-add CAP_SETPCAP`;
  const bwrap = ["bwrap", ...flags.split(" "), ...rights.split(" "), "--ro-bind", root.folder, "/"];
  bwrap.push(...system, "--proc", "/proc", ...nodes, ...mounts);
  return {
    argv: [...bwrap, "--", "/usr/bin/perl", "/.init/init.pl", process.arch, "namespaces"],
    user: ground.userOf(slot),
    config: initConfig("namespaces", spec, { tasks: "1" }),
  };
}
