import type { Site } from "#completion/site";
import { afterTry, fields } from "./bodies.ts";
import type { Idioms } from "./idioms.ts";

export const python: Idioms = {
  openings: [
    'if __¦name__ == "__main__":\n→main()',
    "def __i¦nit__(self",
    "def __r¦epr__(self):",
    "def __s¦tr__(self):",
    "def __l¦en__(self):",
    "def __e¦q__(self, other):",
    "def __h¦ash__(self):",
    "def __c¦all__(self",
    "def __ent¦er__(self):",
    "def __ex¦it__(self, exc_type, exc_value, traceback):",
    "def __it¦er__(self):",
    "def __n¦ext__(self):",
    "def __g¦etitem__(self, key):",
    "def __lt¦__(self, other):",
    "def ma¦in():",
    "def setU¦p(self):",
    "def tearD¦own(self):",
    "import ¦os",
    "import ¦sys",
    "import ¦re",
    "import js¦on",
    "import ti¦me",
    "import ra¦ndom",
    "import ma¦th",
    "import lo¦gging",
    "import ar¦gparse",
    "import nu¦mpy as np",
    "import pa¦ndas as pd",
    "import mat¦plotlib.pyplot as plt",
    "import as¦yncio",
    "import col¦lections",
    "import fu¦nctools",
    "import it¦ertools",
    "import su¦bprocess",
    "import un¦ittest",
    "import wa¦rnings",
    "import th¦reading",
    "import st¦ruct",
    "import io¦",
    "from coll¦ections import ",
    "from datac¦lasses import dataclass",
    "from date¦time import datetime",
    "from enum¦ import Enum",
    "from func¦tools import ",
    "from iter¦tools import ",
    "from path¦lib import Path",
    "from typ¦ing import ",
    "from __f¦uture__ import annotations",
    "with open¦(",
    "while Tr¦ue:",
    "except Ex¦ception as ",
    "except Ke¦yboardInterrupt:",
    "except Va¦lueError:",
    "except Ke¦yError:",
    "except Im¦portError:",
    "except OS¦Error:",
    "except At¦tributeError:",
    "except Ty¦peError:",
    "except St¦opIteration:",
    "raise Val¦ueError(",
    "raise Typ¦eError(",
    "raise Not¦ImplementedError",
    "raise Run¦timeError(",
    "raise Key¦Error(",
    "raise Att¦ributeError(",
    "raise Sto¦pIteration",
    "return No¦ne",
    "return Tr¦ue",
    "return Fa¦lse",
    "return se¦lf",
    "return No¦tImplemented",
  ],
  after: [
    [/^class \w+$/, ":"],
    [/^class \w+\($/, (site) => (/Test\w*\($/.test(site.head) ? "unittest.TestCase):" : "")],
    [/^class \w+\(Ex$/, "ception):"],
    [/^def \w+\($/, (site) => (methodOf(site) ? "self" : "")],
    [/^def \w+\(s$/, (site) => (methodOf(site) ? "elf" : "")],
    [/^(?:async )?for \w+(?:, ?\w+)*$/, " in "],
    [/\bfor \w+(?:, ?\w+)* i$/, "n "],
    [/[([{].*\bfor [ijkn] in $/, "range("],
    [/\bfor i, \w+ in $/, "enumerate("],
    [/\bfor (?:k|key), (?:v|val|value) in (\w+)$/, ".items()"],
    [/[([{](\w+) for$/, " $1 in "],
    [/[([{](\w+) for $/, "$1 in "],
    [/[([{](\w+) for (\w+)$/, " in "],
    [/^(?:self|cls)\.(\w+) =$/, (site, [, name]) => (takes(site, name!) ? ` ${name}` : "")],
    [/^(?:self|cls)\.(\w+) = $/, (site, [, name]) => (takes(site, name!) ? name! : "")],
    [/\b(\w+)=$/, (site, [, name]) => (takes(site, name!) && site.open.length > 0 ? name! : "")],
    [/^import numpy$/, " as np"],
    [/^import pandas$/, " as pd"],
    [/^import matplotlib\.pyplot$/, " as plt"],
    [/^from [\w.]+$/, " import "],
    [/^from [\w.]+ $/, "import "],
    [/^from collections import $/, "defaultdict"],
    [/^from functools import $/, "partial"],
    [/^from typing import $/, "Any"],
    [/^except \w+ as$/, " e:"],
    [/^except \w+ as $/, "e:"],
    [/^except \w+(?: as \w+)?$/, ":"],
    [/^(?:try|else|finally)$/, ":"],
    [/^with open\([^()]+$/, ") as f:"],
    [/^with [^"']+\)$/, " as "],
    [/^with .* as \w+$/, ":"],
    [/^raise \w+Error$/, "("],
    [/\bsuper\(\)$/, ".__init__("],
    [/\bsuper\($/, ").__init__("],
    [/\blambda \w+(?:, ?\w+)*$/, ": "],
    [/\bis no$/, "t None"],
    [/\bis not$/, " None"],
    [/\bis not $/, "None"],
    [/\bif not$/, " "],
    [/^if \w+ is$/, " None:"],
    [/^if (?:not )?isinstance\(\w+$/, ", "],
    [/\bisinstance\(\w+, \w+$/, "):"],
    [/^@$/, (site) => (site.indent === "" ? "dataclass" : "property")],
    [/^@\w+\.se$/, "tter"],
    [/^elif (.+) == $/, ""],
    [/\brange\(len$/, "("],
    [/\bsys\.exit\(m$/, "ain())"],
    [/^"""$/, ""],
  ],
  promised: [
    [/^for [ijkn_] in $/, "range(10):"],
    [/^for \w{2,} in $/, listOf],
    [/^for (?:i|index), \w+ in $/, "enumerate(items):"],
    [/^except ?$/, (site) => `${site.head.endsWith(" ") ? "" : " "}Exception as e:`],
    [/^except \w+ as \w+$/, ":"],
    [/^with $/, (site) => `open(${site.quote}file.txt${site.quote}) as f:`],
    [/^with open\($/, (site) => `${site.quote}file.txt${site.quote}) as f:`],
    [/^with open\([^()]+\)$/, " as f:"],
    [/^$/, afterTry("except Exception as e:", /^try:/)],
    [
      /^$|^def __init__\(self, .*\).*:$/,
      fields(/^def __init__\(self, (.*)\).*:$/, /^(\w+)/, (name) => `self.${name} = ${name}`),
    ],
    [/^while $/, "True:"],
    [
      /^if $/,
      (site) =>
        /^def main\(/m.test(site.code) && site.indent === "" && !site.code.includes("__name__")
          ? '__name__ == "__main__":\n→main()'
          : "",
    ],
  ],
  header(site) {
    if (!/^(?:async )?def \w+$/.test(site.head)) return undefined;
    const method = methodOf(site);
    // A lone `def name`, in a text that holds nothing else: a piece whose surroundings are not told. Earlier systems took
    // it for a method, and those who wrote for them rely on it.
    const lone = site.code.trim() === site.head;
    const inside = site.enclosing.some(({ text }) => /^(?:async )?def /.test(text));
    const decorated = /^@(?:property|\w+\.getter)\b/.test(site.above.text);
    const static_ = site.above.text.startsWith("@staticmethod");
    const first = site.above.text.startsWith("@classmethod") ? "cls" : "self";
    const text = (method || lone) && !static_ ? `(${first}):` : "():";
    // A lone one counts as the method that it is taken for.
    return { text, features: [Number(method || lone), Number(inside), Number(decorated)] };
  },
  starts:
    "return |self.|if |import |from |def |class |for |raise |else:|elif |while |try:|except |finally:|with |assert |yield |" +
    "break|continue|pass|print(|global |nonlocal |del |async def |await |lambda |@property|@staticmethod|@classmethod|match |case ",
  words:
    "self|None|True|False|not |and |in |is |if |else |for |lambda |isinstance(|len(|range(|print(|str(|int(|list(|dict(|set(|tuple(|" +
    "enumerate(|zip(|sorted(|reversed(|open(|getattr(|hasattr(|setattr(|type(|float(|bool(|bytes(|min(|max(|sum(|abs(|" +
    "any(|all(|map(|filter(|iter(|next(|repr(|callable(|issubclass(|input(|round(|await |yield |ValueError(|TypeError(|KeyError|" +
    "IndexError|AttributeError|RuntimeError(|NotImplementedError|Exception|StopIteration|ImportError|OSError|" +
    "defaultdict(|Counter(|namedtuple(|OrderedDict(|Optional[|Union[|List[|Dict[|Tuple[|Callable[|Iterable[|Any",
  inside: [(site) => site.enclosing.some(({ text }) => text.startsWith("class ")), "super()"],
  members:
    "append(|items()|get(|join(|format(|split(|strip()|startswith(|endswith(|keys()|values()|update(|extend(|pop(|read()|write(|" +
    "close()|replace(|lower()|upper()|encode(|decode(|insert(|remove(|index(|count(|copy()|sort(|find(|add(|__init__(|__class__|" +
    "__name__|__dict__|__doc__|isdigit()|splitlines()|readline()|readlines()|rstrip()|lstrip()|setdefault(|clear()|discard(|" +
    "group(|groups()|match(|search(|sub(|path|shape|mean(|reshape(|astype(",
  membersOf: {
    os: "path.|environ|getcwd()|listdir(|makedirs(|remove(|getpid()|sep|name|mkdir(|walk(",
    path: "join(|exists(|isfile(|isdir(|dirname(|basename(|abspath(|splitext(|expanduser(",
    sys: "stderr|stdout|argv|exit(|stdin|path|modules|version_info|platform|maxsize",
    json: "dumps(|loads(|dump(|load(|JSONDecodeError",
    re: "compile(|match(|search(|sub(|findall(|split(|escape(|IGNORECASE",
    math: "sqrt(|pi|floor(|ceil(|sin(|cos(|inf|log(|gcd(",
    random: "randint(|choice(|random()|shuffle(|sample(|seed(|uniform(",
    time: "time()|sleep(|perf_counter()|monotonic()|strftime(",
    datetime: "now()|datetime|timedelta(|strptime(",
    np: "array(|zeros(|ones(|arange(|linspace(|random.|mean(|sum(|dot(|where(",
    pd: "DataFrame(|read_csv(|Series(|concat(",
    plt: "plot(|show()|title(|xlabel(|ylabel(|legend()|figure(|subplots(",
    asyncio: "run(|sleep(|gather(|create_task(|wait_for(",
    logging: "getLogger(|info(|debug(|warning(|error(|basicConfig(",
    argparse: "ArgumentParser(",
    parser: "add_argument(|parse_args()",
    collections: "defaultdict(|Counter(|deque(|namedtuple(|OrderedDict(",
    itertools: "chain(|product(|permutations(|combinations(|count(|islice(",
    subprocess: "run(|Popen(|PIPE|check_output(|call(",
  },
  opensBlock:
    /^(?:if|elif|while|for|with|except|class|(?:async )?def|async (?:for|with)|match|case|else|try|finally)\b/,
};

function methodOf(site: Site): boolean {
  return site.enclosing[0]?.text.startsWith("class ") ?? false;
}

// What `for one in ` goes through: a name of this text for many of them.
function listOf({ code, head }: Site): string {
  const [, one] = /^for (\w+) in $/.exec(head)!;
  const many = new RegExp(`\\b(?:${one}s|${one}es|${one}_list)\\b`).exec(code);
  return many ? `${many[0]}:` : "";
}

// A parameter of the function around.
function takes(site: Site, name: string): boolean {
  const header = site.enclosing.find(({ text }) => /^(?:async )?def /.test(text))?.text;
  return header !== undefined && new RegExp(`[(,*]\\s*${name}\\b`).test(header);
}
