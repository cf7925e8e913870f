// Languages with braces beside JavaScript.
import type { Site } from "#completion/site";
import { afterTry, declared, fields, firstNew, header, onGoError, unless } from "./bodies.ts";
import type { Idioms } from "./idioms.ts";

const opensBlock = /^(?:\} )?(?:if|else if|for|while|switch|catch|foreach|using|lock|match|synchronized)\b/;

const counted: Idioms["after"] = [
  [/^for \((int|size_t|auto|long) (\w+)$/, " = 0; $2 < "],
  [/^for \(\w+ (\w+) = [^;]+; \1 <=? [^;]*[\w)\]]$/, "; $1++) {"],
  [/^for \(\w+ (\w+) = [^;]+; \1 >=? [^;]*[\w)\]]$/, "; $1--) {"],
  [/^(?:if|while|for|switch)$/, " ("],
  [/^(?:\} )?(?:else|try|finally|do)$/, " {"],
  [/^default$/, ":"],
];

const loops: NonNullable<Idioms["promised"]> = [
  [/^for $/, "(int i = 0; i < n; i++) {"],
  [/^for \($/, "int i = 0; i < n; i++) {"],
  declared,
];

const caught = (text: string): NonNullable<Idioms["promised"]> => [
  [/^\}$/, afterTry(` ${text}`)],
  [/^\} $/, afterTry(text)],
];

const c: Idioms = {
  openings: [
    "#inc¦lude ",
    "#include <¦stdio.h>",
    "#include <stdl¦ib.h>",
    "#include <stri¦ng.h>",
    "#include <stdb¦ool.h>",
    "#include <stdi¦nt.h>",
    "#include <m¦ath.h>",
    "#def¦ine ",
    "#if¦def ",
    "#ifn¦def ",
    "#end¦if",
    "int ma¦in(void) {",
    "for (i¦nt i = 0; i < ",
    "} else {",
    "} else i¦f (",
    "return 0¦;",
    "return NU¦LL;",
    "typedef s¦truct {",
    'printf("¦',
  ],
  after: [...counted, [/^#include <\w+$/, ".h>"], [/^struct \w+$/, " {"]],
  promised: [
    ...loops,
    [/^#include ?$/, firstNew("<stdio.h>", "<stdlib.h>", "<string.h>")],
    [/^int $/, (site) => (site.indent === "" && !/\)\s*\{/.test(site.code) ? "main(void) {" : "")],
    [/^printf\($/, '"%d\\n", '],
  ],
  starts:
    "return |if (|for (|while (|int |char |static |const |void |struct |else |switch (|case |break;|continue;|default:|typedef |" +
    "unsigned |double |float |long |size_t |enum |goto |#include |#define |printf(|free(",
  words:
    "NULL|sizeof(|const |unsigned |struct |size_t |uint32_t |uint8_t |int32_t |uint64_t |malloc(|free(|printf(|strlen(|memcpy(|" +
    "memset(|strcmp(|calloc(|realloc(|scanf(|fprintf(stderr, |strcpy(|true|false|EXIT_SUCCESS|EXIT_FAILURE",
  opensBlock,
};

const cpp: Idioms = {
  ...c,
  openings: [
    "#include <¦iostream>",
    "#include <vec¦tor>",
    "#include <str¦ing>",
    "#include <al¦gorithm>",
    "#include <ma¦p>",
    "#include <mem¦ory>",
    "#include <bi¦ts/stdc++.h>",
    "#include <un¦ordered_map>",
    "#pragma¦ once",
    "using na¦mespace std;",
    "int ma¦in() {",
    "for (i¦nt i = 0; i < ",
    "for (a¦uto& ",
    "for (co¦nst auto& ",
    "std::cout¦ << ",
    "cout <<¦ ",
    "cin >>¦ ",
    "} else {",
    "} else i¦f (",
    "return 0¦;",
    "public:",
    "private:",
  ],
  after: [
    ...counted,
    [/^(?:class|struct) \w+$/, " {"],
    [/^for \((?:const )?auto&? \w+$/, " : "],
    [/<< end$/, "l;"],
    [/<< std$/, "::endl;"],
    [
      /\.begin\(\)$/,
      (site) => (/(\w+)\.begin\(\)$/.exec(site.head) ? `, ${/(\w+)\.begin/.exec(site.head)![1]}.end()` : ""),
    ],
  ],
  promised: [
    ...loops,
    ...caught("catch (const std::exception& e) {"),
    [/^#include ?$/, firstNew("<iostream>", "<vector>", "<string>")],
    [/^int $/, (site) => (site.indent === "" && !/\)\s*\{/.test(site.code) ? "main() {" : "")],
    [/^std::cout $/, "<< "],
  ],
  starts: `${c.starts}|auto |class |namespace |template <|public:|private:|using |std::|cout << |cin >> |virtual |constexpr |throw |try {`,
  words: `std::|auto |string |vector<|${c.words}|nullptr|cout |endl|unordered_map<|map<|set<|pair<|unique_ptr<|make_unique<|move(|this|override|bool `,
  members:
    "push_back(|size()|begin()|end()|emplace_back(|find(|empty()|clear()|front()|back()|insert(|erase(|first|second|substr(|" +
    "length()|c_str()|pop_back()|resize(|reserve(|push(|pop()|top()|count(",
  membersOf: {},
};

// A class that is empty, in a text that begins nowhere else.
function javaMain({ code, enclosing, above, cursor }: Site): string {
  const empty = enclosing[0] === above || enclosing[0]?.text === above.text;
  const opens = empty && enclosing.length === 1 && /\bclass \w+.*\{\s*$/.test(above.text);
  return opens && /^\s*(?:\}|$)/.test(code.slice(cursor)) && !/\bmain\(/.test(code)
    ? "public static void main(String[] args) {\n→\n}"
    : "";
}

const java: Idioms = {
  openings: [
    "public static void m¦ain(String[] args) {",
    "public cl¦ass ",
    "public st¦atic ",
    "private fi¦nal ",
    "private st¦atic final ",
    "import java.util.¦*;",
    "import java.i¦o.*;",
    "import ja¦va.util.",
    "System.¦out.println(",
    "Sy¦stem.out.println(",
    "for (i¦nt i = 0; i < ",
    "for (S¦tring ",
    "@Ov¦erride",
    "} else {",
    "} else i¦f (",
    "} catch (Exception e) {",
    "} finally {",
    "return nu¦ll;",
    "return th¦is",
    "throw new I¦llegalArgumentException(",
  ],
  after: [
    ...counted,
    [/^(?:public |final |abstract )*(?:class|interface|enum) \w+$/, " {"],
    [/\b(\w+(?:<[^>]*>)?) \w+ = new$/, " $1("],
    [/\b(\w+)<\w[\w, <>]*> \w+ = new \w+$/, "<>();"],
    [/^for \((?:final )?[\w<>]+ \w+$/, " : "],
    [/^System$/, ".out.println("],
    [/^System\.out$/, ".println("],
  ],
  promised: [
    ...loops,
    ...caught("catch (Exception e) {"),
    [/^$/, javaMain],
    [
      /^$|^(?:public |private |protected )?[A-Z]\w*\(.+\) \{$/,
      fields(/^(?:public |private |protected )?[A-Z]\w*\((.+)\) \{$/, /(\w+)$/, (name) => `this.${name} = ${name};`),
    ],
  ],
  starts:
    "return |if (|for (|while (|int |private |public |static |final |protected |String |throw new |try {|else |switch (|case |break;|" +
    "import |class |interface |package |boolean |void |double |long |List<|Map<|System.out.println(|this.|super(|@Override|abstract |var ",
  words:
    "String |new |null|this|true|false|instanceof |int |boolean |final |static |void |extends |implements |throws |ArrayList<|" +
    "HashMap<|List<|Map<|Set<|HashSet<|Integer|Arrays.|Math.|Scanner(|StringBuilder(|IllegalArgumentException(|Exception|Optional<|" +
    "Collections.|Character.|Override",
  members:
    "length|get(|size()|add(|equals(|put(|toString()|println(|length()|charAt(|isEmpty()|contains(|substring(|append(|remove(|" +
    "containsKey(|getOrDefault(|stream()|map(|filter(|collect(|forEach(|hashCode()|split(|trim()|toLowerCase()|nextInt()|nextLine()|" +
    "entrySet()|keySet()|values()|sort(|iterator()|hasNext()|next()|getKey()|getValue()",
  membersOf: {
    System: "out.println(|err.println(|in|currentTimeMillis()|nanoTime()|exit(",
    out: "println(|print(|printf(",
    Math: "max(|min(|abs(|sqrt(|pow(|floor(|random()",
    Arrays: "asList(|sort(|fill(|toString(|stream(",
    Integer: "parseInt(|MAX_VALUE|MIN_VALUE|valueOf(",
    Collections: "sort(|emptyList()|unmodifiableList(",
  },
  opensBlock,
};

const csharp: Idioms = {
  ...java,
  openings: [
    "using Sys¦tem;",
    "using System.Col¦lections.Generic;",
    "using System.Li¦nq;",
    "Console.¦WriteLine(",
    "Con¦sole.WriteLine(",
    "static void Main¦(string[] args)",
    "public cl¦ass ",
    "public st¦atic ",
    "private re¦adonly ",
    "foreach¦ (var ",
    "for (i¦nt i = 0; i < ",
    "return nu¦ll;",
    "throw new A¦rgumentException(",
    "} else {",
    "} else i¦f (",
    "} catch (Exception e) {",
    "} finally {",
  ],
  promised: [
    ...loops,
    ...caught("catch (Exception e) {"),
    [/^foreach $/, "(var item in items) {"],
    [/^foreach \($/, "var item in items) {"],
  ],
  starts:
    "return |if (|foreach (var |for (|var |public |private |static |using |namespace |class |string |int |await |throw new |switch (|" +
    "case |break;|while (|else |try|void |protected |internal |bool |Console.WriteLine(",
  members:
    "Length|Count|Add(|ToString()|Where(|Select(|ToList()|First()|FirstOrDefault(|Any(|Contains(|WriteLine(|ReadLine()|Split(|Trim()|" +
    "Substring(|Join(|ToArray()|OrderBy(|Remove(|Equals(|Key|Value",
  membersOf: {
    Console: "WriteLine(|ReadLine()|Write(",
    Math: "Max(|Min(|Abs(|Sqrt(|Pow(",
    string: "IsNullOrEmpty(|Join(|Empty",
  },
};

// Below `package main`, when nothing else is there yet.
function goMain({ code, cursor }: Site): string {
  if (code.trim() !== "package main") return "";
  return `${code.slice(0, cursor).endsWith("\n\n") ? "" : "\n"}func main() {\n→\n}`;
}

const go: Idioms = {
  openings: [
    "package ¦main",
    "func ma¦in() {",
    'import "¦fmt"',
    "import (",
    (site) => (site.head.startsWith("if err") ? `if err¦ != nil ${onGoError(site)}` : ""),
    "for i := ¦0; i < ",
    "for _¦, ",
    "} else {",
    "return ni¦l",
    "return err¦",
    "defer ¦func() {",
    "type T¦ struct {",
  ],
  after: [
    [/^if err$/, " != nil {"],
    [/^if err !$/, "= nil {"],
    [/^if err !=$/, " nil {"],
    [/, err$/, " := "],
    [/^for (\w+) := 0; \1 < [^;]*[\w)\]]$/, "; $1++ {"],
    [/^for (\w+)$/, ""],
    [/^for \w+, \w+$/, " := range "],
    [/^for \w+, \w+ :=$/, " range "],
    [/^for \w+, \w+ := $/, "range "],
    [/^type \w+$/, " struct {"],
    [/^type \w+ (?:struct|interface)$/, " {"],
    [/^(?:\} )?else$/, " {"],
    [/^func \(\w+ \*?\w+$/, ") "],
    [/\bmake\(\[$/, "]"],
    [/\bmap\[$/, "string]"],
    [/^default$/, ":"],
  ],
  starts:
    "return |if |func |for |var |type |defer |case |const |switch |import |package |go |else |break|continue|default:|select {|fmt.|" +
    "if err != nil {|panic(",
  words:
    "string|nil|int|err|error|true|false|len(|append(|make(|range |interface{}|struct |func(|byte|int64|bool|map[|float64|uint32|cap(|" +
    "copy(|delete(|panic(|new(|chan |rune|fallthrough",
  members:
    "String()|Error()|Close()|Lock()|Unlock()|Len()|Write(|Read(|Name|Errorf(|Fatal(|Fatalf(|Println(|Printf(|Sprintf(|Add(|Done()|Wait()",
  membersOf: {
    fmt: "Println(|Printf(|Sprintf(|Errorf(|Fprintf(|Sprint(",
    strings: "Split(|Join(|Contains(|HasPrefix(|TrimSpace(|Repeat(|Builder",
    os: "Args|Exit(|Stdin|Stdout|Stderr|Open(|ReadFile(",
    errors: "New(|Is(|As(",
    strconv: "Itoa(|Atoi(|ParseInt(|Quote(",
    sort: "Slice(|Ints(|Strings(",
    time: "Second|Now()|Millisecond|Duration|Since(|Sleep(",
    t: "Errorf(|Fatalf(|Run(|Fatal(|Error(|Helper()",
  },
  promised: [
    [/^func $/, unless(/\bfunc main\(|^package (?!main\b)/m, "main() {\n→\n}")],
    [/^$/, goMain],
    [/^for $/, "i := 0; i < n; i++ {"],
    [/^type \w+ $/, "struct {"],
  ],
  header: header(/^func \w+$/, "() {"),
  opensBlock: /^(?:\} )?(?:if|else if|for|switch|select|func)\b/,
};

const rust: Idioms = {
  openings: [
    "fn ma¦in() {",
    "use std::¦collections::HashMap;",
    "use st¦d::",
    "let mut¦ ",
    "pub fn¦ ",
    "pub str¦uct ",
    "pub en¦um ",
    "impl ¦",
    "for i in¦ 0..",
    "#[der¦ive(Debug",
    "#[te¦st]",
    "#[cfg¦(test)]",
    "mod te¦sts {\n→use super::*;",
    "if let ¦Some(",
    "while let ¦Some(",
    "} else {",
    "match ¦self {",
  ],
  after: [
    [/^for \w+$/, " in "],
    [/^(?:pub )?(?:struct|enum|trait|mod) \w+$/, " {"],
    [/^impl \w+$/, " {"],
    [/^impl [\w<>]+ for [\w<>]+$/, " {"],
    [/^println$/, '!("'],
    [/\bSome\(\w+$/, ") = "],
    [/^if let \w+\([^)]*\)$/, " = "],
    [/\.collect$/, "::<Vec<_>>()"],
    [/=> $/, ""],
    [/-> R$/, "esult<"],
    [/-> O$/, "ption<"],
    [/^(?:pub )?fn \w+\(&$/, "self"],
    [/^(?:pub )?fn \w+\(&self\)$/, " -> "],
    [/^(?:\} )?(?:else|loop)$/, " {"],
  ],
  starts:
    "let |if |fn |pub |use |return |match |for |impl |self.|while |struct |enum |mod |const |loop {|else |assert_eq!(|assert!(|" +
    'println!("|unsafe |type |trait |static |break;|continue;|pub fn |let mut |#[derive(',
  words:
    "self|Some(|None|Ok(|Err(|String|Self|mut |usize|u32|u8|i32|u64|bool|true|false|Vec<|Vec::new()|Option<|Result<|Box<|HashMap<|" +
    "vec![|format!(|println!(|panic!(|where |impl |dyn |match |unwrap()|as usize|str|async |await|crate::|super::|std::",
  members:
    "unwrap()|len()|iter()|clone()|push(|map(|into()|to_string()|collect()|as_str()|is_empty()|insert(|get(|expect(|contains(|" +
    "into_iter()|as_ref()|next()|filter(|unwrap_or(|ok()|is_some()|is_none()|chars()|lines()|trim()|parse()|iter_mut()|enumerate()|" +
    "extend(|sum()|min(|max(|and_then(|map_err(|to_owned()|push_str(|split(|rev()|take(|any(|all(|fold(",
  membersOf: {},
  promised: [
    [/\bprintln!$/, '("{}", '],
    [/\bprintln!\($/, '"{}", '],
    [/^fn $/, unless(/\bfn \w/, "main() {\n→\n}")],
    [/^for $/, "i in 0..10 {"],
    [/^(?:impl|match) [\w.]+ $/, "{"],
    declared,
  ],
  header: header(/^(?:pub )?(?:async )?fn \w+$/, "() {"),
  opensBlock: /^(?:\} )?(?:if|else if|for|while|match)\b/,
};

const kotlin: Idioms = {
  openings: [
    "fun ma¦in() {",
    "println¦(",
    "data cl¦ass ",
    "override fun¦ ",
    "} catch (e: Exception) {",
    "} finally {",
    "private val¦ ",
    "for (i¦ in 0 until ",
    "import java.¦util.",
    "} else {",
    "when (¦",
  ],
  after: [
    [/^for \(\w+$/, " in "],
    [/^(?:if|while|for|when)$/, " ("],
    [/^(?:\} )?(?:else|try|finally)$/, " {"],
    [/^(?:data |open |abstract )?class \w+$/, "("],
    [/^fun \w+\($/, ""],
  ],
  promised: [
    ...caught("catch (e: Exception) {"),
    [/^fun $/, unless(/\bfun \w/, "main() {\n→\n}")],
    [/^for $/, "(i in 0 until n) {"],
    declared,
  ],
  header: header(/^(?:(?:private|override|suspend|internal) )*fun \w+$/, "() {"),
  starts:
    "val |return |if (|fun |var |for (|private |override |class |import |when (|while (|else |data class |throw |package |object |println(",
  words:
    "null|this|true|false|it|String|Int|listOf(|mutableListOf(|mapOf(|mutableMapOf(|Boolean|List<|println(|override |fun |setOf(|arrayOf(",
  members:
    "size|map {|filter {|forEach {|add(|get(|toString()|isEmpty()|joinToString(|first()|last()|let {|apply {|also {|contains(|toInt()|split(|trim()",
  opensBlock,
};

const swift: Idioms = {
  openings: [
    "import Fo¦undation",
    "guard let¦ ",
    "if let¦ ",
    "print(¦",
    "for i in¦ 0..<",
    "} else {",
    "override func¦ ",
    "private let¦ ",
  ],
  after: [
    [/^for \w+$/, " in "],
    [/^(?:final )?(?:class|struct|enum|protocol|extension) \w+$/, " {"],
    [/^guard let \w+$/, " = "],
    [/^guard let \w+ = .*[\w)]$/, " else {"],
    [/^(?:\} )?(?:else|do|repeat)$/, " {"],
  ],
  promised: [
    [/^\}$/, afterTry(" catch {", /^do\b/)],
    [/^\} $/, afterTry("catch {", /^do\b/)],
    [/^for $/, "i in 0..<n {"],
    declared,
  ],
  header: header(/^(?:(?:private|override|public|static) )*func \w+$/, "() {"),
  starts:
    "let |var |return |if |func |guard |for |self.|private |case |import |struct |class |switch |enum |override |while |print(|else |throw ",
  words:
    "self|nil|true|false|String|Int|Bool|Double|let |func |private |override |print(|Array|in |guard |else |try |await |throws ",
  members: "count|append(|map {|filter {|isEmpty|first|last|forEach {|joined(|contains(|self|sorted()|reduce(|index",
  opensBlock: /^(?:\} )?(?:if|else if|for|while|switch|guard)\b/,
};

const scala: Idioms = {
  openings: [
    "def ma¦in(args: Array[String]): Unit = {",
    "object Ma¦in extends App {",
    "case cl¦ass ",
    "println¦(",
    "import scala.¦collection.mutable",
  ],
  after: [
    [/^for \(\w+$/, " <- "],
    [/^(?:if|while|for)$/, " ("],
    [/^(?:object|class|trait) \w+$/, " {"],
    [/^(?:\} )?(?:else|try)$/, " {"],
    [/ match$/, " {"],
  ],
  starts:
    "val |def |case |if (|import |for |class |object |override |private |var |println(|trait |package |else |while (",
  words:
    "String|Int|None|Some(|true|false|null|List(|Seq(|Map(|Option[|Boolean|Unit|override |extends |with |match {|yield |println(",
  members:
    "map(|filter(|flatMap(|size|toString|get(|foreach(|isEmpty|toList|head|tail|mkString(|length|getOrElse(|foldLeft(|zip(",
  opensBlock,
};

const php: Idioms = {
  openings: [
    "<?¦php",
    "public function¦ ",
    "private function¦ ",
    "echo ¦",
    "return $th¦is",
    "} else {",
    "} elsei¦f (",
    "} catch (Exception $e) {",
    "} finally {",
  ],
  after: [
    [/^foreach \(\$\w+ as$/, " $"],
    [/^foreach \(\$\w+ as \$\w+$/, ") {"],
    [/^for \(\$(\w+)$/, " = 0; $$1 < "],
    [/^(?:if|while|for|foreach|switch)$/, " ("],
    [/^(?:\} )?(?:else|try|finally)$/, " {"],
    [/^(?:class|interface|trait) \w+$/, " {"],
    [/^\$this$/, "->"],
  ],
  promised: [
    ...caught("catch (Exception $e) {"),
    [/^foreach $/, "($items as $item) {"],
    [/^foreach \($/, "$items as $item) {"],
    [/^for $/, "($i = 0; $i < $n; $i++) {"],
    declared,
  ],
  header: header(/^(?:(?:public|private|protected|static) )*function \w+$/, "() {"),
  starts:
    "return |if (|$this->|public function |foreach (|private |echo |else |function |for (|while (|class |use |namespace |throw new |case |break;|protected ",
  words:
    "$this->|null|true|false|array(|function |new |count(|isset(|empty(|strlen(|implode(|explode(|array_map(|array_filter(|in_array(|str_replace(|sprintf(|self::|static |string |int |printf(",
  opensBlock,
};

const perl: Idioms = {
  openings: [
    "#!/usr/bin/perl",
    "use st¦rict;",
    "use wa¦rnings;",
    "my $self¦ = shift;",
    "my ($self¦, ",
    "my (¦",
    "my $¦",
    "foreach¦ my $",
    "for my¦ $",
    'print ¦"',
    "return $¦",
    "} else {",
    "} elsif¦ (",
    "sub n¦ew {",
  ],
  after: [
    [/^my \([^()]*\)$/, " = @_;"],
    [/^my \([^()]*\) =$/, " @_;"],
    [/^(?:if|while|unless|elsif|until)$/, " ("],
    [/^sub \w+$/, " {"],
    [/^(?:\} )?else$/, " {"],
    [/^foreach my \$\w+$/, " ("],
  ],
  starts:
    "my |return |if (|sub |use |print |foreach my |for |unless |while (|push @|die |else |elsif (|package |our |local |next |last ",
  words:
    "shift|defined |$self|scalar(|push |keys |values |join(|split(|undef|unless |ref(|exists |length(|print |die |return |map |grep |sort |sprintf(|substr(|bless ",
  opensBlock: /^(?:\} )?(?:if|elsif|unless|while|until|for|foreach)\b/,
};

const r: Idioms = {
  openings: ["library(¦", "for (i¦ in seq_along(", "print(¦", "function(¦", "} else {"],
  after: [
    [/^[\w.]+ <-$/, " "],
    [/^[\w.]+ <- f$/, "unction("],
    [/^for \(\w+$/, " in "],
    [/^(?:if|while|for)$/, " ("],
  ],
  starts: "library(|return(|if (|for (|print(|function(|while (|else |cat(|stop(|source(",
  words:
    "function(|TRUE|FALSE|NULL|NA|length(|c(|list(|paste(|paste0(|names(|is.null(|data.frame(|lapply(|sapply(|nrow(|ncol(|mean(|sum(|seq_along(|rep(|which(|print(|cat(",
  opensBlock,
};

export const braces = { c, cpp, java, csharp, go, rust, kotlin, swift, scala, php, perl, r };
