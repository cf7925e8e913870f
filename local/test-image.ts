// `npm run test:image`: builds the runner's image without a registry and lets the attacks loose in it: confined as a stock
// Docker confines (no capability, nothing written, no namespaces), and under seccomp.json as compose.yaml runs it. Needs
// root, and the packages named below; ten minutes the first time, and 4 GB.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "#local/build";
import { layOutRunnerImage } from "#local/runner-image";

const needed = { podman: "podman", buildah: "buildah", runc: "runc", mmdebstrap: "mmdebstrap" };
const missing = Object.entries(needed).filter(([command]) => spawnSync("which", [command]).status !== 0);
if (process.getuid?.() !== 0 || missing.length > 0) {
  const packages = missing.map(([, name]) => name).join(" ");
  console.error(`The image is built and tested as root on Debian${packages && `, with: apt-get install ${packages}`}`);
  process.exit(1);
}

// Beside the machine's own images and containers, if it has any. The base and the layers stay for the next time.
const place = join(root, "dist/image-test");
mkdirSync(place, { recursive: true });
const work = mkdtempSync(join(tmpdir(), "tandem-image-"));
// Always the same two folders: podman notes in the one where the other is.
const ofPlace = ["--root", join(place, "storage"), "--runroot", "/run/tandem-image-test"];
// crun refuses hybrid cgroups, and there may be no systemd to ask for one.
const podman = (...args: string[]): string[] => [
  ...ofPlace,
  "--cgroup-manager=cgroupfs",
  "--events-backend=file",
  "--runtime=runc",
  ...args,
];
const BASE = "docker.io/library/node:24-bookworm-slim"; // what the Dockerfile names
const IMAGE = "localhost/tandem-runner";

let failed = 0;
try {
  makeBase();
  const context = await layOutRunnerImage();
  const build = [
    "build",
    "--pull=never",
    "--isolation=chroot",
    "--network=host",
    "-f",
    join(root, "runner/Dockerfile"),
  ];
  run("podman", podman(...build, "-t", IMAGE, context));
  const profile = join(root, "runner/seccomp.json");
  const stock = join(work, "stock.json");
  writeFileSync(stock, JSON.stringify(asStockDocker(JSON.parse(readFileSync(profile, "utf8")) as Profile)));
  attack("as a stock Docker confines it", "landlock", [`--security-opt=seccomp=${stock}`]);
  attack("under seccomp.json", "namespaces", [
    `--security-opt=seccomp=${profile}`,
    "--security-opt=systempaths=unconfined",
  ]);
} finally {
  spawnSync("podman", podman("rm", "--all", "--force"));
  rmSync(work, { recursive: true, force: true });
}
console.log(failed === 0 ? "The image holds." : `The image does not hold: ${failed} of 4 failed.`);
process.exit(failed === 0 ? 0 : 1);

// Debian with Node 24 in it, under the name that the Dockerfile begins with.
function makeBase(): void {
  if (spawnSync("podman", podman("image", "exists", BASE)).status === 0) return;
  const tar = join(work, "base.tar");
  run("mmdebstrap", ["--variant=minbase", "--include=ca-certificates", "bookworm", tar]);
  const bin = join(work, "node/usr/local/bin");
  mkdirSync(bin, { recursive: true });
  run("cp", ["-L", process.execPath, join(bin, "node")]);
  run("tar", ["-rf", tar, "-C", join(work, "node"), "--owner=0", "--group=0", "usr/local/bin/node"]);
  run("podman", podman("import", tar, BASE));
}

type Rule = { names: string[]; action: string; errnoRet?: number; args?: object[] };
type Profile = { syscalls: Rule[] };

// What Docker's own profile refuses to a container without CAP_SYS_ADMIN, of what ours allows.
function asStockDocker(profile: Profile): Profile {
  const admin = ["unshare", "setns", "mount", "umount2", "pivot_root", "sethostname", "clone", "clone3"];
  const rules = profile.syscalls.map((rule) => ({
    ...rule,
    names: rule.names.filter((name) => !admin.includes(name)),
  }));
  const namespaces = { index: 0, value: 0x7e020000, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" };
  return {
    ...profile,
    syscalls: [
      ...rules,
      { names: ["clone"], action: "SCMP_ACT_ALLOW", args: [namespaces] },
      { names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: 38 },
    ],
  };
}

/** The attack suite inside the container, and then the runner itself: its tier, and a program in every language. */
function attack(how: string, tier: string, options: string[]): void {
  const confined = `run --rm --network=none --cap-drop=ALL --security-opt=no-new-privileges --read-only
    --ulimit=nofile=4096:4096 --ulimit=nproc=4096:4096 --tmpfs=/tmp:exec,mode=1777 --env=HOME=/tmp`
    .split(/\s+/)
    .concat(options);
  const config = join(work, "vitest.config.mjs");
  writeFileSync(
    config,
    `export default { root: "/project", cacheDir: "/tmp/vite", test: { include: ["runner/sandbox/normal.test.ts", "runner/sandbox/attacks/{attacks,leftovers}.test.ts"],
      fileParallelism: false, testTimeout: 60000, hookTimeout: 60000 } };`,
  );
  const suite =
    "cd /project && exec node node_modules/vitest/vitest.mjs run --config /vitest.config.mjs --configLoader native";
  const mounts = [`--volume=${root}:/project:ro`, `--volume=${config}:/vitest.config.mjs:ro`, "--entrypoint=sh"];
  const tiers = `--env=ATTACK_TIERS=${tier === "namespaces" ? "namespaces,landlock" : tier}`;
  check(`The attacks, ${how}`, [...confined, ...mounts, tiers, IMAGE, "-c", suite]);

  const script = join(work, "check.mjs");
  writeFileSync(script, readFileSync(join(import.meta.dirname, "check-runner.mjs")));
  const volume = `--volume=${script}:/check.mjs:ro`;
  check(`The runner, ${how}`, [
    ...confined,
    volume,
    "--env=RUNNER_TOKEN=a-token-for-this-test",
    IMAGE,
    "node",
    "/check.mjs",
    tier,
  ]);
}

function check(what: string, args: string[]): void {
  console.log(`\n--- ${what}`);
  const { status } = spawnSync("podman", podman(...args), { stdio: "inherit" });
  console.log(`--- ${what}: ${status === 0 ? "holds" : "FAILED"}`);
  if (status !== 0) failed++;
}

function run(command: string, args: string[]): void {
  console.log(`> ${command} ${args.filter((arg) => !ofPlace.includes(arg)).join(" ")}`);
  execFileSync(command, args, { stdio: "inherit" });
}
