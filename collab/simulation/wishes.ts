// What somebody wants of the files, as data: files by fractions of those that the wisher knows.
import type { Ledger } from "#collab/simulation/ledger";
import type { Random } from "#collab/simulation/random";
import type { LanguageId } from "#protocol/languages";
import type { FileEntry, FileWish } from "#protocol/project";

/** Without `file` it is a new one. `text`: a pattern of fresh characters. */
export type Wish = {
  file?: number;
  path?: string;
  kind?: "folder";
  text?: string;
  deleted?: boolean;
  language?: LanguageId | null;
  eol?: "lf" | "crlf";
};

/** Few, so that they meet; and some are the folders of others. */
const paths = ["a.py", "b.js", "lib", "lib/a.py", "lib/b/c.py", "x", "x/y", "main.py"] as const;

export function wishesOf(random: Random): Wish[] {
  return Array.from({ length: random.chance(0.25) ? 2 + random.int(2) : 1 }, () => wishOf(random));
}

function wishOf(random: Random): Wish {
  const path = random.pick(paths);
  const file = random.fraction();
  switch (random.weighted({ create: 6, folder: 1, rename: 3, delete: 3, restore: 3, language: 1, eol: 1 })) {
    case "create":
      return { path, ...(random.chance(0.8) && { text: random.pick(["b", "bbab", "bnb", "bbbbbb"]) }) };
    case "folder":
      return { path, kind: "folder" };
    case "rename":
      return { file, path };
    case "delete":
      return { file, deleted: true };
    case "restore":
      return { file, deleted: false };
    case "language":
      return { file, language: random.pick(["go", "rust", null]) };
    case "eol":
      return { file, eol: random.pick(["lf", "crlf"]) };
  }
}

/** With real numbers and texts. Until it is told, nobody knows whether what a new file begins with got there. */
export function realWishes(
  wishes: readonly Wish[],
  known: readonly FileEntry[],
  ledger: Ledger,
  who: string,
): FileWish[] {
  return wishes.flatMap(({ file, text: pattern, ...wish }): FileWish[] => {
    if (file !== undefined) {
      const those = known.filter(({ deleted = false }) => wish.deleted !== deleted);
      const found = those[Math.floor(file * those.length)];
      return found ? [{ ...wish, file: found.file }] : [];
    }
    if (pattern === undefined) return [wish];
    const text = ledger.fresh(pattern);
    ledger.typed(who, text);
    ledger.mayBeMissing(text);
    return [{ ...wish, text }];
  });
}
