// Attacks that use up: processes, memory, disk, descriptors, time. Each must end by a limit and leave nothing.
import { expect } from "vitest";
import { type Attack, MARKER, python, shell, survivors } from "#runner/sandbox/attacks/stage";

export const forkBomb = `#include <unistd.h>
int main() { for (;;) if (fork() > 0) { volatile long i = 0; while (i < 100000) i++; } }`;

const threadBomb = `#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static void *nap(void *_) { pause(); return 0; }
int main() { pthread_t t; int n = 0; while (n < 5000 && pthread_create(&t, 0, nap, 0) == 0) n++; printf("%d\\n", n); fflush(stdout); pause(); }`;

export const memoryBomb = `#include <stdlib.h>
#include <string.h>
int main() { for (;;) { char *p = malloc(1 << 20); if (p) memset(p, 1, 1 << 20); } }`;

const manySmall = `#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main() { for (int i = 0; i < 10; i++) if (fork() == 0) { memset(malloc(20 << 20), 1, 20 << 20); pause(); } pause(); }`;

// Shared memory that no process has resident: its pages are given back by the one that filled them, and stay.
const hiddenMemory = `#include <sys/mman.h>
#include <string.h>
#include <unistd.h>
int main() {
  for (int i = 0; i < 20; i++) {
    char *p = mmap(0, 20 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(p, 1, 20 << 20); madvise(p, 20 << 20, MADV_DONTNEED); usleep(10000);
  }
  pause(); }`;

// System V segments live on without a process that has them.
const detachedMemory = `#include <sys/shm.h>
#include <sys/sem.h>
#include <sys/msg.h>
int main() { return shmget(0, 1 << 20, 0600) < 0 && semget(0, 1, 0600) < 0 && msgget(0, 0600) < 0 ? 7 : 0; }`;

// To read what was never written maps the one page of zeros, and each needs its table.
const pageTables = `#include <sys/mman.h>
#include <unistd.h>
int main() {
  volatile char *p = mmap(0, 1L << 37, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  madvise((void *)p, 1L << 37, MADV_NOHUGEPAGE);
  for (long i = 0; i < 1 << 16; i++) p[i << 21];
  pause(); }`;

const fullSockets = `#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
static char much[65536];
int main() {
  for (int i = 0; i < 3; i++) fork();
  for (int s[2]; socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0;)
    for (int e = 0; e < 2; e++) {
      int most = 1 << 30; setsockopt(s[e], SOL_SOCKET, SO_SNDBUF, &most, sizeof most);
      fcntl(s[e], F_SETFL, O_NONBLOCK);
      while (write(s[e], much, sizeof much) > 0) ;
    }
  pause(); }`;

const unaccepted = `
import socket, time
listening = socket.socket(); listening.bind(("127.0.0.1", 0)); listening.listen(4096)
for i in range(60):
  s = socket.socket(); s.connect(listening.getsockname()); s.setblocking(False)
  try:
    while True: s.send(bytes(1 << 20))
  except BlockingIOError: s.close()
time.sleep(9)`;

// Whose deaths are ignored adds its time to nobody's.
const unmissed = `#include <signal.h>
#include <time.h>
#include <unistd.h>
int main() {
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    if (fork() == 0) {
      struct timespec t;
      do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); while (t.tv_nsec < 100000000);
      _exit(0);
    }
    usleep(100000);
  } }`;

/** Refused outright by a tmpfs; noticed and ended where the folder is one of the machine's. */
const outgrows =
  (script: string): Attack["attempt"] =>
  async (stage) => {
    const told = await stage.run(python(script), { tmpBytes: 4 << 20, wallMs: 8_000, cpuMs: 8_000 });
    if (stage.tier.name === "namespaces") expect(told).toMatchObject({ stdout: "full\n" });
    else expect(told.exceeded).toBe("disk");
  };

export const bombs: Attack[] = [
  {
    name: "fork bomb",
    async attempt(stage) {
      const told = await stage.run({ c: forkBomb });
      expect(told.failed).toBe(undefined);
      // Ended for their number, where the limit of the system counts others of the same user.
      expect(told.exceeded ?? told.signal).toMatch(/cpu|wall|SIGKILL/);
    },
  },
  {
    name: "a fork bomb does not starve another run",
    async attempt(stage) {
      const bomb = await stage.start({ c: forkBomb });
      const other = () =>
        stage.run(shell("for i in 1 2 3 4; do (sleep 0.1) & done; wait; echo fine"), { slot: 1, wallMs: 5_000 });
      let told = await other();
      // Where both are one user of the machine, a bomb can have all of that user's processes until it is looked at.
      if (stage.tier.name === "landlock" && process.getuid?.() !== 0 && told.stdout === "") told = await other();
      bomb.kill();
      await bomb.ended;
      expect(told).toMatchObject({ stdout: "fine\n", stderr: "" });
    },
  },
  {
    name: "thread bomb",
    async attempt(stage) {
      const told = await stage.run({ c: threadBomb }, { wallMs: 1_000 });
      // Where the limit of the system counts others of the same user, the threads are counted, and the bomb ends.
      if (told.exceeded === undefined && stage.tier.name === "landlock") expect(told.signal).toBe("SIGKILL");
      else {
        expect(told.stdout).toMatch(/^\d+\n$/);
        expect(Number(told.stdout)).toBeLessThanOrEqual(24);
      }
    },
  },
  {
    name: "memory bomb",
    async attempt(stage) {
      expect(await stage.run({ c: memoryBomb })).toMatchObject({ exceeded: "memory", signal: "SIGKILL" });
    },
  },
  {
    name: "memory bomb within a bound address space",
    async attempt(stage) {
      const told = await stage.run(python("x = bytearray(1 << 30)"), { boundAddressSpace: true });
      expect(told.stderr).toMatch(/MemoryError/);
    },
  },
  {
    name: "memory in many small processes",
    async attempt(stage) {
      expect(await stage.run({ c: manySmall })).toMatchObject({ exceeded: "memory" });
    },
  },
  {
    name: "memory that nobody has resident",
    async attempt(stage) {
      expect(await stage.run({ c: hiddenMemory })).toMatchObject({ exceeded: "memory" });
    },
  },
  {
    name: "memory in segments that nobody has attached",
    async attempt(stage) {
      expect(await stage.run({ c: detachedMemory })).toMatchObject({ exitCode: 7 });
    },
  },
  {
    name: "memory in page tables",
    async attempt(stage) {
      expect(await stage.run({ c: pageTables }, { cpuMs: 8_000, wallMs: 9_000 })).toMatchObject({ exceeded: "memory" });
    },
  },
  {
    name: "memory in sockets that nobody reads",
    async attempt(stage) {
      const limits = { openFiles: 256, cpuMs: 8_000, wallMs: 9_000 };
      expect(await stage.run({ c: fullSockets }, limits)).toMatchObject({ exceeded: "memory" });
    },
  },
  {
    name: "memory in connections that nobody accepted",
    async attempt(stage) {
      const told = await stage.run(python(unaccepted), { cpuMs: 8_000, wallMs: 9_000 });
      if (stage.tier.name === "namespaces") expect(told).toMatchObject({ exceeded: "memory" });
      else expect(told.stderr).toContain("Operation not permitted");
    },
  },
  {
    name: "CPU in children that nobody waits for",
    async attempt(stage) {
      const told = await stage.run({ c: unmissed }, { cpuMs: 500, wallMs: 9_000 });
      expect(told.exceeded).toBe("cpu");
      expect(told.cpuMs).toBeGreaterThan(400);
    },
  },
  {
    name: "CPU in many processes",
    async attempt(stage) {
      const script = "for i in 1 2 3 4 5 6; do (while :; do :; done) & done; wait";
      const told = await stage.run(shell(script), { cpuMs: 500, wallMs: 3_000 });
      expect(told.exceeded).toBe("cpu");
      expect(told.cpuMs).toBeGreaterThan(400);
    },
  },
  {
    name: "CPU in children that are gone",
    async attempt(stage) {
      const script = "while :; do (i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done) ; done";
      expect(await stage.run(shell(script), { cpuMs: 500, wallMs: 8_000 })).toMatchObject({ exceeded: "cpu" });
    },
  },
  {
    name: "sleeping for ever",
    async attempt(stage) {
      expect(await stage.run(shell(`sleep ${MARKER}`), { wallMs: 300 })).toMatchObject({ exceeded: "wall" });
    },
  },
  {
    name: "waiting for ever for input",
    async attempt(stage) {
      const running = await stage.start(shell("read x"), { idleMs: 200, wallMs: 5_000 });
      expect(await running.ended).toMatchObject({ exceeded: "idle" });
    },
  },
  {
    name: "signals ignored",
    async attempt(stage) {
      const script =
        "import signal, time\nfor n in range(1, 65):\n  try: signal.signal(n, signal.SIG_IGN)\n  except Exception: pass\nwhile True: time.sleep(1)";
      expect(await stage.run(python(script), { wallMs: 500 })).toMatchObject({ exceeded: "wall", signal: "SIGKILL" });
    },
  },
  {
    name: "output flood that is read",
    async attempt(stage) {
      expect(await stage.run(["/usr/bin/yes"], { wallMs: 500, cpuMs: 400 })).toMatchObject({ signal: "SIGKILL" });
    },
  },
  {
    name: "output flood that nobody reads",
    async attempt(stage) {
      const running = await stage.start(["/usr/bin/yes"], { wallMs: 400 });
      expect(await running.ended).toMatchObject({ exceeded: "wall" });
      running.stdout.destroy();
      running.stderr.destroy();
    },
  },
  {
    name: "descriptor exhaustion",
    async attempt(stage) {
      const script =
        "n = []\ntry:\n  while True: n.append(open('/dev/null'))\nexcept OSError as e: print(len(n) <= 64, e.errno)";
      expect(await stage.run(python(script))).toMatchObject({ stdout: "True 24\n" });
    },
  },
  {
    name: "a file that is too large",
    async attempt(stage) {
      const told = await stage.run(shell("trap '' XFSZ; head -c 6000000 /dev/zero >big; stat -c %s big"));
      expect(Number(told.stdout)).toBeLessThanOrEqual(4 << 20);
    },
  },
  ...["/box", "/tmp", "/dev/shm"].map((folder): Attack => ({
    name: `disk fill in ${folder}`,
    async attempt(stage) {
      const told = await stage.run(
        python(`
import os, sys, time
folder = {"/box": os.getcwd(), "/tmp": os.environ.get("TMPDIR", "/tmp")}.get("${folder}", "${folder}")
try:
  for i in range(1000):
    with open(f"{folder}/tandem-{i}", "wb") as f: f.write(bytes(1 << 20))
    time.sleep(0.01)
except OSError as e: print("full" if e.errno == 28 else "not allowed")`),
        { wallMs: 3_000, cpuMs: 3_000 },
      );
      if (stage.tier.name === "namespaces") expect(told).toMatchObject({ stdout: "full\n" });
      else if (folder === "/dev/shm") expect(told).toMatchObject({ stdout: "not allowed\n" });
      else expect(told.exceeded).toBe("disk");
    },
  })),
  {
    name: "disk fill with files that have no name any more",
    attempt: outgrows(`
import os, time
held = []
try:
  for i in range(50):
    f = open("x", "wb"); f.write(bytes(1 << 20)); f.flush(); os.unlink("x"); held.append(f); time.sleep(0.01)
except OSError: print("full", flush=True); os._exit(0)
time.sleep(9)`),
  },
  {
    name: "inode exhaustion",
    attempt: outgrows(`
import os, time
try:
  for i in range(200000):
    os.close(os.open(f"f{i}", os.O_CREAT | os.O_WRONLY))
    if i > 20000: time.sleep(0.001)
except OSError: print("full")`),
  },
  {
    name: "folders too deep to be named",
    async attempt(stage) {
      const script = "import os\nfor i in range(3000): os.mkdir('d' * 200); os.chdir('d' * 200)";
      const told = await stage.run(python(script), { wallMs: 5_000, cpuMs: 5_000 });
      expect(told.failed).toBe(undefined);
      expect(await stage.run(shell("ls; echo clean"))).toMatchObject({ stdout: "clean\n" });
    },
  },
  {
    name: "daemons",
    async attempt(stage) {
      const script = `setsid sh -c 'sleep ${MARKER} & sleep ${MARKER}' >/dev/null 2>&1 & (setsid setsid sleep ${MARKER} >/dev/null 2>&1 &) ; sleep 0.1; echo gone`;
      expect(await stage.run(shell(script))).toMatchObject({ exitCode: 0, stdout: "gone\n" });
      // By now, not when the sandbox itself is gone, too.
      expect(survivors().filter((line) => line.includes(MARKER))).toEqual([]);
    },
  },
  {
    name: "kill -1",
    async attempt(stage) {
      const told = await stage.run(shell("trap '' TERM; kill -9 -1; kill -STOP 1; kill -9 $PPID; echo alive"));
      expect(told).toMatchObject({ exitCode: 0, stdout: "alive\n" });
    },
  },
  {
    name: "stopping its parent",
    async attempt(stage) {
      const told = await stage.run(shell("kill -STOP $PPID; sleep 60"), { wallMs: 300 });
      expect(told).toMatchObject({ exceeded: "wall" });
    },
  },
  ...[
    ["#include </dev/zero>", "reading without end"],
    ["int x[1<<28]={1}; int y[1<<28]={1};", "a binary too large"],
    ["#define A(x) x x x x x x x x\n#define B(x) A(A(A(A(x))))\nint main(){ B(B(B(1+))) 1; }", "macros that grow"],
    ["template<int n> struct A { A<n+1> a; A<n+2> b; }; A<0> a;", "templates that grow"],
  ].map(([source, what]): Attack => ({
    name: `compile bomb: ${what}`,
    async attempt(stage) {
      const script = `cat >x.cpp <<'E'\n${source}\nE\nexec g++ -ftemplate-depth=100000 -x c++ x.cpp -o x`;
      const told = await stage.run(shell(script), { wallMs: 3_000, cpuMs: 2_000, memoryKb: 256 * 1024 });
      expect(told.failed).toBe(undefined);
      expect(told.exitCode).not.toBe(0);
    },
  })),
];
