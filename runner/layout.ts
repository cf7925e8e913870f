// How a run's files lie in `/box`: where the program is, what is compiled with it, and what the compiler may call what it
// makes. The program goes by its own path as long as its language's tool would take that.
import { languageOfPath } from "#protocol/languages";
import { foldersOf } from "#protocol/path";
import type { ExecuteBody, RunFile } from "#protocol/run";
import type { InstalledLanguage } from "#runner/installed";
import { type JavaNames, javaNames } from "#runner/java-names";
import { Refused } from "#runner/problem";
import type { SandboxFile } from "#runner/sandbox/sandbox";

export type Layout = {
  readonly files: SandboxFile[];
  /** The program and what is compiled with it. */
  readonly sources: string[];
  /** What words in braces stand for, see languages.ts. */
  readonly words: Readonly<Record<string, string>>;
};

type Asked = Pick<ExecuteBody, "code" | "path" | "files"> & { language: InstalledLanguage };

export function layoutOf({ language, code, path: wanted, files = [] }: Asked): Layout {
  const java = language.id === "java" ? javaNames(code) : undefined;
  const program = programPath(language, wanted, java);
  refuseBadPaths(program, files);
  return {
    files: [{ path: program, content: code }, ...files.map(sandboxFile)],
    sources: [program, ...besides(language, program, files)].map(asArgument),
    words: {
      program: asArgument(program),
      quoted: `./${program}`.replaceAll('"', '\\"'),
      output: freeName([program, ...files.map(({ path }) => path)]),
      class: java?.mainClass ?? "",
      root: sourceRoot(program, java?.inPackage),
    },
  };
}

function programPath(language: InstalledLanguage, wanted: string | undefined, java: JavaNames | undefined): string {
  const folder = wanted === undefined ? "" : folderOf(wanted);
  const own = java?.publicType === undefined ? language.file : `${java.publicType}.java`;
  const isFit =
    wanted !== undefined && fits(language, wanted) && (java?.publicType === undefined || wanted === folder + own);
  return isFit ? wanted : folder + own;
}

/** A name that tells nothing is fit for what takes any name. */
function fits({ id, extensions }: InstalledLanguage, path: string): boolean {
  if (extensions) return extensions.includes(extensionOf(path));
  const told = languageOfPath(path);
  return told === id || told === "plaintext";
}

/** The other files of its language that are compiled with the program. */
function besides({ extensions, together }: InstalledLanguage, program: string, files: readonly RunFile[]): string[] {
  if (!extensions || !together) return [];
  const { isProgram, below, except } = together;
  const home = folderOf(program);
  const near = files.filter(
    ({ path }) =>
      extensions.includes(extensionOf(path)) &&
      (below ? path.startsWith(home) : folderOf(path) === home) &&
      !except?.test(path),
  );
  const programs = near.filter(({ content }) => content !== undefined && isProgram.test(content));
  const elsewhere = programs.map(({ path }) => folderOf(path)).filter((folder) => folder !== home);
  return near.flatMap((file) =>
    programs.includes(file) || elsewhere.some((folder) => file.path.startsWith(folder)) ? [] : [file.path],
  );
}

/** A tool might take a name that begins with a sign, or has no extension, for a word of its own. */
const asArgument = (path: string): string => (/^[^\w.]|^[^.]*$/.test(path) ? `./${path}` : path);

/** In which folder a Java package begins, when its file lies as its name says. */
function sourceRoot(program: string, inPackage: string | undefined): string {
  const home = folderOf(program).slice(0, -1);
  if (home === "" || inPackage === undefined) return home || ".";
  const inside = inPackage.replaceAll(".", "/");
  if (home === inside) return ".";
  return home.endsWith(`/${inside}`) ? home.slice(0, -inside.length - 1) : ".";
}

/** Names that cannot all be there: the same twice, or one as a file and as a folder. */
function refuseBadPaths(program: string, files: readonly RunFile[]): void {
  const paths = new Set([program]);
  for (const { path } of files) {
    if (path === program) throw new Refused(422, `The program would be ${program}, and another file is called so`);
    if (paths.has(path)) throw new Refused(422, "Two files have the same path");
    paths.add(path);
  }
  const folders = new Set(files.flatMap(({ path, folder }) => (folder ? [path] : [])));
  for (const path of paths)
    if (foldersOf(path).some((folder) => paths.has(folder) && !folders.has(folder)))
      throw new Refused(422, "The path of one file is a folder of another");
}

function sandboxFile({ path, content, base64, folder }: RunFile): SandboxFile {
  if (folder) return { path: `${path}/`, content: "" };
  return { path, content: content ?? Buffer.from(base64 ?? "", "base64") };
}

/** A name at the top that no file or folder has. */
function freeName(paths: readonly string[]): string {
  const taken = new Set(paths.map((path) => path.split("/", 1)[0]));
  let name = "main";
  while (taken.has(name)) name += "_";
  return name;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
const extensionOf = (path: string): string => /\.([^./]+)$/.exec(path)?.[1] ?? "";
