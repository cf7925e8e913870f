// Code to look at, in colours, without an editor: for pages that must be small, and for fingers. One element for a line; only
// lines that have changed are made anew.
import { type LineState, tokensOf } from "./light-tokens";

export type Place = { readonly user: number; readonly from: number; readonly to: number };

/** Colours that people have. */
const COLORS = 8;
export const colorOf = (user: number): number => Math.max(0, user - 1) % COLORS;

type Line = {
  readonly text: string;
  readonly before: LineState;
  readonly after: LineState;
  readonly element: HTMLElement;
};

export class LightCode {
  readonly #host: HTMLElement;
  readonly #code: HTMLElement;
  #lines: Line[] = [];
  #language = "plaintext";
  #name: string;

  /** `name` tells apart what two of these on one page highlight. */
  constructor(host: HTMLElement, name = "") {
    this.#host = host;
    this.#name = name;
    this.#code = document.createElement("code");
    host.classList.add("light-code");
    host.append(this.#code);
  }

  show(text: string, language: string): void {
    const anew = language !== this.#language;
    this.#language = language;
    const texts = text.split("\n");
    const lines = this.#lines;
    let start = 0;
    const most = Math.min(texts.length, lines.length);
    if (!anew) while (start < most && lines[start]?.text === texts[start]) start++;
    let kept = 0;
    if (!anew)
      while (kept < most - start && lines[lines.length - 1 - kept]?.text === texts[texts.length - 1 - kept]) kept++;
    let state: LineState = lines[start - 1]?.after;
    const made: Line[] = [];
    for (let i = start; i < texts.length - kept; i++) {
      const line = this.#line(texts[i] ?? "", state);
      made.push(line);
      state = line.after;
    }
    const rest = lines.slice(lines.length - kept);
    for (const { element } of lines.slice(start, lines.length - kept)) element.remove();
    const next = rest[0]?.element ?? null;
    for (const { element } of made) this.#code.insertBefore(element, next);
    // What stands below has other colours when a comment was opened above.
    for (const [i, line] of rest.entries()) {
      if (line.before === state) break;
      const again = this.#line(line.text, state);
      line.element.replaceWith(again.element);
      rest[i] = again;
      state = again.after;
    }
    this.#lines = [...lines.slice(0, start), ...made, ...rest];
  }

  /** Lays a colour behind places; `kind` is "trace" or "author". */
  paint(kind: "trace" | "author", places: readonly Place[]): void {
    if (!("highlights" in CSS)) return;
    for (let color = 0; color < COLORS; color++) {
      const ranges = places.filter((one) => colorOf(one.user) === color).map((one) => this.#range(one.from, one.to));
      const key = `${this.#name}${kind}-${color}`;
      if (ranges.length > 0) CSS.highlights.set(key, new Highlight(...ranges));
      else CSS.highlights.delete(key);
    }
  }

  /** Scrolls no more than it must. */
  reveal(at: number): void {
    const line = this.#lineAt(at).element;
    const { top, bottom } = line.getBoundingClientRect();
    const box = this.#host.getBoundingClientRect();
    if (top < box.top || bottom > box.bottom) this.#host.scrollTop += (top + bottom - box.top - box.bottom) / 2;
  }

  #line(text: string, before: LineState): Line {
    const element = document.createElement("div");
    const { tokens, after } = tokensOf(text, before, this.#language);
    for (const [kind, part] of tokens) {
      if (kind === "") element.append(part);
      else {
        const span = document.createElement("span");
        span.className = `token-${kind}`;
        span.textContent = part;
        element.append(span);
      }
    }
    if (text === "") element.append(document.createElement("br"));
    return { text, before, after, element };
  }

  #lineAt(at: number): { element: HTMLElement; column: number } {
    let left = at;
    for (const { text, element } of this.#lines) {
      if (left <= text.length) return { element, column: left };
      left -= text.length + 1;
    }
    return { element: this.#lines.at(-1)?.element ?? this.#code, column: 0 };
  }

  #range(from: number, to: number): Range {
    const range = document.createRange();
    range.setStart(...this.#boundary(from));
    range.setEnd(...this.#boundary(to));
    return range;
  }
  #boundary(at: number): [Node, number] {
    const { element, column } = this.#lineAt(at);
    let left = column;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const { length } = node.nodeValue ?? "";
      if (left <= length) return [node, left];
      left -= length;
    }
    return [element, 0];
  }
}
