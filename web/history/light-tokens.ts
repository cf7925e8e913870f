// Which parts of a line of code are comment, string, number or keyword: what is common to most languages, told by a few
// signs of each. A real tokenizer for every language would weigh more than the pages that use this.

export type TokenKind = "" | "comment" | "string" | "number" | "keyword" | "function";
/** What closes what an earlier line opened. */
export type LineState = { readonly end: string; readonly kind: "comment" | "string" } | undefined;

type Signs = {
  readonly line?: readonly string[];
  readonly block?: readonly (readonly [string, string])[];
  readonly quotes?: string;
  /** Strings over many lines. */
  readonly long?: readonly string[];
  readonly keywords?: ReadonlySet<string>;
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const slashes = { line: ["//"], block: [["/*", "*/"]] } as const;
const script = words(
  "abstract as async await break case catch class const constructor continue debugger declare default delete do else enum export extends false finally for from function get if implements import in instanceof interface is keyof let namespace new null of override private protected public readonly return satisfies set static super switch this throw true try type typeof undefined var void while with yield",
);
const curly = words(
  "abstract as async auto await base bool boolean break byte case catch char chan class companion const constexpr continue data decimal default defer delegate delete do double else enum event explicit export extends extern fallthrough false final finally fixed float fn for foreach func fun function go goto guard if impl implements import in init inline int interface internal is lateinit let lock long loop map match mod module mut mutable namespace native new nil null nullptr object open operator out override package params private protected protocol public pub range readonly ref register return sealed select self short signed sizeof static string struct super suspend switch template this throw throws trait true try type typedef typename union unsafe unsigned use using val var virtual void volatile when where while yield",
);
const byLanguage: Readonly<Record<string, Signs>> = {
  javascript: { ...slashes, quotes: "'\"", long: ["`"], keywords: script },
  typescript: { ...slashes, quotes: "'\"", long: ["`"], keywords: script },
  php: { line: ["//", "#"], block: slashes.block, quotes: "'\"", keywords: curly },
  go: { ...slashes, quotes: "'\"", long: ["`"], keywords: curly },
  rust: { ...slashes, quotes: '"', keywords: curly },
  css: { block: slashes.block, quotes: "'\"" },
  json: { quotes: '"', keywords: words("true false null") },
  python: {
    line: ["#"],
    quotes: "'\"",
    long: ['"""', "'''"],
    keywords: words(
      "False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield self",
    ),
  },
  ruby: {
    line: ["#"],
    block: [["=begin", "=end"]],
    quotes: "'\"",
    keywords: words(
      "alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield require attr_accessor attr_reader puts",
    ),
  },
  perl: {
    line: ["#"],
    quotes: "'\"",
    keywords: words(
      "my our local sub if elsif else unless while until for foreach return use no package print last next",
    ),
  },
  r: {
    line: ["#"],
    quotes: "'\"",
    keywords: words("if else for while repeat function return in next break TRUE FALSE NULL NA library"),
  },
  shell: {
    line: ["#"],
    quotes: "'\"",
    keywords: words("if then else elif fi for while until do done case esac in function return local export exit echo"),
  },
  yaml: { line: ["#"], quotes: "'\"", keywords: words("true false null") },
  lua: {
    line: ["--"],
    block: [["--[[", "]]"]],
    quotes: "'\"",
    keywords: words(
      "and break do else elseif end false for function goto if in local nil not or repeat return then true until while",
    ),
  },
  sql: {
    line: ["--"],
    block: slashes.block,
    quotes: "'",
    keywords: words(
      "select from where insert into values update set delete create table drop alter and or not null join left right inner outer on group by order having limit as distinct union all primary key foreign references index view case when then else end in is like between exists",
    ),
  },
  html: { block: [["<!--", "-->"]], quotes: "'\"" },
  markdown: {},
  plaintext: {},
};
const others: Signs = { ...slashes, quotes: "'\"", long: ['"""'], keywords: curly };

const word = /[\p{L}_$][\p{L}\p{N}_$?]*/uy;
const number = /\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?\w*/y;

export function tokensOf(
  line: string,
  before: LineState,
  language: string,
): { tokens: [TokenKind, string][]; after: LineState } {
  const signs = byLanguage[language] ?? others;
  const tokens: [TokenKind, string][] = [];
  const add = (kind: TokenKind, text: string) => {
    const last = tokens.at(-1);
    if (last?.[0] === kind) last[1] += text;
    else if (text !== "") tokens.push([kind, text]);
  };
  if (language === "markdown") return { tokens: [[/^#{1,6} /.test(line) ? "keyword" : "", line]], after: undefined };
  let at = 0;
  let state = before;
  while (at < line.length || state) {
    if (state) {
      const end = line.indexOf(state.end, at);
      if (end < 0) {
        add(state.kind, line.slice(at));
        return { tokens, after: state };
      }
      add(state.kind, line.slice(at, end + state.end.length));
      at = end + state.end.length;
      state = undefined;
      continue;
    }
    const opened = signs.block?.find(([start]) => line.startsWith(start, at));
    const long = signs.long?.find((quote) => line.startsWith(quote, at));
    const sign = line[at] ?? "";
    if (opened || long !== undefined) {
      const start = opened?.[0] ?? long ?? "";
      state = { end: opened?.[1] ?? start, kind: opened ? "comment" : "string" };
      add(state.kind, start);
      at += start.length;
    } else if (signs.line?.some((start) => line.startsWith(start, at))) {
      add("comment", line.slice(at));
      break;
    } else if (signs.quotes?.includes(sign)) {
      let end = at + 1;
      while (end < line.length && line[end] !== sign) end += line[end] === "\\" ? 2 : 1;
      add("string", line.slice(at, end + 1));
      at = end + 1;
    } else {
      word.lastIndex = number.lastIndex = at;
      const name = word.exec(line)?.[0];
      const figure = name === undefined ? number.exec(line)?.[0] : undefined;
      if (name !== undefined) {
        const isKeyword = signs.keywords?.has(language === "sql" ? name.toLowerCase() : name);
        const isCalled = signs.keywords !== undefined && line[at + name.length] === "(";
        add(isKeyword ? "keyword" : isCalled ? "function" : "", name);
      } else add(figure !== undefined && signs.keywords ? "number" : "", figure ?? sign);
      at += (name ?? figure ?? sign).length;
    }
  }
  return { tokens, after: undefined };
}
