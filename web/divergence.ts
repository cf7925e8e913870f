// What is kept for the case that this page's text is not the room's: the last messages both ways, and from them a report
// that a person can download and send. It names no room and no client.
import type { FileId } from "#protocol/project";
import type { ClientMessage, RoomMessage } from "#protocol/socket";

type Said = { at: number; from: "room" | "page"; message: ClientMessage | RoomMessage };

/** Of the messages so many are kept, and no more than so many characters of them. */
const MESSAGES_MAX = 500;
const LENGTH_MAX = 2_000_000;
/** So often a page asks whether its text is the room's, while something changes. In ms. */
export const CHECK_EVERY_MS = 60_000;

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

// The ids of a room open it.
function withoutNames({ message, ...said }: Said): object {
  return { ...said, message: message.type === "init" ? { ...message, roomId: "", viewId: "" } : message };
}
