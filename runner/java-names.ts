// What Java wants to be told by name: the file after its public type, and the class that has `main`. People paste a class
// of any name; the compiler would refuse it in Main.java.

/** Longer names would not fit a file's. */
const NAME_LENGTH_MAX = 100;

/** `publicType` is undefined when any file name will do. */
export type JavaNames = { publicType: string | undefined; mainClass: string; inPackage: string | undefined };

export function javaNames(source: string): JavaNames {
  const code = withoutCommentsAndTexts(source);
  const mainAt = code.search(/\bstatic\s+(?:final\s+)?void\s+main\s*\(/);
  const types = outerTypes(code);
  const publicType = types.find(({ isPublic }) => isPublic)?.name;
  const mainName = types.findLast(({ at }) => at < mainAt)?.name ?? publicType ?? "Main";
  const inPackage = /^\s*package\s+([\w.]+)\s*;/.exec(code)?.[1];
  return { publicType, mainClass: inPackage === undefined ? mainName : `${inPackage}.${mainName}`, inPackage };
}

type OuterType = { name: string; at: number; isPublic: boolean };

const declaration =
  /\b(?<modifiers>(?:(?:public|abstract|final|sealed|strictfp)\s+)*)(?:class|enum|interface|record)\s+(?<name>[\p{L}_$][\p{L}\p{N}_$]*)|[{}]/gu;

function outerTypes(code: string): OuterType[] {
  const types: OuterType[] = [];
  let depth = 0;
  for (const { 0: found, groups, index: at } of code.matchAll(declaration)) {
    if (found === "{") depth++;
    else if (found === "}") depth--;
    else if (depth === 0) {
      const isPublic = groups!["modifiers"]!.includes("public");
      types.push({ name: groups!["name"]!.slice(0, NAME_LENGTH_MAX), at, isPublic });
    }
  }
  return types;
}

function withoutCommentsAndTexts(source: string): string {
  return source.replaceAll(/\/\/[^\n]*|\/\*[^]*?\*\/|"""[^]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (part) =>
    part.startsWith("/") ? " " : '""',
  );
}
