// For the case that this page's text is not the room's: it asks now and then; and of the last messages both ways, which are
// kept for it, it makes a report that a person can download and send. That names no room and no client.
import type { Output } from "#collab/client-output";
import type { FileId } from "#protocol/project";
import type { ClientMessage, RoomMessage } from "#protocol/socket";
import { downloadText } from "./download";
import { showToast } from "./toast";

type Said = { at: number; from: "room" | "page"; message: ClientMessage | RoomMessage };

/** Of the messages so many are kept, and no more than so many characters of them. */
const MESSAGES_MAX = 500;
const LENGTH_MAX = 2_000_000;
/** So often a page asks whether its text is the room's, while something changes. In ms. */
const CHECK_EVERY_MS = 60_000;

export class LastMessages {
  #said: Said[] = [];

  add(from: Said["from"], message: Said["message"]): void {
    this.#said.push({ at: Date.now(), from, message });
    if (this.#said.length > 2 * MESSAGES_MAX) this.#said = this.#said.slice(-MESSAGES_MAX);
  }

  /** As JSON. `text`: what this page took for the room's text at `version`. */
  report(file: FileId, version: number, text: string): string {
    const lines: string[] = [];
    let length = 0;
    for (const said of this.#said.slice(-MESSAGES_MAX).toReversed()) {
      const line = JSON.stringify(withoutNames(said));
      length += line.length;
      if (length > LENGTH_MAX) break;
      lines.unshift(line);
    }
    const head = { format: "tandem divergence", formatVersion: 1, agent: navigator.userAgent, file, version, text };
    return `${JSON.stringify(head).slice(0, -1)},"messages":[${lines.join(",\n")}]}\n`;
  }
}

/** Asks whether the text here is the room's, while somebody looks. `version`: the room's that it rests on, while there is a line. */
export class TextCheck {
  readonly #version: () => number | undefined;
  readonly #ask: () => void;
  readonly #interval: ReturnType<typeof setInterval>;
  #askedAt = 0;

  constructor(version: () => number | undefined, ask: () => void) {
    this.#version = version;
    this.#ask = ask;
    this.#interval = setInterval(() => this.#check(), CHECK_EVERY_MS);
  }

  dispose(): void {
    clearInterval(this.#interval);
  }

  // While nothing changes there is nothing to ask.
  #check(): void {
    const version = this.#version();
    if (document.hidden || version === undefined || version === this.#askedAt) return;
    this.#askedAt = version;
    this.#ask();
  }
}

/** The text is mended by the time this is read. What was here before is on the page as recovered. */
export function tellDiverged(messages: LastMessages, diverged: Extract<Output, { type: "diverged" }>): void {
  const { file, version, text } = diverged;
  const report = messages.report(file, version, text);
  const download = () => downloadText(`tandem-divergence-v${version}.json`, report, "application/json");
  showToast({
    text: "This page’s text was not the room’s. It is mended; the report helps us to find out why.",
    action: { label: "Download the report", run: download },
  });
}

// The ids of a room open it.
function withoutNames({ message, ...said }: Said): object {
  return { ...said, message: message.type === "init" ? { ...message, roomId: "", viewId: "" } : message };
}
