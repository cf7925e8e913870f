// What headers, bodies and branches ask of the text around them.
import { headerAt } from "#completion/blocks";
import type { Site } from "#completion/site";
import type { Idioms } from "./idioms.ts";

type Rows = NonNullable<Idioms["after"]>;
type Said = Rows[number][1];

/** `text` where nothing in the text matches `already`. */
export const unless =
  (already: RegExp, text: string): Said =>
  ({ code }) =>
    already.test(code) ? "" : text;

/** The first that the text does not hold yet. */
export const firstNew =
  (...texts: string[]): Said =>
  ({ code }, [typed]) =>
    (typed!.endsWith(" ") ? "" : " ") + (texts.find((text) => !code.includes(text)) ?? "");

/** What must stand behind the block of a `try` that has ended on this line, or above a blank one. */
export const afterTry =
  (text: string, header = /^try\b/): Said =>
  (site) => {
    const has = /^\s*(?:\}\s*)?(?:catch|except|finally)\b/.test(site.code.slice(site.cursor, site.cursor + 200));
    return !has && header.test(headerAt(site)?.text ?? "") ? text : "";
  };

/**
 * The fields of a constructor that the cursor's line is the first of, or goes on with: one for each parameter that has none yet.
 * `header` catches the parameters, `name` the name in one of them.
 */
export const fields =
  (header: RegExp, name: RegExp, line: (name: string, site: Site) => string): Said =>
  (site) => {
    const begins = site.head !== "";
    const text = begins ? site.head : (site.enclosing[0]?.text ?? "");
    const parameters = header.exec(text)?.[1]?.split(",") ?? [];
    const from = site.code.lastIndexOf(text, site.cursor);
    const body = site.code.slice(from, site.cursor + 1_000);
    const missing = parameters
      .flatMap((one) => name.exec(one.trim())?.[1] ?? [])
      .map((one) => line(one, site))
      .filter((one) => one !== "" && !body.includes(one.split("=", 1)[0]!));
    return missing.map((one) => (begins ? `\n→${one}` : one)).join(begins ? "" : "\n");
  };

/** What is done with an error in Go, by what the function around returns. */
export function onGoError({ enclosing, code }: Site): string {
  const header = enclosing.find(({ text }) => /\bfunc\b.*\{\s*$/.test(text))?.text.trimEnd();
  if (header === undefined) return "{\n→return err\n}";
  if (header.startsWith("func main()")) return `{\n→${code.includes('"log"') ? "log.Fatal" : "panic"}(err)\n}`;
  if (/\bt \*testing\.T\b/.test(header)) return "{\n→t.Fatal(err)\n}";
  const results =
    /\) ?(\([^()]*\)|[^()]*) \{$/
      .exec(header)?.[1]
      ?.replace(/^\(|\)$/g, "")
      .split(/, ?/) ?? [];
  if (header.endsWith(") {") && !/\) \([^()]*\) \{$/.test(header)) return "{\n→return\n}";
  if (typeOf(results.at(-1) ?? "") !== "error") return "{";
  const zeros = results.slice(0, -1).map((type) => zero.find(([one]) => one.test(typeOf(type)))?.[1]);
  return zeros.includes(undefined) ? "{" : `{\n→return ${[...zeros, "err"].join(", ")}\n}`;
}

// Results may have names.
const typeOf = (result: string): string => result.replace(/^\w+ /, "");

const zero: readonly (readonly [type: RegExp, value: string])[] = [
  [/^u?int\d*$|^float\d+$|^byte$|^rune$/, "0"],
  [/^string$/, '""'],
  [/^bool$/, "false"],
  [/^(?:\*|\[\]|map\[|func\b|chan\b|any$|interface\b|error$)/, "nil"],
];

/** The element of a list by the list's name: `items` are each an `item`. */
export const singular = (name: string): string => (/^\w{2,}[^s\W]s$/.test(name) ? name.slice(0, -1) : "item");

/** Headers behind a name that only a function's name can be. */
export const header =
  (line: RegExp, text: string): NonNullable<Idioms["header"]> =>
  (site) =>
    line.test(site.head) ? { text, features: [0, Number(site.enclosing.length > 0), 0] } : undefined;

/** `class Name ` asks for its body. */
export const declared: Rows[number] = [
  /^(?:(?:export|default|public|private|final|abstract|data|open|pub|static|internal) )*(?:class|interface|enum|struct|trait|protocol|namespace) \w+ $/,
  "{",
];
