// The languages a room can be set to. `id` is the wire's name and Monaco's.

export type Language = { readonly id: string; readonly name: string; readonly extension: string };

export const languages = [
  { id: "python", name: "Python", extension: "py" },
  { id: "javascript", name: "JavaScript", extension: "js" },
  { id: "typescript", name: "TypeScript", extension: "ts" },
  { id: "java", name: "Java", extension: "java" },
  { id: "c", name: "C", extension: "c" },
  { id: "cpp", name: "C++", extension: "cpp" },
  { id: "csharp", name: "C#", extension: "cs" },
  { id: "go", name: "Go", extension: "go" },
  { id: "rust", name: "Rust", extension: "rs" },
  { id: "ruby", name: "Ruby", extension: "rb" },
  { id: "php", name: "PHP", extension: "php" },
  { id: "kotlin", name: "Kotlin", extension: "kt" },
  { id: "swift", name: "Swift", extension: "swift" },
  { id: "scala", name: "Scala", extension: "scala" },
  { id: "lua", name: "Lua", extension: "lua" },
  { id: "perl", name: "Perl", extension: "pl" },
  { id: "r", name: "R", extension: "r" },
  { id: "shell", name: "Bash", extension: "sh" },
  { id: "sql", name: "SQL", extension: "sql" },
  { id: "html", name: "HTML", extension: "html" },
  { id: "css", name: "CSS", extension: "css" },
  { id: "json", name: "JSON", extension: "json" },
  { id: "yaml", name: "YAML", extension: "yaml" },
  { id: "markdown", name: "Markdown", extension: "md" },
  { id: "plaintext", name: "Plain text", extension: "txt" },
] as const satisfies readonly Language[];

export type LanguageId = (typeof languages)[number]["id"];

export const languageIds = languages.map((language) => language.id) as [LanguageId, ...LanguageId[]];

export const DEFAULT_LANGUAGE: LanguageId = "python";

// Names that clients of earlier systems send.
const aliases: Readonly<Record<string, LanguageId>> = {
  py: "python",
  python3: "python",
  js: "javascript",
  node: "javascript",
  ts: "typescript",
  "c++": "cpp",
  "c#": "csharp",
  golang: "go",
  bash: "shell",
  sh: "shell",
  text: "plaintext",
  plain: "plaintext",
  md: "markdown",
};

/** The id behind a name or an alias of it; undefined when no such language is known. */
export function languageId(name: string): LanguageId | undefined {
  const key = name.toLowerCase();
  return languageIds.find((id) => id === key) ?? (Object.hasOwn(aliases, key) ? aliases[key] : undefined);
}

// Files that have another extension than their language's own, or none.
const byExtension: Readonly<Record<string, LanguageId>> = {
  pyi: "python",
  pyw: "python",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascript",
  mts: "typescript",
  cts: "typescript",
  tsx: "typescript",
  h: "c",
  cc: "cpp",
  cxx: "cpp",
  hpp: "cpp",
  hh: "cpp",
  hxx: "cpp",
  kts: "kotlin",
  sc: "scala",
  pm: "perl",
  bash: "shell",
  zsh: "shell",
  htm: "html",
  vue: "html",
  svelte: "html",
  scss: "css",
  less: "css",
  jsonc: "json",
  json5: "json",
  webmanifest: "json",
  yml: "yaml",
  markdown: "markdown",
  mdx: "markdown",
};

/** The language that a file's name tells; plain text when it tells none. */
export function languageOfPath(path: string): LanguageId {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return "plaintext";
  const own = languages.find((language) => language.extension === extension);
  return own?.id ?? (Object.hasOwn(byExtension, extension) ? (byExtension[extension] ?? "plaintext") : "plaintext");
}

/** What a room's main file is called that was given no other name. */
export function mainPath(id: LanguageId): string {
  const language = languages.find((one) => one.id === id);
  return `main.${language?.extension ?? "txt"}`;
}
