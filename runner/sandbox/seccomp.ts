// The system calls that a program is refused, as a classic BPF program for seccomp. Written by hand: no libseccomp, no C
// toolchain, and the whole of it can be read. A list of refusals, because programs in fourteen languages are to run; what
// keeps them in is the namespaces or Landlock, this narrows the kernel that they can reach.

type Arch = "x64" | "arm64";
export type SeccompRules = {
  arch: Arch;
  /**
   * No namespaces part this program from others of the machine: no sockets but connected pairs, no message
   * queues, no inotify, which Landlock does not hold.
   */
  alone: boolean;
  /** It has the user id of the runner: what touches a file by its path without opening it is refused as well. */
  sameUser: boolean;
};

const AUDIT_ARCH: Record<Arch, number> = { x64: 0xc000003e, arm64: 0xc00000b7 };

// Numbers as [x64, arm64]; null where the architecture has no such call.
type Numbers = Record<string, readonly [number | null, number | null]>;

const refused: Numbers = {
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  process_mrelease: [448, 448],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  unshare: [272, 97],
  setns: [308, 268],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  seccomp: [317, 277],
  fanotify_init: [300, 262],
  vmsplice: [278, 75],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  syslog: [103, 116],
  lookup_dcookie: [212, 18],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  vhangup: [153, 58],
  mbind: [237, 235],
  set_mempolicy: [238, 237],
  set_mempolicy_home_node: [450, 450],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
  iopl: [172, null],
  ioperm: [173, null],
  modify_ldt: [154, null],
  uselib: [134, null],
  ustat: [136, null],
  sysfs: [139, null],
  nfsservctl: [180, 42],
  // System V IPC: what it keeps lives without a process, so no limit of memory finds it.
  shmget: [29, 194],
  shmat: [30, 196],
  shmctl: [31, 195],
  semget: [64, 190],
  semop: [65, 193],
  semctl: [66, 191],
  semtimedop: [220, 192],
  msgget: [68, 186],
  msgsnd: [69, 189],
  msgrcv: [70, 188],
  msgctl: [71, 187],
};

/** Refused as if the kernel were older: programs and libraries know how to do without. */
const unknown: Numbers = {
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  // Its flags are behind a pointer, where a filter cannot see whether they ask for namespaces. libc falls back to clone.
  clone3: [435, 435],
  // Memory that counts in no process's resident set.
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  statmount: [457, 457],
  listmount: [458, 458],
  open_tree_attr: [467, 467],
  listns: [470, 470],
};

/** Done as far as the program can tell: it would flush the whole machine. */
const pretended: Numbers = { sync: [162, 81], syncfs: [306, 267] };

const refusedAlone: Numbers = {
  mq_open: [240, 180],
  mq_unlink: [241, 181],
  inotify_init: [253, null],
  inotify_init1: [294, 26],
  socket: [41, 198],
};

const refusedSameUser: Numbers = {
  chmod: [90, null],
  fchmodat: [268, 53],
  fchmodat2: [452, 452],
  chown: [92, null],
  lchown: [94, null],
  fchownat: [260, 54],
  setxattr: [188, 5],
  lsetxattr: [189, 6],
  setxattrat: [463, 463],
  removexattr: [197, 14],
  lremovexattr: [198, 15],
  removexattrat: [466, 466],
  utime: [132, null],
  utimes: [235, null],
  futimesat: [261, null],
};

// Of these the first argument names a process, and only 0, oneself, is allowed: another may be the runner.
const onlyOfItself: Numbers = {
  prlimit64: [302, 261],
  sched_setaffinity: [203, 122],
  sched_setscheduler: [144, 119],
  sched_setparam: [142, 118],
  sched_setattr: [314, 274],
};

// Of these the first says what the second names; 0 and 0 is oneself for setpriority, 1 and 0 for ioprio_set.
const priorities: Numbers = { setpriority: [141, 140], ioprio_set: [251, 30] };

const special = {
  clone: [56, 220],
  ioctl: [16, 29],
  personality: [135, 92],
  prctl: [157, 167],
  setsockopt: [54, 208],
  socket: [41, 198],
  socketpair: [53, 199],
  utimensat: [280, 88],
} as const;

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const errno = (number: number): number => 0x00050000 | number;
const EPERM = errno(1);
const ENOSYS = errno(38);
const EAFNOSUPPORT = errno(97);

const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_EQUAL = 0x35;
const JUMP_SET = 0x45;
const RETURN = 0x06;

/** Offsets in struct seccomp_data; an argument's low half comes first on both architectures. */
const NUMBER = 0;
const ARCH = 4;
const argument = (index: number): number => 16 + 8 * index;

const CLONE_NAMESPACES = 0x7e020000; // NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const X32 = 0x40000000;

export function seccompFilter({ arch, alone, sameUser }: SeccompRules): Buffer {
  const column = arch === "x64" ? 0 : 1;
  const instructions: [code: number, yes: number, no: number, value: number][] = [];
  const put = (code: number, value: number, yes = 0, no = 0): unknown =>
    instructions.push([code, yes, no, value >>> 0]);

  // Arguments are compared by their low 32 bits, which is all that the kernel itself reads of those below.
  /** What follows holds for one system call: `body` must leave by a return. */
  const forCall = (number: number | null, body: () => void): void => {
    if (number === null) return;
    const at = instructions.length;
    put(JUMP_EQUAL, number);
    body();
    const jump = instructions[at];
    if (jump) jump[2] = instructions.length - at - 1;
  };
  const answer = (calls: Numbers, value: number): void => {
    for (const numbers of Object.values(calls)) forCall(numbers[column], () => put(RETURN, value));
  };
  const allowIf = (index: number, values: readonly number[], otherwise: number): void => {
    put(LOAD, argument(index));
    values.forEach((value, i) => put(JUMP_EQUAL, value, values.length - i, 0));
    put(RETURN, otherwise);
    put(RETURN, ALLOW);
  };
  const refuseIf = (index: number, values: readonly number[], otherwise: () => void): void => {
    put(LOAD, argument(index));
    for (const value of values) {
      put(JUMP_EQUAL, value, 0, 1);
      put(RETURN, EPERM);
    }
    otherwise();
  };
  const allow = (): unknown => put(RETURN, ALLOW);

  put(LOAD, ARCH);
  put(JUMP_EQUAL, AUDIT_ARCH[arch], 1, 0);
  put(RETURN, KILL_PROCESS); // int 0x80: other numbers
  put(LOAD, NUMBER);
  if (arch === "x64") {
    put(JUMP_GREATER_EQUAL, X32, 0, 1);
    put(RETURN, ENOSYS);
  }
  answer(refused, EPERM);
  answer(unknown, ENOSYS);
  answer(pretended, errno(0));
  if (alone) answer(refusedAlone, EPERM);
  if (sameUser) {
    answer(refusedSameUser, EPERM);
    // Of an open file, which has no path here, it may be asked.
    forCall(special.utimensat[column], () => allowIf(1, [0], EPERM));
  }
  for (const numbers of Object.values(onlyOfItself)) forCall(numbers[column], () => allowIf(0, [0], EPERM));
  Object.values(priorities).forEach((numbers, kind) =>
    forCall(numbers[column], () => {
      put(LOAD, argument(0));
      put(JUMP_EQUAL, kind, 1, 0);
      put(RETURN, EPERM);
      allowIf(1, [0], EPERM);
    }),
  );
  forCall(special.clone[column], () => {
    put(LOAD, argument(0));
    put(JUMP_SET, CLONE_NAMESPACES, 0, 1);
    put(RETURN, EPERM);
    allow();
  });
  forCall(special.ioctl[column], () => refuseIf(1, [TIOCSTI, TIOCLINUX], allow));
  forCall(special.prctl[column], () =>
    refuseIf(0, [4 /* SET_DUMPABLE: it must stay readable to init.pl */, 22 /* SET_SECCOMP */, 35 /* SET_MM */], allow),
  );
  forCall(special.personality[column], () =>
    allowIf(0, [0, 0x40000 /* no address randomization */, 0xffffffff], EPERM),
  );
  // What a socket may hold for another that does not read stays what init.pl counts with: done, as far as it can tell.
  forCall(special.setsockopt[column], () => {
    put(LOAD, argument(1));
    put(JUMP_EQUAL, 1 /* SOL_SOCKET */, 1, 0);
    put(RETURN, ALLOW);
    put(LOAD, argument(2));
    put(JUMP_EQUAL, 7 /* SO_SNDBUF */, 1, 0);
    put(JUMP_EQUAL, 32 /* SO_SNDBUFFORCE */, 0, 1);
    put(RETURN, errno(0));
    allow();
  });
  // Its own, empty network may have sockets: UNIX, INET, INET6. NETLINK, PACKET, VSOCK, ALG and the rest may not.
  if (!alone) forCall(special.socket[column], () => allowIf(0, [1, 2, 10], EAFNOSUPPORT));
  forCall(special.socketpair[column], () => {
    put(LOAD, argument(0));
    put(JUMP_EQUAL, 1, 1, 0);
    put(RETURN, EAFNOSUPPORT);
    if (!alone) return void allow();
    // A pair of datagram sockets could send to any path; STREAM and SEQPACKET are joined for good.
    const flags = [0, 0o4000, 0o2000000, 0o2004000]; // NONBLOCK, CLOEXEC
    allowIf(1, [...flags.map((flag) => 1 | flag), ...flags.map((flag) => 5 | flag)], EPERM);
  });
  allow();

  const program = Buffer.alloc(instructions.length * 8);
  instructions.forEach(([code, yes, no, value], i) => {
    program.writeUInt16LE(code, i * 8);
    program.writeUInt8(yes, i * 8 + 2);
    program.writeUInt8(no, i * 8 + 3);
    program.writeUInt32LE(value, i * 8 + 4);
  });
  return program;
}
