// The output for those who listen: its newest lines, a piece now and then. xterm's own mode for screen readers is not used:
// it gathers everything up to the next line end, and a program that writes none stops the page for seconds.
import { plainText } from "./terminal-text";

/** What came meanwhile is told as one. */
const PAUSE_MS = 700;
const PIECE_LENGTH_MAX = 1_000;
const PIECES_MAX = 40;

export class SpokenOutput {
  readonly #log = document.createElement("div");
  #waiting = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement) {
    this.#log.className = "visually-hidden";
    this.#log.setAttribute("role", "log");
    this.#log.setAttribute("aria-label", "Output of the program, newest lines");
    host.append(this.#log);
  }

  say(text: string): void {
    this.#waiting = (this.#waiting + text.slice(-2 * PIECE_LENGTH_MAX)).slice(-2 * PIECE_LENGTH_MAX);
    this.#timer ??= setTimeout(() => this.#tell(), PAUSE_MS);
  }

  clear(): void {
    this.#waiting = "";
    this.#log.replaceChildren();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#log.remove();
  }

  #tell(): void {
    this.#timer = undefined;
    const piece = document.createElement("p");
    piece.textContent = plainText(this.#waiting).slice(-PIECE_LENGTH_MAX);
    this.#waiting = "";
    if (piece.textContent.trim() === "") return;
    this.#log.append(piece);
    if (this.#log.childElementCount > PIECES_MAX) this.#log.firstElementChild?.remove();
  }
}
