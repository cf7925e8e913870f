// Asks the kernel for one thing that a program has no business with, and says what came of it: "refused <errno>", or
// "GOT THROUGH". The name of the thing is the argument.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char page[4096];
static long zero = 0;

#define CASE(NAME, CALL) \
  if (!strcmp(what, NAME)) return (long)(CALL)

static long open_close(const char *path, int flags) { return open(path, flags | O_CLOEXEC); }

// Opening is enough: were it ever allowed, nothing shall come of it.
static long write_to(const char *path) { return open_close(path, O_WRONLY); }

static long read_vm(pid_t pid) {
  struct iovec here = {page, 8}, there = {(void *)0x400000, 8};
  return syscall(SYS_process_vm_readv, pid, &here, 1UL, &there, 1UL, 0UL);
}

static long clone_with(unsigned long flags) {
  long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) _exit(0);
  return pid;
}

static long clone3_with(uint64_t flags) {
  uint64_t arguments[11] = {flags, 0, 0, 0, SIGCHLD};
  long pid = syscall(SYS_clone3, arguments, sizeof arguments);
  if (pid == 0) _exit(0);
  return pid;
}

static long all_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}};
  return syscall(SYS_capset, &header, data);
}

static long any_capability(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &header, data) != 0) return -1;
  errno = 0;
  return data[0].effective | data[0].permitted | data[1].effective | data[1].permitted ? 1 : -1;
}

static long seccomp_again(void) {
  return syscall(SYS_seccomp, 1, 0, page);
}

static long limits_of(pid_t pid) {
  struct rlimit limit = {1, 1};
  return prlimit(pid, RLIMIT_CPU, &limit, NULL);
}

static long affinity_of(pid_t pid) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  return sched_setaffinity(pid, sizeof set, &set);
}

static long escape_by_chroot(void) {
  mkdir("jail", 0755);
  if (chroot("jail") != 0) return -1;
  for (int i = 0; i < 64; i++) (void)!chdir("..");
  return chroot(".");
}

static long more_processes(void) {
  struct rlimit limit = {100000, 100000};
  return setrlimit(RLIMIT_NPROC, &limit);
}

static long inherited(void) {
  for (int fd = 3; fd < 4096; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) return fd;
  }
  return -1;
}

static long attempt(const char *what, pid_t other) {
  CASE("ptrace the first process", ptrace(PTRACE_ATTACH, other, 0, 0));
  CASE("ptrace oneself", ptrace(PTRACE_TRACEME, 0, 0, 0));
  CASE("process_vm_readv", read_vm(other));
  CASE("process_vm_writev", syscall(SYS_process_vm_writev, other, 0, 0, 0, 0, 0));
  CASE("pidfd_getfd", syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, other, 0), 0, 0));
  CASE("kcmp", syscall(SYS_kcmp, getpid(), other, 0, 0, 0));
  CASE("kill the first process", kill(other, SIGKILL) == 0 && kill(other, 0) != 0 ? 0 : -1);
  CASE("unshare users", unshare(CLONE_NEWUSER));
  CASE("unshare network", unshare(CLONE_NEWNET));
  CASE("unshare files", unshare(CLONE_NEWNS));
  CASE("clone with users", clone_with(CLONE_NEWUSER));
  CASE("clone with processes", clone_with(CLONE_NEWPID));
  CASE("clone3 with users", clone3_with(CLONE_NEWUSER));
  CASE("setns", setns(open_close("/proc/self/ns/user", O_RDONLY), 0));
  CASE("mount", mount("tmpfs", "/box", "tmpfs", 0, ""));
  CASE("bind mount", mount("/", "/box", "", MS_BIND | MS_REC, ""));
  CASE("remount", mount("", "/usr", "", MS_REMOUNT | MS_BIND, ""));
  CASE("umount", umount2("/proc", MNT_DETACH));
  CASE("pivot_root", syscall(SYS_pivot_root, ".", "."));
  CASE("chroot", escape_by_chroot());
  CASE("open_tree", syscall(428, AT_FDCWD, "/", 1));
  CASE("move_mount", syscall(429, AT_FDCWD, "/usr", AT_FDCWD, "/box", 0));
  CASE("fsopen", syscall(430, "tmpfs", 0));
  CASE("mount_setattr", syscall(442, AT_FDCWD, "/usr", 0, page, 32));
  CASE("name_to_handle_at", syscall(SYS_name_to_handle_at, AT_FDCWD, "/usr", page, &zero, 0));
  CASE("open_by_handle_at", syscall(SYS_open_by_handle_at, 0, page, 0));
  CASE("bpf", syscall(SYS_bpf, 0, page, 64));
  CASE("io_uring", syscall(425, 8, page));
  CASE("userfaultfd", syscall(SYS_userfaultfd, 1));
  CASE("keyctl", syscall(SYS_keyctl, 0, -3, 1));
  CASE("add_key", syscall(SYS_add_key, "user", "x", "y", 1, -3));
  CASE("perf_event_open", syscall(SYS_perf_event_open, page, 0, -1, -1, 0));
  CASE("init_module", syscall(SYS_init_module, page, 0, ""));
  CASE("kexec_load", syscall(SYS_kexec_load, 0, 0, 0, 0));
  CASE("syslog", syscall(SYS_syslog, 3, page, 4096));
  CASE("acct", syscall(SYS_acct, "/box/a"));
  CASE("swapon", syscall(SYS_swapon, "/box/a", 0));
  CASE("sethostname", sethostname("mine", 4));
  CASE("set the clock", syscall(SYS_clock_settime, 0, page));
  CASE("memfd_create", syscall(SYS_memfd_create, "x", 0));
  CASE("fanotify", syscall(SYS_fanotify_init, 0, 0));
  CASE("set priority of others", setpriority(PRIO_USER, 0, 19));
  CASE("set limits of others", limits_of(other));
  CASE("set affinity of others", affinity_of(other));
  CASE("a filter of its own", seccomp_again());
  CASE("hide from its keeper", prctl(PR_SET_DUMPABLE, 0));
  CASE("PR_SET_MM", prctl(35, 1, 0, 0, 0));
  CASE("personality", syscall(SYS_personality, 0x0400000));
  CASE("TIOCSTI", ioctl(0, 0x5412, "x"));
  CASE("setuid 0", setuid(0));
  CASE("setgid 0", setgid(0));
  CASE("setgroups", syscall(SYS_setgroups, 0, 0));
  CASE("capset", all_capabilities());
  CASE("capabilities left", any_capability());
  CASE("privileges to be had", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? -1 : 0);
  CASE("more processes", more_processes());
  CASE("block device", mknod("block", S_IFBLK | 0666, 8 << 8));
  CASE("character device", mknod("memory", S_IFCHR | 0666, (1 << 8) | 1));
  CASE("descriptors left open", inherited());
  CASE("core_pattern", write_to("/proc/sys/kernel/core_pattern"));
  CASE("sysrq", write_to("/proc/sysrq-trigger"));
  CASE("/sys", write_to("/sys/kernel/uevent_helper"));
  CASE("cgroups", mkdir("/sys/fs/cgroup/memory/mine", 0755));
  CASE("kernel memory", open_close("/dev/mem", O_RDWR));
  CASE("the disk", open_close("/dev/vda", O_RDONLY));
  CASE("a terminal", open_close("/dev/tty", O_RDWR));
  CASE("/dev/shm of the machine", open_close("/dev/shm/tandem-attack-marker", O_RDONLY));
  CASE("socket NETLINK", socket(AF_NETLINK, SOCK_RAW, 0));
  CASE("socket PACKET", socket(AF_PACKET, SOCK_RAW, 0));
  CASE("socket VSOCK", socket(40, SOCK_STREAM, 0));
  CASE("socket ALG", socket(38, SOCK_SEQPACKET, 0));
  CASE("socket BLUETOOTH", socket(31, SOCK_RAW, 0));
  CASE("socket XDP", socket(44, SOCK_RAW, 0));
  CASE("socket raw INET", socket(AF_INET, SOCK_RAW, 1));
  CASE("socket raw INET6", socket(AF_INET6, SOCK_RAW, 58));
#ifdef __x86_64__
  CASE("x32", syscall(0x40000000 | 39));
  if (!strcmp(what, "int 0x80")) {
    long answer;
    __asm__ volatile("int $0x80" : "=a"(answer) : "a"(20) : "memory");
    return answer;
  }
  CASE("iopl", syscall(SYS_iopl, 3));
  CASE("modify_ldt", syscall(SYS_modify_ldt, 0, page, 64));
#endif
  printf("no such attempt: %s\n", what);
  exit(2);
}

int main(int count, char **arguments) {
  // The first process of its namespace, or the one above it.
  pid_t other = count > 2 ? atoi(arguments[2]) : getppid();
  errno = 0;
  long answer = attempt(arguments[1], other);
  if (answer >= 0) printf("GOT THROUGH %ld\n", answer);
  else printf("refused %d\n", errno);
  return 0;
}
