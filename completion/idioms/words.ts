// Languages whose blocks end with words, and those that describe rather than do.
import type { Site } from "#completion/site";
import { header } from "./bodies.ts";
import type { Idioms } from "./idioms.ts";

const ruby: Idioms = {
  openings: [
    "require '¦",
    "require_rel¦ative '",
    "def init¦ialize(",
    "attr_acc¦essor :",
    "attr_rea¦der :",
    'puts ¦"',
    "def self.¦",
  ],
  after: [
    [/\.(?:each|map|select|times|each_with_index)$/, " do |"],
    [/\bdo \|\w+$/, "|"],
    [/^if __FILE__$/, " == $0"],
    [/^@(\w+) =$/, " $1"],
    [/^@(\w+) = $/, "$1"],
  ],
  starts:
    "def |end|if |return |class |module |require |puts |else|elsif |unless |case |when |while |raise |attr_reader :|private|include |begin|rescue |ensure|yield|next |loop do",
  words:
    "self|nil|true|false|do |end|and |or |not |new|unless |puts |require |lambda |proc |raise |yield|each |nil?|then |super",
  members:
    "new|each |map |to_s|length|size|first|last|select |join(|push(|nil?|empty?|to_i|include?(|split(|each_with_index |keys|values|inject(|sort|reverse|gsub(|strip|freeze|call(|merge(",
  endings: [[/^(?:def|class|module|if|unless|while|until|case|begin|for)\b|\bdo(?: \|[^|]*\|)?$/, "end"]],
};

const lua: Idioms = {
  promised: [[/^for $/, "i = 1, n do"]],
  header: header(/^(?:local )?function \w+$/, "()"),
  openings: ["local function¦ ", "for i = 1¦, ", "for _¦, ", "for k¦, v in pairs(", "print(¦", "local ¦", "return ¦"],
  after: [
    [/^for \w+, \w+$/, " in "],
    [/^for \w+, \w+ in $/, "ipairs("],
    [/^for \w+, \w+ in i?pairs\([\w.]+$/, ") do"],
    [/^for \w+ = [^,]+, .*[\w)]$/, " do"],
    [/^(?:if|elseif) .*[\w)"]$/, " then"],
    [/^while .*[\w)]$/, " do"],
    [/^local (\w+) = require$/, '("$1")'],
  ],
  starts: "local |if |end|return |function |for |else|elseif |while |print(|repeat|until |break",
  words:
    "nil|true|false|function(|then|not |and |or |do|end|ipairs(|pairs(|print(|require(|tostring(|tonumber(|type(|string.|table.|math.|setmetatable(|self",
  membersOf: {
    table: "insert(|concat(|remove(|sort(|unpack(",
    string: "format(|sub(|gsub(|match(|rep(|len(",
    math: "floor(|max(|min(|random(|huge|abs(",
    io: "write(|read(",
  },
  endings: [[/^(?:local )?function\b|\bfunction\b.*\)$|\b(?:then|do)$|^else$/, "end"]],
};

const shell: Idioms = {
  openings: [
    "#!/bin/bash",
    "set -¦euo pipefail",
    "for i in¦ ",
    "while read¦ -r ",
    'echo ¦"',
    "if [¦ ",
    "export ¦",
    'case "$1" in',
  ],
  after: [
    [/^for \w+$/, " in "],
    [/^for \w+ in .*[\w"')}*@]$/, "; do"],
    [/^(?:if|elif) .*[\])]$/, "; then"],
    [/^if \[\[ .*[\w"'}]$/, " ]]; then"],
    [/^if \[ .*[\w"'}]$/, " ]; then"],
    [/^while .*[\])]$/, "; do"],
    [/^case .*[\w"]$/, " in"],
    [/^(\w+)\(\)$/, " {"],
    [/^#!$/, "/bin/bash"],
  ],
  promised: [
    [/^(?:el)?if $/, () => '[ -n "$1" ]; then'],
    [/^(?:el)?if .*\]; $/, "then"],
    [/^for( ?)$/, (_, [, blank]) => `${blank === "" ? " " : ""}file in *; do`],
    [/^for \w+ in $/, "*; do"],
    [/^while $/, "read -r line; do"],
  ],
  starts:
    "if [ |echo |fi|done|for |else|elif |then|local |return |exit |case |esac|while |export |function |cd |set -|source |printf |read |shift|mkdir -p |rm |test ",
  words:
    "/dev/null|echo |then|done|local |exit |$(|grep |sed |awk |return |printf |mkdir |dirname |basename |find |xargs ",
  endings: [
    [/^if\b.*|^elif\b|^else$/, "fi"],
    [/^(?:for|while|until)\b/, "done"],
    [/^case\b/, "esac"],
  ],
};

const upper =
  "SELECT |FROM |WHERE |INSERT INTO |UPDATE |DELETE FROM |CREATE TABLE |ORDER BY |GROUP BY |LEFT JOIN |INNER JOIN |JOIN |VALUES |SET |" +
  "AND |OR |HAVING |LIMIT |PRIMARY KEY|NOT NULL|INTEGER|TEXT|VARCHAR(|DEFAULT |REFERENCES |UNIQUE|DROP TABLE |ALTER TABLE |" +
  "CREATE INDEX |COUNT(|DISTINCT |BETWEEN |COALESCE(|CASE |WHEN |THEN |ELSE |END|BEGIN|COMMIT|UNION |EXISTS |IS NULL|DESC|ASC|WITH ";

const sql: Idioms = {
  openings: [
    "CREATE TABLE ¦IF NOT EXISTS ",
    "create table ¦if not exists ",
    "INSERT ¦INTO ",
    "insert ¦into ",
    "DELETE ¦FROM ",
    "delete ¦from ",
    "SELECT * ¦FROM ",
    "select * ¦from ",
    "SELECT COUNT¦(*) FROM ",
    "ORDER ¦BY ",
    "order ¦by ",
    "GROUP ¦BY ",
    "group ¦by ",
    "LEFT ¦JOIN ",
    "id INTEGER ¦PRIMARY KEY",
    "id integer ¦primary key",
    "FOREIGN ¦KEY (",
  ],
  after: [
    [/^SELECT .*[\w*)] F$/, "ROM "],
    [/^select .*[\w*)] f$/, "rom "],
    [/^INSERT INTO \w+ \([^)]*\)$/, " VALUES ("],
    [/^insert into \w+ \([^)]*\)$/, " values ("],
    [/\bNOT$/, " NULL"],
    [/\bnot$/, " null"],
  ],
  inside: [({ open }) => open.length > 0, "FOREIGN KEY |foreign key "],
  starts: `${upper}|${upper.toLowerCase()}`,
  words: `${upper}|${upper.toLowerCase()}`,
};

// Of an element that has no content yet: below, nothing is deeper and nothing closes it.
function closingTag({ code, cursor, indent }: Site, [, tag]: RegExpExecArray): string {
  if (/^(?:br|hr|img|input|meta|link|area|base|col|source|track|wbr)$/i.test(tag!)) return "";
  const [, blanks, next] = /^\s*?\n([ \t]*)(?=\S)(.*)/.exec(code.slice(cursor, cursor + 2_000)) ?? [];
  const open = next !== undefined && (blanks!.length > indent.length || next.startsWith(`</${tag}>`));
  return open && blanks!.length >= indent.length ? "" : `</${tag}>`;
}

const html: Idioms = {
  openings: [
    "<!D¦OCTYPE html>",
    '<html¦ lang="en">',
    '<meta c¦harset="utf-8">',
    '<meta n¦ame="viewport" content="width=device-width, initial-scale=1">',
    '<link¦ rel="stylesheet" href="',
    '<script s¦rc="',
    '<div ¦class="',
    '<a ¦href="',
    '<img ¦src="',
    '<input ¦type="',
    '<button ¦type="',
    "<title>",
  ],
  after: [
    [
      /<(\w+)(?: [^<>]*)?>[^<>]+$/,
      (_, [, tag]) =>
        /^(?:p|li|h\d|td|th|title|a|b|i|em|strong|span|button|label|option)$/i.test(tag!) ? `</${tag}>` : "",
    ],
    [/<(\w+)(?: [^<>]*)?>[^<>]*<\/$/, "$1>"],
    [/<(?:div|span|p|ul|li|section|button|a)(?: \w+="[^"]*")* c$/, 'lass="'],
    [/<(?:a|link) h$/, 'ref="'],
    [/<(?:img|script) s$/, 'rc="'],
  ],
  promised: [[/<([a-z]\w*)(?: [^<>]*)?>$/i, closingTag]],
};

const css: Idioms = {
  openings: [
    "display: ¦flex;",
    "align-i¦tems: center;",
    "justify-c¦ontent: center;",
    "background¦: ",
    "background-c¦olor: ",
    "border-r¦adius: ",
    "font-s¦ize: ",
    "font-f¦amily: ",
    "font-w¦eight: ",
    "margin¦: ",
    "margin-t¦op: ",
    "margin-b¦ottom: ",
    "padding¦: ",
    "position: ¦relative;",
    "position: a¦bsolute;",
    "text-a¦lign: center;",
    "text-d¦ecoration: none;",
    "overflow: ¦hidden;",
    "cursor: ¦pointer;",
    "width: 1¦00%;",
    "height: 1¦00%;",
    "flex-d¦irection: column;",
    "grid-t¦emplate-columns: ",
    "line-h¦eight: ",
    "box-s¦izing: border-box;",
    "max-w¦idth: ",
    "transition¦: ",
    "@media ¦(",
    "z-i¦ndex: ",
    "opacity¦: ",
    "transform¦: ",
  ],
  after: [
    [/^[.#:&@][^{};]*[\w)\]]$/, " {"],
    [/var$/, "(--"],
  ],
  starts:
    "display: |color: |background: |margin: |padding: |border: |width: |height: |position: |font-size: |cursor: |flex: |gap: |overflow: |top: |left: |right: |bottom: |opacity: |transition: |transform: ",
};

const json: Idioms = {
  after: [
    [/^"[^"]+"$/, ": "],
    [/: t$/, "rue"],
    [/: f$/, "alse"],
    [/: n$/, "ull"],
  ],
};

const yaml: Idioms = {
  after: [
    [/: tr$/, "ue"],
    [/: fa$/, "lse"],
  ],
};

const markdown: Idioms = {
  after: [
    [/^- \[$/, " ] "],
    [/^```py$/, "thon"],
    [/^```js$/, ""],
    [/^```ty$/, "pescript"],
    [/^```ja$/, "vascript"],
    [/^```ba$/, "sh"],
  ],
};

export const wordy = { ruby, lua, shell, sql, html, css, json, yaml, markdown, plaintext: {} satisfies Idioms };
