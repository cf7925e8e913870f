import type { Programs } from "#runner/programs/program";

export const compiled: Readonly<Record<string, Programs>> = {
  c: {
    greets: `#include <stdio.h>
#include <string.h>
int main(void) {
  char name[100]; long sum = 0, number;
  fgets(name, sizeof name, stdin); name[strcspn(name, "\\n")] = 0;
  while (scanf("%ld", &number) == 1) sum += number;
  printf("Hallo, %s 😀: %ld\\n", name, sum);
}`,
    isBroken: { code: "int main(void) { return größe; }", exitCode: null, says: /main\.c:1:\d+: error: .*größe/ },
    throws: {
      code: '#include <stdlib.h>\n#include <stdio.h>\nint main(void) { fputs("größer\\n", stderr); return EXIT_FAILURE; }',
      exitCode: 1,
      says: /größer/,
    },
    exits3: "int main(void) { return 3; }",
    isKilled: "#include <signal.h>\nint main(void) { raise(SIGKILL); for (;;); }",
    burns: `#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void) {
  volatile char *block = malloc(100000000);
  memset((char *)block, 1, 100000000);
  while (clock() < CLOCKS_PER_SEC / 2) block[0]++;
}`,
  },
  cpp: {
    greets: `#include <bits/stdc++.h>
int main() {
  std::string name; std::getline(std::cin, name);
  std::istream_iterator<long> begin(std::cin), end;
  std::cout << "Hallo, " << name << " 😀: " << std::accumulate(begin, end, 0L) << std::endl;
}`,
    isBroken: {
      code: '#include <string>\nint main() { std::string s = 3.5f + "x"; }',
      exitCode: null,
      says: /main\.cpp:2:\d+: error/,
    },
    throws: {
      code: '#include <stdexcept>\nint main() { throw std::runtime_error("größer"); }',
      exitCode: null,
      says: /terminate called .*\n.*größer/,
    },
    exits3: "#include <cstdlib>\nint main() { std::exit(3); }",
    isKilled: "#include <csignal>\nint main() { std::raise(SIGKILL); for (;;); }",
    burns: `#include <ctime>
#include <vector>
int main() {
  std::vector<char> block(100000000, 1);
  volatile char *at = block.data();
  while (clock() < CLOCKS_PER_SEC / 2) at[0] = 2;
}`,
  },
  java: {
    greets: `import java.util.*;
public class Greeter {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    String name = in.nextLine();
    long sum = 0;
    while (in.hasNextLong()) sum += in.nextLong();
    System.out.println("Hallo, " + name + " 😀: " + sum);
  }
}`,
    isBroken: { code: 'class Main { int x = "y"; }', exitCode: null, says: /Main\.java:1: error: incompatible types/ },
    throws: {
      code: 'class Main {\n  static void f() { throw new IllegalStateException("größer"); }\n  public static void main(String[] a) { f(); }\n}',
      exitCode: 1,
      says: /IllegalStateException: größer\n\s+at Main\.f\(Main\.java:2\)/,
    },
    exits3: "class Main { public static void main(String[] a) { System.exit(3); } }",
    isKilled:
      'class Main { public static void main(String[] a) throws Exception {\n  new ProcessBuilder("sh", "-c", "kill -9 " + ProcessHandle.current().pid()).start(); Thread.sleep(9000); } }',
    burns: `class Main { public static void main(String[] a) {
  byte[] block = new byte[100_000_000];
  java.util.Arrays.fill(block, (byte) 1);
  var clock = java.lang.management.ManagementFactory.getThreadMXBean();
  while (clock.getCurrentThreadCpuTime() < 500_000_000) block[0]++;
} }`,
  },
  go: {
    greets: `package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	name, _ := in.ReadString('\\n')
	sum, number := 0, 0
	for {
		if _, err := fmt.Fscan(in, &number); err != nil {
			break
		}
		sum += number
	}
	fmt.Printf("Hallo, %s 😀: %d\\n", name[:len(name)-1], sum)
}`,
    isBroken: { code: 'package main\n\nfunc main() { x := "y" }', exitCode: null, says: /main\.go:3:\d+: x declared/ },
    throws: {
      code: 'package main\n\nfunc f() { panic("größer") }\n\nfunc main() { f() }',
      exitCode: 2,
      says: /panic: größer[^]*main\.f/,
    },
    exits3: 'package main\n\nimport "os"\n\nfunc main() { os.Exit(3) }',
    isKilled:
      'package main\n\nimport "syscall"\n\nfunc main() { syscall.Kill(syscall.Getpid(), syscall.SIGKILL); select {} }',
    burns: `package main

import "syscall"

func used() int64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}

func main() {
	block := make([]byte, 100000000)
	for i := range block {
		block[i] = 1
	}
	for used() < 500000000 {
		block[0]++
	}
}`,
  },
  rust: {
    greets: `use std::io::{self, BufRead};
fn main() {
    let mut lines = io::stdin().lock().lines().map(|line| line.unwrap());
    let name = lines.next().unwrap();
    let sum: i64 = lines.map(|line| line.trim().parse::<i64>().unwrap()).sum();
    println!("Hallo, {} 😀: {}", name, sum);
}`,
    isBroken: {
      code: 'fn main() { let x: i32 = "y"; }',
      exitCode: null,
      says: /error\[E0308\]: mismatched types[^]*main\.rs:1/,
    },
    throws: { code: 'fn f() { panic!("größer"); }\nfn main() { f(); }', exitCode: 101, says: /panicked at .*größer/s },
    exits3: "fn main() { std::process::exit(3); }",
    isKilled:
      'fn main() { let pid = std::process::id().to_string(); std::process::Command::new("kill").args(["-9", &pid]).status().unwrap(); loop {} }',
    burns: `extern "C" { fn clock() -> i64; }
fn main() {
    let mut block = vec![1u8; 100_000_000];
    while unsafe { clock() } < 500_000 { unsafe { std::ptr::write_volatile(&mut block[0], 2) } }
}`,
  },
};
