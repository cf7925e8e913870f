import type { Site } from "#completion/site";
import { afterTry, declared, fields, singular } from "./bodies.ts";
import type { Idioms } from "./idioms.ts";

const quoted = (site: Site, text: string): string => text.replaceAll('"', site.quote);

export const javascript: Idioms = {
  openings: [
    "for (¦const ",
    "for (l¦et i = 0; i < ",
    "for (v¦ar i = 0; i < ",
    "} else {",
    "} else i¦f (",
    "} catch (error) {",
    "} finally {",
    "} while¦ (",
    "export d¦efault ",
    "export async¦ function ",
    "module.e¦xports = ",
    "document.add¦EventListener('",
    "document.q¦uerySelector('",
    "throw new E¦rror(",
    "throw new T¦ypeError(",
    "throw new R¦angeError(",
    "return tr¦ue;",
    "return fa¦lse;",
    "return nu¦ll;",
    "return un¦defined;",
    "return th¦is",
    "return new¦ ",
    "return aw¦ait ",
    "if (typeof¦ ",
    "if (!Ar¦ray.isArray(",
    "while (tr¦ue) {",
    "console.l¦og(",
    "console.e¦rror(",
    "const { ¦",
    "describe(¦",
    "constructor(¦",
  ],
  after: [
    [/^for \((?:let|var) (\w+)$/, " = 0; $1 < "],
    [/^for \((?:let|var) (\w+) =$/, " 0; $1 < "],
    [/^for \((?:let|var) (\w+) = 0;$/, " $1 < "],
    [/^for \((?:let|var) (\w+) = 0; $/, "$1 < "],
    [/^for \((?:let|var) (\w+) = [^;]+; \1 <=? [^;]*[\w)\]]$/, "; $1++) {"],
    [/^for \((?:let|var) (\w+) = [^;]+; \1 <=? [^;]*;$/, " $1++) {"],
    [/^for \((?:let|var) (\w+) = [^;]+; \1 >=? [^;]*[\w)\]]$/, "; $1--) {"],
    [/^for \(const (?:\w+|\[[^\]]*\]|\{[^}]*\})$/, " of "],
    [/^for await$/, " (const "],
    [/^import \w+$/, (site) => quoted(site, ' from "')],
    [/^import \* as$/, " "],
    [/^import \* as \w+$/, (site) => quoted(site, ' from "')],
    [/^import (?:type )?\{[^}]*\}$/, (site) => quoted(site, ' from "')],
    [/^import (?:type )?\{[^}]*\} $/, (site) => quoted(site, 'from "')],
    [/^import (?:type )?\{ [^}]*\w$/, (site) => quoted(site, ' } from "')],
    [/^import (?:type )?\{[^} ][^}]*\w$/, (site) => quoted(site, '} from "')],
    [/^import .*\bf$/, (site) => quoted(site, 'rom "')],
    [/^import$/, " "],
    [/^(?:const|var|let) (\w+) =$/, " "],
    [/^(?:const|var|let) (\w+) = require$/, (site, [, name]) => quoted(site, `("${name!.toLowerCase()}")`)],
    [/^(?:const|var|let) (\w+) = require\($/, (site, [, name]) => quoted(site, `"${name!.toLowerCase()}")`)],
    [/^const \{ [^}=]*\w$/, " } = "],
    [/^const \{ [^}=]* \}$/, " = "],
    [/^const \[(\w+)$/, (_, [, name]) => `, set${name![0]!.toUpperCase()}${name!.slice(1)}] = useState(`],
    [/^this\.#?(\w+) =$/, (site, [, name]) => (takes(site, name!) ? ` ${name}${site.terminator}` : "")],
    [/^this\.#?(\w+) = $/, (site, [, name]) => (takes(site, name!) ? `${name}${site.terminator}` : "")],
    [/^console$/, ".log("],
    [/^(?:\} )?catch$/, " (error) {"],
    [/^(?:\} )?catch \((\w+)$/, ") {"],
    [/^(?:\} )?(?:else|try|finally|do)$/, " {"],
    [/^(?:export )?(?:default )?class \w+$/, " {"],
    [/^(?:export )?(?:default )?class \w+ e$/, "xtends "],
    [/^(?:export )?(?:default )?class \w+ extends \w+$/, " {"],
    [/^switch$/, " ("],
    [/^(?:if|while|for)$/, " ("],
    [/^default$/, ":"],
    [/^case (?:"[^"]*"|'[^']*'|\d+|[A-Z_.]+)$/, ":"],
    [/^(?:break|continue|return|debugger)$/, (site) => site.terminator],
    [/=== undef$/, "ined"],
    [/\btypeof \w+$/, (site) => quoted(site, ' === "')],
    [/\btypeof \w+ [!=]==?$/, (site) => quoted(site, ' "')],
    [/\btypeof \w+ [!=]==? ["']f$/, (site) => quoted(site, 'unction"')],
    [/\btypeof \w+ [!=]==? ["']s$/, (site) => quoted(site, 'tring"')],
    [/\btypeof \w+ [!=]==? ["']o$/, (site) => quoted(site, 'bject"')],
    [/\btypeof \w+ [!=]==? ["']n$/, (site) => quoted(site, 'umber"')],
    [/\btypeof \w+ [!=]==? ["']u$/, (site) => quoted(site, 'ndefined"')],
    [/(?:^|[=(,:] ?)(?:async )?\([^()]*\)$/, " => "],
    [/(?:^|[=(,:] ?)(?:async )?\([^()]*\) $/, "=> "],
    [/(?:^|[=(,:] ?)(?:async )?\([^()]*\) =$/, "> "],
    [/\.(?:map|filter|forEach|some|every|find|findIndex|flatMap)\(\(?\w+\)?$/, " => "],
    [/\.then\($/, "("],
    [/\.sort\($/, "(a, b) => a"],
    [/\.sort\(\(a, b\) => (a[\w.]*)$/, (_, [, left]) => ` - b${left!.slice(1)})`],
    [/\.reduce\(\((\w+), (\w+)$/, ") => $1"],
    [/\bnew Promise$/, "((resolve"],
    [/\bnew Promise\($/, "(resolve"],
    [/\bsetTimeout\($/, "() => "],
    [/\.addEventListener\(["']\w+["']$/, ", ("],
    [/\bJSON\.parse\(JSON$/, ".stringify("],
  ],
  promised: [
    [
      /\b(\w+)\.(?:map|filter|forEach|some|every|find|findIndex|flatMap)\($/,
      (_, [, list]) => `(${singular(list!)}) => `,
    ],
    [/^for $/, "(const item of items) {"],
    [/^\}$/, afterTry(" catch (error) {")],
    [/^\} $/, afterTry("catch (error) {")],
    [
      /^$|^constructor\(.*\) \{$/,
      fields(/^constructor\((.*)\) \{$/, /^(\w+)/, (name, site) =>
        /^(?:private|public|protected|readonly)$/.test(name) ? "" : `this.${name} = ${name}${site.terminator}`,
      ),
    ],
    declared,
  ],
  header(site) {
    const declares = /^(?:export )?(?:default )?(?:async )?function\*? \w+$/.test(site.head);
    if (!declares) return undefined;
    return { text: "() {", features: [0, Number(site.enclosing.length > 0), 0] };
  },
  starts:
    "const |return |if (|let |var |function |for (|import |export |this.|throw new |else |await |async function |while (|switch (|" +
    "case |default:|break;|continue;|try {|class |constructor(|static |new |delete |document.|console.|module.exports = |describe(|" +
    "expect(|test(|debugger;|export const |export function |export default ",
  words:
    "this|null|undefined|true|false|function |new |typeof |await |async |instanceof |return |Object.|Array.|Math.|JSON.|Promise|" +
    "console.log(|document|window|require(|String(|Number(|Boolean|Error(|TypeError(|Map(|Set(|Date|RegExp(|Symbol|Infinity|NaN|" +
    "setTimeout(|clearTimeout(|setInterval(|clearInterval(|parseInt(|parseFloat(|encodeURIComponent(|fetch(|of |in |extends |" +
    "arguments|process|globalThis|Uint8Array(|structuredClone(|requestAnimationFrame(|queueMicrotask(|addEventListener(|" +
    "expect(|toBe(|toEqual(",
  members:
    "length|push(|map(|filter(|forEach(|join(|slice(|split(|replace(|includes(|indexOf(|call(|prototype|toString()|concat(|apply(|" +
    "pop()|shift()|find(|some(|every(|reduce(|sort(|keys(|values(|entries(|get(|set(|has(|add(|delete(|then(|catch(|finally(|" +
    "trim()|startsWith(|endsWith(|test(|match(|exec(|charCodeAt(|substring(|toLowerCase()|toUpperCase()|padStart(|" +
    "addEventListener(|removeEventListener(|appendChild(|setAttribute(|getAttribute(|querySelector(|classList|textContent|" +
    "innerHTML|style|value|target|preventDefault()|message|name|constructor|splice(|unshift(|fill(|findIndex(|flatMap(|at(|" +
    "toSorted(|replaceAll(|localeCompare(|hasOwnProperty(|bind(|json()|size|isArray(|log(",
  membersOf: {
    console: "log(|error(|warn(|info(|table(|time(",
    Math: "floor(|max(|min(|round(|random()|abs(|ceil(|sqrt(|PI|pow(|sin(|cos(|trunc(|hypot(",
    JSON: "stringify(|parse(",
    Object: "keys(|entries(|assign(|values(|defineProperty(|create(|freeze(|fromEntries(|hasOwn(|getPrototypeOf(",
    Array: "isArray(|from(|prototype|of(",
    Promise: "all(|resolve(|reject(|race(|allSettled(|withResolvers(",
    Number: "isInteger(|isNaN(|isFinite(|parseFloat(|MAX_SAFE_INTEGER|EPSILON",
    String: "fromCharCode(|raw|fromCodePoint(",
    Date: "now()|parse(|UTC(",
    document: "getElementById(|createElement(|querySelector(|querySelectorAll(|body|addEventListener(|title",
    window: "addEventListener(|location|innerWidth|innerHeight|requestAnimationFrame(|localStorage",
    localStorage: "getItem(|setItem(|removeItem(",
    process: "env|argv|exit(|cwd()|stdout|stderr|nextTick(|platform|exitCode",
    performance: "now()|mark(",
    fs: "readFileSync(|writeFileSync(|existsSync(|promises|mkdirSync(",
    path: "join(|resolve(|dirname(|basename(|extname(|relative(",
    module: "exports = ",
    event: "preventDefault()|target|key|stopPropagation()",
    e: "preventDefault()|target|key|message",
    error: "message|code|stack",
    Symbol: "iterator|asyncIterator|for(",
  },
  opensBlock:
    /^(?:\} )?(?:if|else if|for|for await|while|switch|catch|with|(?:export )?(?:default )?(?:async )?function\b|constructor|(?:static |async |get |set |private |public |protected )*[\w$#]+(?=\())/,
};

export const typescript: Idioms = {
  ...javascript,
  openings: [
    ...javascript.openings!,
    "import type¦ { ",
    "export type¦ ",
    "export interface¦ ",
    "export const ¦",
    "private readonly¦ ",
  ],
  after: [
    ...javascript.after!,
    [/^(?:export )?type \w+$/, " = "],
    [/^(?:export )?type \w+ $/, "= "],
    [/^(?:export )?(?:default )?class \w+ i$/, "mplements "],
    [/\): $/, ""],
    [/\): P$/, "romise<"],
    [/: Promise$/, "<void>"],
    [/: Promise<$/, "void>"],
    [/\bas c$/, "onst"],
    [/\bRecord<$/, "string, "],
    [/: Record$/, "<string, "],
  ],
  promised: [...javascript.promised!, [/^(?:export )?interface \w+$/, " {"], [/^(?:export )?enum \w+$/, " {"]],
  starts: `${javascript.starts}|type |interface |export type |export interface |readonly |private |public |protected |enum |declare `,
  words:
    `string|number|boolean|readonly |void|unknown|never|${javascript.words}|Promise<|Record<|Partial<|Readonly<|ReadonlyArray<|Map<|` +
    "Set<|keyof |satisfies |as const|undefined|any|Array<|ReturnType<|Parameters<|Iterable<|Awaited<|Omit<|Pick<",
};

// A parameter of the function around.
function takes(site: Site, name: string): boolean {
  return site.enclosing.some(({ text }) => new RegExp(`[(,]\\s*(?:public |private |readonly )*${name}\\b`).test(text));
}
