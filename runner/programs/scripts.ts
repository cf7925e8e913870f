import type { Programs } from "#runner/programs/program";

export const scripts: Readonly<Record<string, Programs>> = {
  python: {
    greets: `import sys
name = input()
print(f"Hallo, {name} 😀: {sum(int(line) for line in sys.stdin)}")`,
    isBroken: { code: "def f(:\n  pass", exitCode: 1, says: /SyntaxError/ },
    throws: {
      code: "def f():\n  return {}['Schlüssel']\nf()",
      exitCode: 1,
      says: /line 2, in f[^]*KeyError: 'Schlüssel'/,
    },
    exits3: "raise SystemExit(3)",
    isKilled: "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    burns: `import time
block = bytearray(100_000_000)
for i in range(0, len(block), 4096): block[i] = 1
while time.process_time() < 0.5: pass`,
  },
  javascript: {
    greets: `const [name, ...numbers] = require("fs").readFileSync(0, "utf8").trim().split("\\n");
console.log(\`Hallo, \${name} 😀: \${numbers.map(Number).reduce((a, b) => a + b, 0)}\`);`,
    isBroken: { code: "function f( {", exitCode: 1, says: /SyntaxError/ },
    throws: {
      code: "function f() { throw new Error('größer'); }\nf();",
      exitCode: 1,
      says: /Error: größer\n.*at f \(.*main\.js:1/,
    },
    exits3: "process.exitCode = 3;",
    isKilled: "process.kill(process.pid, 'SIGKILL'); for (;;);",
    burns: `const block = Buffer.alloc(100_000_000, 1);
const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
while (used() < 500_000) block[0]++;`,
  },
  typescript: {
    greets: `import { readFileSync } from "node:fs";
enum Emoji { Grin = "😀" }
const [name, ...numbers]: string[] = readFileSync(0, "utf8").trim().split("\\n");
const sum: number = numbers.map(Number).reduce((a: number, b: number) => a + b, 0);
console.log(\`Hallo, \${name} \${Emoji.Grin}: \${sum}\`);`,
    isBroken: { code: "const x: = 3;", exitCode: 1, says: /SyntaxError/ },
    throws: {
      code: "interface A { b: number }\nfunction f(a: A): never { throw new TypeError(`größer ${a.b}`); }\nf({ b: 1 });",
      exitCode: 1,
      says: /TypeError: größer 1\n.*at f \(.*main\.ts:2/,
    },
    exits3: "process.exit(3 as number);",
    isKilled: "process.kill(process.pid, 'SIGKILL' as const); for (;;);",
  },
  ruby: {
    greets: `name = gets.chomp
puts "Hallo, #{name} 😀: #{$stdin.each_line.sum(&:to_i)}"`,
    isBroken: { code: "def f(\nend end", exitCode: 1, says: /syntax error/ },
    throws: {
      code: "def f\n  raise ArgumentError, 'größer'\nend\nf",
      exitCode: 1,
      says: /main\.rb:2:in `f': größer \(ArgumentError\)/,
    },
    exits3: "exit 3",
    isKilled: "Process.kill(:KILL, $$); sleep",
    burns: `block = "x" * 100_000_000
nil while Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) < 0.5`,
  },
  php: {
    greets: `<?php
$name = trim(fgets(STDIN));
$sum = 0;
while (($line = fgets(STDIN)) !== false) $sum += (int) $line;
echo "Hallo, $name 😀: $sum\\n";`,
    isBroken: { code: "<?php function f( {", exitCode: 255, says: /Parse error/ },
    throws: {
      code: "<?php\nfunction f() { throw new Exception('größer'); }\nf();",
      exitCode: 255,
      says: /Uncaught Exception: größer in .*main\.php:2/,
    },
    exits3: "<?php exit(3);",
    isKilled: "<?php shell_exec('kill -9 ' . getmypid()); sleep(9);",
    burns: `<?php
$block = str_repeat("x", 100000000);
function used() { $u = getrusage(); return $u["ru_utime.tv_sec"] + $u["ru_utime.tv_usec"] / 1e6 + $u["ru_stime.tv_sec"] + $u["ru_stime.tv_usec"] / 1e6; }
while (used() < 0.5);`,
  },
  lua: {
    greets: `local name, sum = io.read(), 0
for line in io.lines() do sum = sum + tonumber(line) end
print("Hallo, " .. name .. " 😀: " .. sum)`,
    isBroken: { code: "function f( end", exitCode: 1, says: /lua5\.4: main\.lua:1: .*expected/ },
    throws: { code: "local function f()\n  error('größer')\nend\nf()", exitCode: 1, says: /main\.lua:2: größer/ },
    exits3: "os.exit(3)",
    isKilled: "local p = io.open('/proc/self/stat'):read('n'); os.execute('kill -9 ' .. p)",
    burns: `local block = string.rep(string.rep("x", 10000), 10000)
while os.clock() < 0.5 do end`,
  },
  perl: {
    greets: `my $name = <STDIN>; chomp $name; my $sum = 0;
$sum += $_ while <STDIN>;
print "Hallo, $name 😀: $sum\\n";`,
    isBroken: { code: "use strict; sub f { my $x = ; }", exitCode: 255, says: /syntax error/ },
    throws: { code: "sub f {\n  die 'größer';\n}\nf();", exitCode: 255, says: /größer at main\.pl line 2/ },
    exits3: "exit 3;",
    isKilled: "kill 'KILL', $$; sleep;",
    burns: `my $block = "x" x 1; $block x= 100_000_000;
while (1) { my ($user, $system) = times; last if $user + $system >= 0.5 }`,
  },
  shell: {
    greets: `read -r name
sum=0
while read -r number; do ((sum += number)); done
echo "Hallo, $name 😀: $sum"`,
    isBroken: { code: "if true; then", exitCode: 2, says: /syntax error/ },
    throws: {
      code: "set -e\nf() { cat /nothing/here; }\nf\necho never",
      exitCode: 1,
      says: /No such file or directory/,
    },
    exits3: "exit 3",
    isKilled: "kill -KILL $$",
  },
  sql: {
    greets: `create table line(text);
.mode list
.import /dev/stdin line
select 'Hallo, ' || (select text from line where rowid = 1) || ' 😀: ' || (select sum(text) from line where rowid > 1);`,
    isBroken: { code: "selekt 1;", exitCode: 1, says: /syntax error/ },
    throws: {
      code: "create table t(x integer not null);\ninsert into t values (null);\nselect 'never';",
      exitCode: 1,
      says: /NOT NULL constraint failed: t\.x/,
    },
    exits3: ".exit 3",
    isKilled: ".system kill -9 $PPID",
  },
};
