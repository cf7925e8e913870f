// Attacks on what is beside the sandbox: the runner, its machine's files and network, and other runs.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { type Attack, attackLimits, MARKER, python, shell, type Stage } from "#runner/sandbox/attacks/stage";
import { probe } from "#runner/sandbox/attacks/kernel";

const SECRET = "tandem-attack-secret-7f3a";

/** Says of each whether it opens. Nothing is written: were it ever allowed, nothing shall come of it. */
const opens = (paths: readonly string[], how = "rb"): string => `
for path in ${JSON.stringify(paths)}:
  try:
    with open(path, "${how}", 0) as f: print("GOT THROUGH", path, f.read(60) if "${how}" == "rb" else "")
  except OSError as e: print("refused")`;

async function refusesAll(stage: Stage, script: string): Promise<void> {
  const { stdout, stderr } = await stage.run(python(script));
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^(refused\n)+$/);
}

const reading = (name: string, paths: () => readonly string[]): Attack => ({
  name,
  attempt: (stage) => refusesAll(stage, opens(paths())),
});

const writing = (name: string, paths: () => readonly string[]): Attack => ({
  name,
  attempt: (stage) => refusesAll(stage, opens(paths(), "ab")),
});

async function listening(
  where: { port: number; host: string } | { path: string },
  attempt: (server: Server) => Promise<void>,
) {
  let calls = 0;
  const server = createServer((socket) => {
    calls++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(where, resolve));
  try {
    await attempt(server);
    expect(calls, "nobody called").toBe(0);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const connecting = (family: string, kind: string, address: string): string => `
import socket
try:
  s = socket.socket(socket.${family}, socket.${kind}); s.settimeout(1); s.connect(${address}); print("GOT THROUGH")
except OSError: print("refused")`;

/** One run waits with something of its own; the other looks for it. */
async function beside(stage: Stage, owner: string, script: string): Promise<void> {
  const first = await stage.start(python(owner), { wallMs: 8_000 });
  try {
    await new Promise((resolve) => first.stdout.once("data", resolve));
    const { stdout, stderr } = await stage.run(python(script), { slot: 1, wallMs: 4_000 });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^(refused\n)+$/);
  } finally {
    first.kill();
    await first.ended;
    first.stdout.destroy();
  }
}

export const neighbourAttacks: Attack[] = [
  reading("passwords of the machine", () => [
    "/etc/shadow",
    "/etc/gshadow",
    "/etc/ssh/ssh_host_rsa_key",
    "/root/.bashrc",
  ]),
  reading("the runner's source", () => [
    import.meta.filename,
    path.join(import.meta.dirname, "../tiers.ts"),
    path.resolve("package.json"),
  ]),
  reading("the runner's environment, memory and descriptors", () =>
    ["environ", "mem", "maps", "fd/0", "cmdline", "cwd/package.json", "root/etc/shadow"].map(
      (name) => `/proc/${process.pid}/${name}`,
    ),
  ),
  {
    name: "the keeper's memory and environment",
    async attempt(stage) {
      const script = `import os\nfor name in ["environ", "mem", "maps", "fd/3", "fd/4", "root/etc/shadow"]:
  try: open(f"/proc/{os.getppid()}/{name}", "rb"); print("GOT THROUGH", name)
  except OSError: print("refused")`;
      await refusesAll(stage, script);
    },
  },
  {
    name: "the environment of anybody",
    async attempt(stage) {
      process.env["TANDEM_ATTACK_SECRET"] = SECRET;
      const told = await stage.run(shell("cat /proc/*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'; env"));
      expect(told.stdout).not.toContain(SECRET);
      expect(told.stdout).not.toContain("TANDEM_");
      expect(told.stdout).not.toContain("vitest");
    },
  },
  {
    name: "a file of the machine that everybody may read",
    async attempt(stage) {
      const folder = mkdtempSync(path.join(tmpdir(), "tandem-attack-"));
      const file = path.join(folder, "secret");
      writeFileSync(file, SECRET, { mode: 0o644 });
      chmodSync(folder, 0o755);
      try {
        await refusesAll(stage, opens([file]));
        await refusesAll(stage, `import os\nos.symlink("${file}", "link")${opens(["link"])}`);
        await refusesAll(
          stage,
          `import os\ntry: os.link("${file}", "hard"); print("GOT THROUGH")\nexcept OSError: print("refused")`,
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  },
  writing("files of the machine", () => [
    "/etc/passwd",
    "/usr/bin/tandem-attack",
    "/etc/ld.so.preload",
    "/tmp/../etc/x",
    "/.init/init.pl",
    "/x",
  ]),
  writing("settings of the kernel", () =>
    ["sys/kernel/core_pattern", "sys/vm/overcommit_memory", "sys/kernel/hostname", "sysrq-trigger", "1/oom_score_adj"]
      .map((name) => `/proc/${name}`)
      .concat("/sys/kernel/mm/ksm/run", "/sys/power/state"),
  ),
  reading("devices", () => ["/dev/vda", "/dev/mem", "/dev/kmsg", "/dev/tty", "/dev/kvm", "/dev/net/tun", "/dev/fuse"]),
  {
    name: "links in /box are not followed out of it",
    async attempt(stage) {
      const script = "ln -s /etc/shadow a; ln -s / b; ln -s /proc/self/environ c; mkfifo d; echo yes >e";
      const running = await stage.start(shell(script), { spec: { artefactBytes: 10_000 } });
      const { artefact } = await running.ended;
      const told = String(artefact);
      expect(told).toContain("yes");
      expect(told).not.toContain("root:");
      expect(told).not.toContain("PATH");
    },
  },
  {
    name: "an artefact that is too large",
    async attempt(stage) {
      const running = await stage.start(shell("head -c 3000000 /dev/zero >x"), { spec: { artefactBytes: 1_000_000 } });
      const exit = await running.ended;
      expect(exit.artefact).toBe(undefined);
      expect(exit.failed).toContain("too large");
    },
  },
  {
    name: "files whose names lead out",
    async attempt(stage) {
      for (const name of [
        "../../etc/tandem-attack",
        "/etc/tandem-attack",
        "../../../usr/tandem-attack",
        "/proc/sys/kernel/core_pattern",
      ]) {
        const spec = {
          argv: ["/bin/true"],
          env: {},
          limits: attackLimits,
        };
        const { failed } = await stage.tier.prepare(0, spec).go([{ path: name, content: "x" }]).ended;
        expect(failed).toMatch(/^file /);
      }
    },
  },
  {
    name: "arguments too long to be passed",
    async attempt(stage) {
      const told = await stage.run(["/bin/echo", "x".repeat(300_000)]);
      expect(told.failed).toMatch(/Argument list too long/);
    },
  },
  {
    name: "setuid programs give no rights",
    async attempt(stage) {
      const found = await stage.run(
        shell("find /usr/bin /usr/sbin /usr/lib -perm -4000 -type f 2>/dev/null | head -20"),
      );
      for (const file of found.stdout.split("\n").filter(Boolean).slice(0, 4)) {
        // Its limits and rights are those of before: it cannot even read what root may.
        const told = await stage.run(
          shell(
            `${file} </dev/null >/dev/null 2>&1 & sleep 0.05; grep -h ^Cap /proc/$!/status /proc/self/status 2>/dev/null`,
          ),
        );
        expect(told.stdout).not.toMatch(/^Cap(Eff|Prm):\s+0*[1-9a-f]/m);
      }
      expect(await stage.run({ c: probe, args: ["privileges to be had"] })).toMatchObject({ stdout: "refused 0\n" });
    },
  },
  {
    name: "TCP to the machine",
    attempt: (stage) =>
      listening({ port: 0, host: "127.0.0.1" }, async (server) => {
        const address = server.address();
        const port = address !== null && typeof address === "object" ? address.port : 0;
        await refusesAll(stage, connecting("AF_INET", "SOCK_STREAM", `("127.0.0.1", ${port})`));
        await refusesAll(stage, connecting("AF_INET6", "SOCK_STREAM", `("::ffff:127.0.0.1", ${port})`));
      }),
  },
  {
    name: "UDP to anywhere",
    async attempt(stage) {
      const script = `
import socket
for family, address in [(socket.AF_INET, ("192.0.2.1", 53)), (socket.AF_INET6, ("2001:db8::1", 53))]:
  try: socket.socket(family, socket.SOCK_DGRAM).sendto(b"x", address); print("GOT THROUGH")
  except OSError: print("refused")`;
      await refusesAll(stage, script);
    },
  },
  {
    name: "UNIX sockets of the machine",
    async attempt(stage) {
      const folder = mkdtempSync(path.join(tmpdir(), "tandem-attack-"));
      chmodSync(folder, 0o777);
      const file = path.join(folder, "socket");
      try {
        await listening({ path: file }, async () => {
          chmodSync(file, 0o777);
          await refusesAll(stage, connecting("AF_UNIX", "SOCK_STREAM", JSON.stringify(file)));
          await refusesAll(
            stage,
            `import socket
try: a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM); a.sendto(b"x", ${JSON.stringify(file)}); print("GOT THROUGH")
except OSError: print("refused")`,
          );
        });
        await listening({ path: "\0tandem-attack" }, () =>
          refusesAll(stage, connecting("AF_UNIX", "SOCK_STREAM", '"\\0tandem-attack"')),
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  },
  {
    name: "processes of another run",
    attempt: (stage) =>
      beside(
        stage,
        `import os, time\nif os.fork() == 0: os.execlp("sleep", "sleep", "${MARKER}1")\nprint("up", flush=True)\ntime.sleep(60)`,
        `import os
try: seen = [p for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid() and b"${MARKER}1" in open(f"/proc/{p}/cmdline", "rb").read()]
except OSError: seen = []
print("GOT THROUGH" if seen else "refused")
for pid in range(2, 70000):
  if pid == os.getpid(): continue
  try: os.kill(pid, 0); print("GOT THROUGH", pid)
  except OSError: pass
print("refused")`,
      ),
  },
  {
    name: "files of another run",
    attempt: (stage) =>
      beside(
        stage,
        `import os, time\nfor folder in ["/tmp", os.environ.get("TMPDIR", "/tmp"), "."]:\n  try: open(folder + "/tandem-mine", "w").write("x")\n  except OSError: pass\nprint("up", flush=True)\ntime.sleep(60)`,
        `import glob, os
found = [f for p in ["/tmp/tandem-mine", "/box/tandem-mine", "../../*/*/tandem-mine", "/tmp/*/*/*/tandem-mine", "/dev/shm/*", "/proc/*/cwd/tandem-mine"] for f in glob.glob(p)]
print("GOT THROUGH" if found else "refused")
for path in ["../../0/box/tandem-mine", "../../0/tmp/tandem-mine", "../../0/box"]:
  for attempt in [lambda: open(path), lambda: os.listdir(path), lambda: os.rename(path, "mine"), lambda: os.unlink(path)]:
    try: attempt(); print("GOT THROUGH", path)
    except OSError: print("refused")`,
      ),
  },
  {
    name: "abstract sockets and IPC of another run",
    attempt: (stage) =>
      beside(
        stage,
        `import socket, time
try: s = socket.socket(socket.AF_UNIX); s.bind("\\0tandem-run"); s.listen()
except OSError: pass
print("up", flush=True); time.sleep(60)`,
        `import socket, ctypes
try: socket.socket(socket.AF_UNIX).connect("\\0tandem-run"); print("GOT THROUGH")
except OSError: print("refused")
libc = ctypes.CDLL(None)
print("GOT THROUGH" if libc.shmget(0x7461, 4096, 0o666) >= 0 or libc.msgget(0x7461, 0o666) >= 0 else "refused")`,
      ),
  },
];
