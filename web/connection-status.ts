// What is true of the room right now, in words. Never a word more than is known.

export type LineState = {
  /** `open`: the room has answered on this line. */
  line: "connecting" | "open" | "closed";
  /** What the browser knows about the network. */
  online: boolean;
  /** The room was open on this page before. */
  wasOpen: boolean;
  role: "editor" | "viewer" | undefined;
  version: number;
  /** Edits the room has not confirmed. */
  unsent: number;
  /** The same edits are on this device's disk. */
  kept: boolean;
};

/** `tone` only repeats the words in a colour. */
export type ConnectionStatus = { words: string; tone: "quiet" | "warning" };

export function connectionStatus(state: LineState): ConnectionStatus {
  const { line, online, wasOpen, role, version, unsent, kept } = state;
  if (line === "open") {
    if (role === "viewer") return { words: "View only", tone: "quiet" };
    return { words: unsent > 0 ? "Saving" : `Saved at v${version}`, tone: "quiet" };
  }
  // Kept on this device, which holds no page to show it again: without a line none comes.
  const where = kept ? "kept · do not reload" : "keep this page open";
  if (!online) return { words: unsent > 0 ? `Offline · ${unsent} unsent, ${where}` : "Offline", tone: "warning" };
  if (unsent > 0)
    return {
      words: kept ? `${unsent} unsent · reconnecting` : `${unsent} unsent, ${where} · reconnecting`,
      tone: "warning",
    };
  return wasOpen ? { words: "Reconnecting", tone: "warning" } : { words: "Connecting", tone: "quiet" };
}
