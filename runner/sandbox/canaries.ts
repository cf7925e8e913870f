// Attacks that a runner makes on its own sandbox before it trusts it: at each start, on the machine where it will run.
// A sandbox that is silently not there is how others were broken.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { temporaryPath } from "#runner/sandbox/ground";
import { type Exit, type SandboxSpec, type Tier } from "#runner/sandbox/sandbox";

const limits: SandboxSpec["limits"] = {
  wallMs: 5_000,
  cpuMs: 2_000,
  memoryKb: 64 * 1024,
  boundAddressSpace: false,
  processes: 16,
  fileBytes: 1024 * 1024,
  tmpBytes: 4 * 1024 * 1024,
  openFiles: 32,
};

/** The number of the slot whose user they have; taken before there are runs. */
const SLOT = 0;

type Canary = {
  readonly name: string;
  readonly held: (told: Exit & { stdout: string }) => boolean;
  readonly script: string;
};

// In perl, which is there wherever the sandbox itself can be: each line says what got through.
const attacks = (secret: string, port: number): string => `
$| = 1;
sub opens { for (@_) { print "$_ opens\\n" if open my $f, "<", $_ } }
opens("/etc/shadow", "/proc/${process.pid}/environ", "/proc/${process.pid}/mem", "${import.meta.filename}", "${secret}");
opens("/proc/" . getppid() . "/mem", "/proc/" . getppid() . "/environ");
for ("/proc/sys/kernel/core_pattern", "/usr/bin/tandem-canary", "/etc/passwd") { print "$_ can be written\\n" if open my $f, ">>", $_ }
print "the runner gets signals\\n" if kill 0, ${process.pid} and getppid != 1;
print "its keeper gets signals\\n" if getppid != 1 and kill 0, getppid;
my ($inet, $unix) = (pack("S n C4 x8", 2, ${port}, 127, 0, 0, 1), pack("S a*", 1, "${secret}.socket\\0"));
my ($s, $u);
print "the machine's network is there\\n" if socket($s, 2, 1, 0) and connect $s, $inet;
print "the machine's sockets are there\\n" if socket($u, 1, 1, 0) and connect $u, $unix;
my ($unshare, $ptrace, $mount, $setuid) = $^V && "${process.arch}" eq "arm64" ? (97, 117, 40, 146) : (272, 101, 165, 105);
print "namespaces can be had\\n" if syscall($unshare, 0x10000000) == 0;
print "ptrace is there\\n" if syscall($ptrace, 0, 0, 0, 0) == 0;
print "root can be had\\n" if syscall($setuid, 0) == 0;
for my $fd (3 .. 63) { print "descriptor $fd is open\\n" if open my $f, "<&=", $fd and (stat $f)[1] }
print "user 0 outside\\n" if -e "/proc/self/uid_map" and open my $m, "<", "/proc/self/uid_map" and <$m> =~ /^\\s*\\d+\\s+0\\s/;
exit 7;
`;

function canaries(secret: string, port: number): Canary[] {
  return [
    { name: "reach", script: attacks(secret, port), held: ({ exitCode, stdout }) => exitCode === 7 && stdout === "" },
    {
      name: "a daemon",
      script: `if (!fork) { setpgrp; fork and exit; $SIG{$_} = "IGNORE" for keys %SIG; $0 = "${secret}"; close STDOUT; close STDERR; sleep 60 while 1 } wait; print "as ever"`,
      held: ({ stdout, exitCode }) => exitCode === 0 && stdout === "as ever" && !isRunning(secret),
    },
    {
      name: "memory",
      script: `my @x; push @x, "x" x 1048576 while 1`,
      held: ({ exceeded, signal }) => exceeded === "memory" && signal === "SIGKILL",
    },
    {
      name: "processes",
      script: `my $n = 0; while ($n < 200) { my $p = fork; last unless defined $p; if (!$p) { sleep 60; exit } $n++ } print $n`,
      held: ({ stdout, exitCode, signal }) => (exitCode === 0 ? Number(stdout) < 150 : signal === "SIGKILL"),
    },
    {
      name: "disk",
      script: `for (1 .. 500) { open my $f, ">", "f$_" or exit 8; print $f "x" x 1000000 or exit 8; close $f or exit 8; select undef, undef, undef, 0.01 }`,
      held: ({ exceeded, exitCode }) => exceeded === "disk" || exitCode === 8,
    },
  ];
}

/** Whether a process of this machine calls itself so. */
function isRunning(name: string): boolean {
  return readdirSync("/proc").some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "latin1").startsWith(name);
    } catch {
      return false; // it ended while we looked
    }
  });
}

/** What got through, in words; undefined: it holds. */
export async function tryTier(tier: Tier): Promise<string | undefined> {
  const secret = temporaryPath(`canary-${randomUUID()}`);
  writeFileSync(secret, "secret", { mode: 0o644 });
  const [inet, unix] = [createServer(), createServer()];
  for (const server of [inet, unix]) server.on("connection", (socket) => socket.destroy());
  try {
    inet.listen(0, "127.0.0.1");
    unix.listen(`${secret}.socket`);
    await Promise.all([once(inet, "listening"), once(unix, "listening")]);
    chmodSync(`${secret}.socket`, 0o777);
    const address = inet.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    for (const { name, script, held } of canaries(secret, port)) {
      const argv = ["/usr/bin/perl", "-e", script];
      const prepared = tier.prepare(SLOT, { argv, env: {}, limits });
      const running = prepared.go([]);
      running.stdin.end();
      const [stdout, stderr, exit] = await Promise.all([text(running.stdout), text(running.stderr), running.ended]);
      if (exit.failed !== undefined) return exit.failed;
      if (!held({ ...exit, stdout })) return `${name}: ${(stdout || stderr).trim() || JSON.stringify(exit)}`;
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    inet.close();
    unix.close();
    rmSync(secret, { force: true });
  }
}
