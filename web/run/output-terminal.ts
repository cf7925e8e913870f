// The terminal that shows a run: takes the log's entries in order and feeds them to xterm no faster than it reads.
import { FitAddon } from "@xterm/addon-fit";
import { type IDecoration, Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import type { OutputStream } from "#protocol/run";
import { resolvedColors } from "#web/resolved-color";
import type { Entry, InputEntry } from "./run-log";
import type { OutputPort } from "./run-view";
import { lengthWords } from "./run-words";
import { SpokenOutput } from "./spoken-output";
import { ownColors, personStyle, quietStyle, streamStyle, themeColors } from "./terminal-colors";
import { TerminalText } from "./terminal-text";
import { scrollByTouch } from "./touch-scroll";

/** Given to xterm at once: a few milliseconds of its time. */
const CHUNK_LENGTH = 65_536;
/** Waiting for xterm. It scrolls back over less than this, so what is dropped would be gone at once anyhow. */
const WAITING_LENGTH_MAX = 2_000_000;
const SCROLLBACK_LINES = 10_000;
/** Names beside what was typed. */
const TAGS_MAX = 200;

export type TerminalEvents = {
  colorOf(user: number): number;
  /** A key that would be input if this were a real terminal; the focus may go elsewhere and take it along. */
  onTyping(): void;
  onStop(): void;
  onEndInput(): void;
  onCopy(text: string): void;
};

export class OutputTerminal implements OutputPort {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #events: TerminalEvents;
  readonly #spoken: SpokenOutput;
  readonly #stopTouch: () => void;
  readonly #resized: ResizeObserver;
  #streams = freshStreams();
  #waiting: (Entry | "reset" | { type: "note"; text: string })[] = [];
  #waitingLength = 0;
  #last: string | undefined;
  #writing = false;
  #tags: IDecoration[] = [];
  #disposed = false;

  constructor(host: HTMLElement, events: TerminalEvents) {
    this.#events = events;
    this.#terminal = new Terminal({
      allowProposedApi: true, // the names beside what was typed
      convertEol: true,
      cursorInactiveStyle: "none",
      disableStdin: true,
      fontFamily: '"JetBrains Mono", ui-monospace, "SF Mono", Menlo, Consolas, monospace',
      fontSize: 13,
      lineHeight: 1.15,
      minimumContrastRatio: 4.5,
      overviewRuler: { width: 10 }, // the scroll bar is as wide
      scrollback: SCROLLBACK_LINES,
      scrollOnEraseInDisplay: true,
      logLevel: "off",
      theme: terminalTheme(),
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.open(host);
    if (host.clientHeight > 0) this.#fit.fit();
    this.#terminal.textarea?.setAttribute("aria-label", "Output of the program");
    this.#terminal.attachCustomKeyEventHandler((event) => this.#onKey(event));
    this.#resized = new ResizeObserver(() => host.clientHeight > 0 && this.#fit.fit());
    this.#resized.observe(host);
    this.#spoken = new SpokenOutput(host);
    this.#stopTouch = scrollByTouch(host, this.#terminal);
  }

  reset(entries: readonly Entry[], skipped: number): void {
    this.#waiting = ["reset"];
    this.#waitingLength = 0;
    if (skipped > 0) this.#waiting.push(noteOfMissing(skipped));
    for (const entry of entries) this.#enqueue(entry);
    this.#pump();
  }

  append(entry: Entry): void {
    this.#enqueue(entry);
    this.#pump();
  }

  applyTheme(): void {
    this.#terminal.options.theme = terminalTheme();
  }

  focus(): void {
    this.#terminal.focus();
  }

  dispose(): void {
    this.#disposed = true;
    this.#resized.disconnect();
    this.#stopTouch();
    this.#spoken.dispose();
    this.#terminal.dispose();
  }

  #enqueue(entry: Entry): void {
    const last = this.#waiting.at(-1);
    // Each write costs a turn of the browser's, so many small pieces become one.
    const joins =
      entry.type === "output" && typeof last === "object" && last.type === "output" && last.stream === entry.stream;
    if (joins) this.#waiting[this.#waiting.length - 1] = { ...last, text: last.text + entry.text };
    else this.#waiting.push(entry);
    this.#waitingLength += entry.text.length;
    if (this.#waitingLength > WAITING_LENGTH_MAX) this.#drop();
  }

  // The oldest of what waits goes, and a line says so.
  #drop(): void {
    let surplus = this.#waitingLength - WAITING_LENGTH_MAX / 2;
    const dropped = surplus;
    const first = this.#waiting[0] === "reset" ? 1 : 0;
    while (surplus > 0) {
      const entry = this.#waiting[first];
      if (!entry || entry === "reset") break;
      if (entry.type !== "note" && entry.text.length > surplus) {
        this.#waiting[first] = { ...entry, text: entry.text.slice(surplus) };
        surplus = 0;
      } else {
        this.#waiting.splice(first, 1);
        if (entry.type !== "note") surplus -= entry.text.length;
      }
    }
    this.#waitingLength -= dropped - surplus;
    this.#waiting.splice(first, 0, noteOfMissing(dropped - surplus));
  }

  // One piece at a time: what waits can still be dropped, and a line typed finds the cursor where it belongs.
  #pump(): void {
    if (this.#writing || this.#disposed) return;
    const next = this.#waiting[0];
    if (next === undefined) return;
    if (next === "reset") {
      this.#waiting.shift();
      this.#clear();
      return this.#pump();
    }
    let piece = next;
    if (next.type !== "note" && next.text.length > CHUNK_LENGTH) {
      piece = { ...next, text: next.text.slice(0, CHUNK_LENGTH) };
      this.#waiting[0] = { ...next, text: next.text.slice(CHUNK_LENGTH) };
    } else this.#waiting.shift();
    if (piece.type !== "note") this.#waitingLength -= piece.text.length;
    this.#writing = true;
    this.#terminal.write(this.#written(piece), () => {
      this.#writing = false;
      this.#pump();
    });
  }

  #clear(): void {
    for (const tag of this.#tags.splice(0)) tag.dispose();
    this.#terminal.reset();
    this.#spoken.clear();
    this.#streams = freshStreams();
    this.#last = undefined;
    this.#terminal.write("\x1b[?25l"); // nobody types at a cursor here
  }

  #written(piece: Entry | { type: "note"; text: string }): string {
    if (piece.type === "note") {
      this.#last = undefined;
      return `\x1b[0;${quietStyle}m${piece.text}\x1b[0m\n`;
    }
    this.#spoken.say(piece.type === "input" ? `${piece.name}: ${piece.text}` : piece.text);
    if (piece.type === "input") return this.#typed(piece);
    const text = this.#streams[piece.stream];
    const style = this.#last === piece.stream ? "" : text.style;
    this.#last = piece.stream;
    return style + text.push(piece.text);
  }

  #typed(entry: InputEntry): string {
    const color = this.#events.colorOf(entry.user);
    this.#tag(entry.name, color);
    this.#last = undefined;
    const notes = [
      ...(entry.omitted > 0 ? [` … ${lengthWords(entry.omitted)} more of this input\n`] : []),
      ...(entry.eof ? [" end of input\n"] : []),
    ].map((note) => `\x1b[0;${quietStyle}m${note}`);
    return `\x1b[0;1;${personStyle(color)}m${new TerminalText().push(entry.text)}${notes.join("")}`;
  }

  // At the right end of the line that the cursor is in now.
  #tag(name: string, color: number): void {
    const marker = this.#terminal.registerMarker(0);
    const tag = marker && this.#terminal.registerDecoration({ marker, anchor: "right", layer: "top" });
    if (!tag) return;
    tag.onRender((element) => {
      if (element.childElementCount > 0) return;
      element.classList.add("typed-tag");
      element.dataset["person"] = String(color);
      element.title = `${name} typed this`;
      const label = document.createElement("span");
      label.textContent = name;
      element.append(label);
    });
    this.#tags.push(tag);
    if (this.#tags.length > TAGS_MAX) this.#tags.shift()?.dispose();
  }

  // The terminal is for reading: it scrolls, copies, and hands all other keys back to the page.
  #onKey(event: KeyboardEvent): boolean {
    if (event.type !== "keydown" || event.altKey) return false;
    const { key } = event;
    const done = (act: () => void) => {
      event.preventDefault();
      act();
      return false;
    };
    if (event.ctrlKey || event.metaKey) {
      if (key === "c" && this.#terminal.hasSelection())
        return done(() => this.#events.onCopy(this.#terminal.getSelection()));
      if (key === "c" && event.ctrlKey) return done(this.#events.onStop);
      if (key === "d" && event.ctrlKey) return done(this.#events.onEndInput);
      if (key === "a") return done(() => this.#terminal.selectAll());
      return false;
    }
    const lines: Partial<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };
    const pages: Partial<Record<string, number>> = { PageUp: -1, PageDown: 1 };
    if (lines[key] !== undefined) return done(() => this.#terminal.scrollLines(lines[key] ?? 0));
    if (pages[key] !== undefined) return done(() => this.#terminal.scrollPages(pages[key] ?? 0));
    if (key === "Home") return done(() => this.#terminal.scrollToTop());
    if (key === "End") return done(() => this.#terminal.scrollToBottom());
    if (key.length === 1) this.#events.onTyping();
    return false;
  }
}

const freshStreams = (): Record<OutputStream, TerminalText> => ({
  stdout: new TerminalText(streamStyle.stdout),
  stderr: new TerminalText(streamStyle.stderr),
  compile: new TerminalText(streamStyle.compile),
});

const noteOfMissing = (length: number) => ({
  type: "note" as const,
  text: `… ${lengthWords(length)} that came before are not shown`,
});

function terminalTheme() {
  return {
    ...resolvedColors(themeColors),
    extendedAnsi: Object.values(resolvedColors(Object.fromEntries(ownColors.map((role) => [role, role])))),
  };
}
