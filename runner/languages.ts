// The languages that can run, as data. Whether one does on this machine is found out in the sandbox (installed.ts).
//
// In argv and env stand for themselves, but for what layout.ts tells: {program}, its path · {quoted}, the same between
// double quotes · {sources}, it and what is compiled with it · {output}, a name that no file has · {class}, the class that
// has Java's main · {root}, the folder that its packages begin in; and what places.ts tells: {heapMb}, what a runtime may
// take for its heap · {hooks} and {node}, where our own files are in the sandbox · {headers}, where precompiled headers are.
import type { LanguageId } from "#protocol/languages";

export type RunnerLanguageId = Extract<
  LanguageId,
  | "python"
  | "javascript"
  | "typescript"
  | "c"
  | "cpp"
  | "java"
  | "go"
  | "rust"
  | "ruby"
  | "php"
  | "lua"
  | "perl"
  | "shell"
  | "sql"
>;

/** Those in the program's folder, and perhaps in those below it, unless they are programs of their own. */
type Together = { readonly isProgram: RegExp; readonly below: boolean; readonly except?: RegExp };

type Command = { readonly argv: readonly string[]; readonly env?: Readonly<Record<string, string>> };

type Extra = { readonly env?: Readonly<Record<string, string>> };

export type RunnableLanguage = {
  readonly name: string;
  /** What the program is called when nobody says, or says what is of another language; Java's by the code itself. */
  readonly file: string;
  /** How the names of its files end, where the tool goes by that; absent: it takes any. */
  readonly extensions?: readonly string[];
  /** Its other files that are compiled with the program; absent: the compiler finds what the program names. */
  readonly together?: Together;
  /** Leaves what `run` needs in `/box`. */
  readonly compile?: Command;
  readonly run: Command;
  /** What a run with people typing into it has besides, so that a prompt is seen before its answer is read. */
  readonly interactive?: Extra;
  /** What a run has besides that is started before its code is there; absent: it cannot be. */
  readonly prestart?: Extra;
  /** The limits' defaults and what one asks for are stretched by so much: what the runtime takes for itself. */
  readonly timeFactor?: number;
  readonly memoryFactor?: number;
  readonly boundAddressSpace: boolean;
  /** On the last lines of stderr, when the runtime gave up before the sandbox did. */
  readonly outOfMemory?: RegExp;
  /** Each must succeed; the first tells the version. */
  readonly probes: readonly (readonly string[])[];
  /** The package of Debian that brings it. */
  readonly debianPackage: string;
};

const unbufferedStdio = {
  env: { LD_PRELOAD: "/usr/libexec/coreutils/libstdbuf.so", _STDBUF_O: "0" },
} satisfies Extra;

/** Where `#include "x.h"` looks besides the folder of the file that says it. */
const quotes = ["-iquote.", "-iquoteinclude"];
const cMain = /^(?:\w+[ \t*]+){0,4}main\s*\(/m;

// A file without package.json is CommonJS or a module by what it says; Node need not wonder aloud.
const node = [
  "{node}",
  "--max-old-space-size={heapMb}",
  "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
  "--require={hooks}/node/start.cjs",
];
const types = ["--experimental-transform-types", "--disable-warning=ExperimentalWarning"];
const jvm = ["-Xmx{heapMb}m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Dfile.encoding=UTF-8"];

export const runnableLanguages: Readonly<Record<RunnerLanguageId, RunnableLanguage>> = {
  python: {
    name: "Python",
    file: "main.py",
    run: { argv: ["/usr/bin/python3", "{program}"], env: { PYTHONDONTWRITEBYTECODE: "1" } },
    interactive: { env: { PYTHONUNBUFFERED: "1" } },
    prestart: { env: { PYTHONPATH: "{hooks}/python" } },
    boundAddressSpace: true,
    outOfMemory: /^MemoryError/m,
    probes: [["/usr/bin/python3", "--version"]],
    debianPackage: "python3",
  },
  javascript: {
    name: "JavaScript",
    file: "main.js",
    extensions: ["js", "mjs", "cjs"],
    run: { argv: [...node, "{program}"] },
    prestart: {},
    boundAddressSpace: false,
    outOfMemory: /JavaScript heap out of memory/,
    probes: [["{node}", "--version"]],
    debianPackage: "nodejs",
  },
  typescript: {
    name: "TypeScript",
    file: "main.ts",
    extensions: ["ts", "mts", "cts"],
    run: { argv: [...node, ...types, "{program}"] },
    prestart: {},
    boundAddressSpace: false,
    outOfMemory: /JavaScript heap out of memory/,
    probes: [["{node}", ...types, "--version"]],
    debianPackage: "nodejs",
  },
  c: {
    name: "C",
    file: "main.c",
    extensions: ["c"],
    together: { isProgram: cMain, below: true },
    compile: {
      argv: ["/usr/bin/gcc", "-std=gnu17", "-O2", "-Wall", ...quotes, "-o", "{output}", "{sources}", "-lm", "-pthread"],
    },
    run: { argv: ["./{output}"] },
    interactive: unbufferedStdio,
    boundAddressSpace: true,
    probes: [["/usr/bin/gcc", "--version"]],
    debianPackage: "gcc libc6-dev",
  },
  cpp: {
    name: "C++",
    file: "main.cpp",
    extensions: ["cpp", "cc", "cxx"],
    together: { isProgram: cMain, below: true },
    compile: {
      argv: [
        "/usr/bin/g++",
        "-std=gnu++20",
        "-O2",
        "-Wall",
        "-I{headers}",
        ...quotes,
        "-o",
        "{output}",
        "{sources}",
        "-pthread",
      ],
    },
    run: { argv: ["./{output}"] },
    interactive: unbufferedStdio,
    boundAddressSpace: true,
    outOfMemory: /std::bad_alloc/,
    probes: [["/usr/bin/g++", "--version"]],
    debianPackage: "g++",
  },
  java: {
    name: "Java",
    file: "Main.java",
    extensions: ["java"],
    together: { isProgram: /\bstatic\s+(?:final\s+)?void\s+main\s*\(/, below: true },
    compile: {
      argv: [
        "/usr/bin/javac",
        "-J-Xmx512m",
        "-J-XX:TieredStopAtLevel=1",
        "-encoding",
        "UTF-8",
        "-d",
        ".",
        "-sourcepath",
        "{root}",
        "{sources}",
      ],
    },
    run: { argv: ["/usr/bin/java", ...jvm, "-cp", ".:{root}", "{class}"] },
    timeFactor: 2,
    memoryFactor: 2,
    boundAddressSpace: false,
    outOfMemory: /java\.lang\.OutOfMemoryError/,
    probes: [
      ["/usr/bin/javac", "-J-XX:TieredStopAtLevel=1", "-version"],
      ["/usr/bin/java", "-version"],
    ],
    debianPackage: "openjdk-17-jdk-headless",
  },
  go: {
    name: "Go",
    file: "main.go",
    extensions: ["go"],
    together: { isProgram: /^func[ \t]+main[ \t]*\(/m, below: false, except: /_test\.go$/ },
    // "auto": packages are found through go.mod where the project has one, and there is no network for others.
    compile: {
      argv: ["/usr/bin/go", "build", "-buildvcs=false", "-o", "{output}", "{sources}"],
      env: {
        GOCACHE: "/tmp/go-build",
        GOPATH: "/tmp/go",
        GO111MODULE: "auto",
        GOPROXY: "off",
        CGO_ENABLED: "0",
        GOTELEMETRY: "off",
      },
    },
    run: { argv: ["./{output}"], env: { GOMEMLIMIT: "{heapMb}MiB" } },
    memoryFactor: 2,
    boundAddressSpace: false,
    outOfMemory: /^fatal error: (runtime: )?out of memory/m,
    probes: [["/usr/bin/go", "version"]],
    debianPackage: "golang-go",
  },
  rust: {
    name: "Rust",
    file: "main.rs",
    extensions: ["rs"],
    compile: { argv: ["/usr/bin/rustc", "--edition=2021", "-Copt-level=2", "-o", "{output}", "{program}"] },
    run: { argv: ["./{output}"] },
    boundAddressSpace: true,
    outOfMemory: /^memory allocation of \d+ bytes failed/m,
    probes: [["/usr/bin/rustc", "--version"]],
    debianPackage: "rustc",
  },
  ruby: {
    name: "Ruby",
    file: "main.rb",
    run: { argv: ["/usr/bin/ruby", "{program}"] },
    interactive: { env: { RUBYOPT: "-r{hooks}/ruby/sync.rb" } },
    boundAddressSpace: true,
    outOfMemory: /failed to allocate memory \(NoMemoryError\)/,
    probes: [["/usr/bin/ruby", "--version"]],
    debianPackage: "ruby",
  },
  php: {
    name: "PHP",
    file: "main.php",
    run: {
      argv: [
        "/usr/bin/php",
        "-d",
        "display_errors=stderr",
        "-d",
        "log_errors=0",
        "-d",
        "memory_limit={heapMb}M",
        "-f",
        "{program}",
      ],
    },
    boundAddressSpace: true,
    outOfMemory: /Allowed memory size of \d+ bytes exhausted/,
    probes: [["/usr/bin/php", "--version"]],
    debianPackage: "php-cli",
  },
  lua: {
    name: "Lua",
    file: "main.lua",
    run: { argv: ["/usr/bin/lua5.4", "{program}"] },
    interactive: unbufferedStdio,
    boundAddressSpace: true,
    outOfMemory: /^lua5\.4: not enough memory/m,
    probes: [["/usr/bin/lua5.4", "-v"]],
    debianPackage: "lua5.4",
  },
  perl: {
    name: "Perl",
    file: "main.pl",
    run: { argv: ["/usr/bin/perl", "{program}"] },
    interactive: { env: { PERL5OPT: "-I{hooks}/perl -MUnbuffered" } },
    boundAddressSpace: true,
    outOfMemory: /^Out of memory/m,
    probes: [["/usr/bin/perl", "-e", 'print "$^V\\n"']],
    debianPackage: "perl",
  },
  shell: {
    name: "Bash",
    file: "main.sh",
    run: { argv: ["/usr/bin/bash", "{program}"] },
    boundAddressSpace: true,
    probes: [["/usr/bin/bash", "--version"]],
    debianPackage: "bash",
  },
  sql: {
    name: "SQL (SQLite)",
    file: "main.sql",
    run: { argv: ["/usr/bin/sqlite3", "-bail", ":memory:", '.read "{quoted}"'] },
    interactive: unbufferedStdio,
    boundAddressSpace: true,
    outOfMemory: /out of memory/,
    probes: [["/usr/bin/sqlite3", "--version"]],
    debianPackage: "sqlite3",
  },
};

export function isRunnable(id: string): id is RunnerLanguageId {
  return Object.hasOwn(runnableLanguages, id);
}
