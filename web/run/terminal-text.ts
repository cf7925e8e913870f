// What a program writes, made harmless for a terminal: text, line ends, colours, and moves of the cursor pass; all else
// that a terminal would act on is dropped. So no program sets a title, touches the clipboard, asks the terminal
// something, hides what stands there, or keeps the page busy (`ESC [ 2147483647 S` scrolls two billion times).
//
// One per stream: a sequence may come in pieces, and the streams must not break into each other's.
// oxlint-disable no-control-regex -- they are what this file is about
import { rgbOfIndex } from "./terminal-colors";

/** A sequence longer than this is none; what came of it is shown as text. */
const SEQUENCE_LENGTH_MAX = 4_096;
/** Marks on one letter. Some scripts stack three or four; a million of them stop the browser's layout. */
const MARKS_MAX = 8;

const sequence =
  /\x1b(?:\[([0-?]{0,128})([ -/]{0,4})([@-~])|[\]PX^_][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\|(?=[\x1b\n]))|[ -/]{0,4}[0-OQ-WYZ\\`-~])/y;
const unfinished = /^\x1b(?:\[[0-?]{0,128}[ -/]{0,4}|[\]PX^_][^\x07\x1b\n]{0,4096}\x1b?|[ -/]{0,4})$/;
// Bell, shifts to other alphabets, 8-bit commands. A vertical tab and a form feed begin a line, as in a terminal.
const controls = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f-\x9f]/g;
const excessiveMarks = new RegExp(`([\\p{M}\\p{Cf}]{${MARKS_MAX}})[\\p{M}\\p{Cf}]+`, "gu");

export class TerminalText {
  readonly #base: string;
  readonly #style = new Map<string, string>();
  #held = "";

  /** `base` is the stream's own colour as parameters of SGR; the program's colours stand on it. */
  constructor(base = "") {
    this.#base = base;
  }

  /** The next piece, as it may be written to the terminal. */
  push(piece: string): string {
    const text = this.#held + piece;
    this.#held = "";
    let written = "";
    let at = 0;
    while (at < text.length) {
      const escape = text.indexOf("\x1b", at);
      written += printable(text.slice(at, escape < 0 ? undefined : escape));
      if (escape < 0) break;
      sequence.lastIndex = escape;
      const found = sequence.exec(text);
      if (found) {
        written += this.#kept(found);
        at = sequence.lastIndex;
      } else if (text.length - escape <= SEQUENCE_LENGTH_MAX && unfinished.test(text.slice(escape))) {
        this.#held = text.slice(escape);
        break;
      } else at = escape + 1;
    }
    return written;
  }

  /** What brings back this stream's colours after somebody else has written. */
  get style(): string {
    return `\x1b[${["0", this.#base, ...this.#style.values()].filter(Boolean).join(";")}m`;
  }

  #kept([whole, parameters = "", intermediates, final]: RegExpExecArray): string {
    if (whole === "\x1b7" || whole === "\x1b8") return whole;
    if (final === undefined || intermediates || !/^[\d;:]*$/.test(parameters)) return "";
    if (final === "m") {
      applyStyle(this.#style, parameters);
      return this.style;
    }
    if (final === "J" || final === "K") return /^[012]?$/.test(parameters) ? whole : "";
    if ("ABCDEFGHadefsu`".includes(final)) return `\x1b[${parameters.replace(/\d{4,}/g, "999")}${final}`;
    return "";
  }
}

/** The same without anything but text: what one copies. */
export function plainText(text: string): string {
  const shown = new TerminalText().push(text).replace(/\x1b(?:\[[\d;:]*[@-~]|[78])/g, "");
  return shown.split("\n").map(overwritten).join("\n");
}

// A carriage return writes over the line from its beginning.
function overwritten(line: string): string {
  if (!line.includes("\r")) return line;
  return line.split("\r").reduce((shown, part) => part + shown.slice(part.length));
}

function printable(text: string): string {
  const shown = text.replace(controls, "").replace(/[\v\f]/g, "\n");
  return /[^\0-\xff]/.test(shown) ? shown.replace(excessiveMarks, "$1") : shown;
}

const switches: Readonly<Record<number, readonly [slot: string, code: string]>> = {
  1: ["bold", "1"],
  2: ["dim", "2"],
  3: ["italic", "3"],
  4: ["underline", "4"],
  7: ["inverse", "7"],
  9: ["strike", "9"],
  21: ["underline", "21"],
  53: ["overline", "53"],
};
const off: Readonly<Record<number, readonly string[]>> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
  39: ["text"],
  49: ["ground"],
  55: ["overline"],
};

// Blinking and hidden text are left out: the one disturbs, the other deceives.
function applyStyle(style: Map<string, string>, parameters: string): void {
  const codes = parameters.split(";").map((one) => one.split(":").map(Number));
  for (let i = 0; i < codes.length; i++) {
    const [code = 0, ...own] = codes[i] ?? [];
    if (code === 0) style.clear();
    else if (code === 38 || code === 48) {
      // 38;5;n and 38;2;r;g;b, also written with colons, where the latter may name a colour space.
      const rest = own.length > 0 ? own : codes.slice(i + 1, i + 5).map(([one = 0]) => one);
      const color = rest[0] === 5 ? rest.slice(1, 2) : own.length > 4 ? own.slice(2, 5) : rest.slice(1, 4);
      if (own.length === 0) i += rest[0] === 5 ? 2 : 4;
      style.set(code === 38 ? "text" : "ground", colorCode(code, color));
    } else if (code === 58 && own.length === 0) i += codes[i + 1]?.[0] === 5 ? 2 : 4;
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) style.set("text", String(code));
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) style.set("ground", String(code));
    else if (switches[code] && own[0] !== 0) style.set(...switches[code]);
    else for (const slot of code === 4 ? ["underline"] : (off[code] ?? [])) style.delete(slot);
  }
}

// The palette behind the first sixteen belongs to the page: a program's colours from there are written out.
function colorCode(code: number, color: readonly number[]): string {
  const byte = (value = 0) => Math.min(255, Math.max(0, Math.trunc(value) || 0));
  if (color.length === 1) {
    const index = byte(color[0]);
    return index < 16 ? `${code};5;${index}` : `${code};2;${rgbOfIndex(index).join(";")}`;
  }
  return `${code};2;${byte(color[0])};${byte(color[1])};${byte(color[2])}`;
}
