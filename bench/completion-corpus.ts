// Real code to complete: the project's own, and what lies on the machine anyway. It is read in place and never copied; what
// is not there is left out, and said. Half of the files teach the calibration, the other half judges it.
import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { LanguageId } from "#protocol/languages";

export type Sample = { language: LanguageId; path: string; content: string };
export type Corpus = { name: string; samples: Sample[]; missing?: string };
export type Half = "fitted" | "held out";

const root = join(import.meta.dirname, "..");
const LENGTH_MAX = 150_000;
const FILES_MAX = 260;
const left = new Set([
  "node_modules",
  "dist",
  "test",
  "tests",
  "idlelib",
  "pydoc_data",
  "encodings",
  "testdata",
  "vendor",
]);
const ownRooms =
  "protocol,collab,party,worker,web,db,execution,runner,local,test,bench,client,completion,operation".split(",");

export function corpora(): Corpus[] {
  return [
    {
      name: "own sources",
      samples: [
        ...ownRooms.flatMap((room) => under(join(root, room), /(?<!configuration\.d)\.tsx?$/, "typescript")),
        ...under(join(root, "examples"), /\.py$/, "python"),
        ...under(join(root, "examples"), /\.js$/, "javascript"),
        ...programs(),
      ],
    },
    traces(),
    packages("TypeScript of packages", "typescript", /(?<!\.d)\.ts$/, [
      "zod/src",
      "dompurify/src",
      "@xterm/xterm/src",
      "ajv/lib",
    ]),
    packages("JavaScript of packages", "javascript", /(?<!\.min)\.js$/, [
      "preact",
      "undici/lib",
      "css-select",
      "ws/lib",
      "postcss/lib",
      "semver",
      "@babel/core/lib",
      "picomatch/lib",
      "source-map/lib",
    ]),
    system("Python's library", "python", /\.py$/, [
      "/usr/lib/python3.11",
      "/usr/lib/python3.12",
      "/usr/lib/python3.13",
    ]),
    system("Go's library", "go", /(?<!_test)\.go$/, ["/usr/share/go-1.19/src/net", "/usr/share/go-1.24/src/net"]),
    system("Perl's library", "perl", /\.pm$/, ["/usr/share/perl/5.36.0", "/usr/share/perl/5.40.0"]),
    system("C headers", "c", /\.h$/, ["/usr/include/linux"]),
  ];
}

/** By its path alone, so that a file stays in its half whatever else comes or goes. */
export function halfOf({ path }: Sample): Half {
  return createHash("sha256").update(path).digest()[0]! % 2 === 0 ? "fitted" : "held out";
}

function packages(name: string, language: LanguageId, pattern: RegExp, folders: readonly string[]): Corpus {
  const samples = folders.flatMap((folder) => under(join(root, "node_modules", folder), pattern, language, true));
  return { name, samples, ...(samples.length === 0 && { missing: "no package has any" }) };
}

function system(name: string, language: LanguageId, pattern: RegExp, folders: readonly string[]): Corpus {
  const samples = folders.flatMap((folder) => under(folder, pattern, language));
  return { name, samples, ...(samples.length === 0 && { missing: `not in ${folders.join(", ")}` }) };
}

function under(folder: string, pattern: RegExp, language: LanguageId, inPackages = false): Sample[] {
  const paths: string[] = [];
  const walk = (path: string, depth: number): void => {
    for (const entry of entriesOf(path)) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) {
        if (depth < 5 && !entry.name.startsWith(".") && (!left.has(entry.name) || folder.startsWith(root))) {
          if (entry.name !== "node_modules" && entry.name !== "dist") walk(child, depth + 1);
        }
      } else if (entry.isFile() && pattern.test(entry.name)) paths.push(child);
    }
  };
  walk(folder, 0);
  // Spread over the whole folder, where there are too many.
  const chosen = paths
    .toSorted()
    .filter((_, i) => paths.length <= FILES_MAX || i % Math.ceil(paths.length / FILES_MAX) === 0);
  return chosen
    .filter((path) => statSync(path).size <= LENGTH_MAX)
    .map((path) => ({
      language,
      path: relative(inPackages ? join(root, "node_modules") : root, path),
      content: textOf(path),
    }))
    .filter(({ content }) => content.length > 200 && content.isWellFormed() && longestLine(content) < 500);
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

// The programs that the runner's tests run, in many languages, stand as strings between backticks.
function programs(): Sample[] {
  const names: Record<string, LanguageId> = {
    python: "python",
    javascript: "javascript",
    ruby: "ruby",
    java: "java",
    cpp: "cpp",
    rust: "rust",
  };
  return under(join(root, "runner/programs"), /^(?:scripts|compiled)\.ts$/, "typescript").flatMap(
    ({ path, content }) => {
      const found = [...content.matchAll(/language: "(\w+)"[\s\S]*?`([\s\S]*?)(?<!\\)`/g)];
      return found.flatMap(([, name, program], i) => {
        const language = names[name!];
        return language && program!.length > 120 ? [{ language, path: `${path}#${i}`, content: program! }] : [];
      });
    },
  );
}

function traces(): Corpus {
  const folder = resolve(process.env["TRACES_DIR"] ?? join(root, "../shared/traces"));
  const languages: Record<string, LanguageId> = { sveltecomponent: "typescript", "seph-blog1": "markdown" };
  const samples = entriesOf(folder)
    .filter(({ name }) => name.endsWith(".json.gz"))
    .map(({ name }): Sample => {
      const trace = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()) as { endContent: string };
      const stem = name.replace(".json.gz", "");
      return { language: languages[stem] ?? "plaintext", path: `traces/${stem}`, content: trace.endContent };
    });
  return { name: "end texts of the traces", samples, ...(samples.length === 0 && { missing: "not in TRACES_DIR" }) };
}

const textOf = (path: string): string => readFileSync(path, "utf8").replace(/\r\n?/g, "\n");

function longestLine(text: string): number {
  return text.split("\n").reduce((longest, line) => Math.max(longest, line.length), 0);
}
