// What a page shows of its line to the room: whether the room answers on it, and what was typed here and is not in the room yet.
import { batch, computed, signal } from "@preact/signals";
import type { Role } from "#protocol/role";
import { closeCode } from "#protocol/socket";
import { connectionStatus } from "./connection-status";

/** Why there is no room to show. */
export type Closed = "unknown" | "refused" | "superseded" | "full";

/** "Saving" stays for a moment, so that the words do not flicker with every key. */
const SAVING_SHOWN_MS = 400;
/** Without an answer after this, the page says that it cannot connect; it goes on trying. */
const PATIENCE_MS = 6_000;
/** Typing is on the disk some ms after its key; until then the words stay as they were, but no longer than this. */
const KEEPING_MS = 500;
/** What is to rest on the last typing waits so long for it to be in the room. */
const SENT_WAIT_MS = 1_500;

export class LineView {
  /** The room has answered on this page. */
  readonly opened = signal(false);
  readonly closed = signal<Closed | undefined>(undefined);
  readonly unreachable = signal(false);
  /** The room answers, so that what is shown of the others is of now. */
  readonly live = computed(() => this.#line.value === "open");
  readonly status = computed(() =>
    connectionStatus({
      line: this.#line.value,
      online: this.#online.value,
      wasOpen: this.opened.value,
      role: this.#room.role(),
      version: this.#room.version(),
      unsent: this.live.value ? Math.max(this.#saving.value ? 1 : 0, this.#unsent.value) : this.#waiting.value.unsent,
      kept: this.#waiting.value.kept,
    }),
  );

  readonly #room: { role(): Role | undefined; version(): number };
  readonly #line = signal<"connecting" | "open" | "closed">("connecting");
  readonly #online = signal(navigator.onLine);
  readonly #unsent = signal(0);
  /** What waits for a line, as far as it is known whether the disk has it. */
  readonly #waiting = signal({ unsent: 0, kept: true });
  readonly #saving = signal(false);
  readonly #stop = new AbortController();
  readonly #patience: ReturnType<typeof setTimeout>;
  #kept: boolean | undefined = true;
  #keepingTimer: ReturnType<typeof setTimeout> | undefined;
  #savedTimer: ReturnType<typeof setTimeout> | undefined;
  #onSent: (() => void) | undefined;
  #sentTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(room: { role(): Role | undefined; version(): number }) {
    this.#room = room;
    const { signal: stopped } = this.#stop;
    addEventListener("online", () => (this.#online.value = true), { signal: stopped });
    addEventListener("offline", () => (this.#online.value = false), { signal: stopped });
    this.#patience = setTimeout(() => (this.unreachable.value = !this.opened.value), PATIENCE_MS);
  }

  /** What an earlier visit left, which is on this device's disk. */
  restored(unsent: number): void {
    this.#unsent.value = unsent;
    this.#keepingChanged();
  }
  /** What is unsent is on this device's disk, or cannot be; undefined: it is on its way there. */
  keeps(kept: boolean | undefined): void {
    this.#kept = kept;
    this.#keepingChanged();
  }
  /** So many edits are not in the room. */
  unsentAre(unsent: number): void {
    this.#unsent.value = unsent;
    this.#keepingChanged();
    if (unsent > 0) {
      clearTimeout(this.#savedTimer);
      this.#savedTimer = undefined;
      this.#saving.value = true;
    } else if (this.#saving.value) this.#savedTimer ??= setTimeout(() => this.#saved(), SAVING_SHOWN_MS);
  }

  joined(): void {
    this.#line.value = "open";
    this.opened.value = true;
    this.unreachable.value = false;
    this.closed.value = undefined;
  }
  lost(code: number, final: boolean): void {
    batch(() => {
      this.#line.value = final ? "closed" : "connecting";
      if (code === closeCode.unknownRoom) this.closed.value = "unknown";
      else if (code === closeCode.refused) this.closed.value = "refused";
      else if (code === closeCode.superseded) this.closed.value = "superseded";
      else if (code === closeCode.full && !this.opened.value) this.closed.value = "full";
    });
  }

  /** Once the room has all that was typed here; after a while, or where there is no line, in any case. The last one asked for. */
  whenSent(act: () => void): void {
    clearTimeout(this.#sentTimer);
    this.#onSent = act;
    if (this.#unsent.value === 0 || !this.live.value) this.#sent();
    else this.#sentTimer = setTimeout(() => this.#sent(), SENT_WAIT_MS);
  }
  /** The room may have it all now. */
  goOn(): void {
    if (this.#unsent.peek() === 0 && this.#onSent) this.#sent();
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#patience);
    clearTimeout(this.#keepingTimer);
    clearTimeout(this.#savedTimer);
    clearTimeout(this.#sentTimer);
  }

  // The words change when the disk has what they count, or takes too long.
  #keepingChanged(): void {
    if (this.#kept !== undefined || this.#unsent.peek() === 0) this.#tellWaiting();
    else this.#keepingTimer ??= setTimeout(() => this.#tellWaiting(), KEEPING_MS);
  }
  #tellWaiting(): void {
    clearTimeout(this.#keepingTimer);
    this.#keepingTimer = undefined;
    this.#waiting.value = { unsent: this.#unsent.peek(), kept: this.#kept ?? false };
  }
  #saved(): void {
    this.#savedTimer = undefined;
    this.#saving.value = false;
  }
  #sent(): void {
    clearTimeout(this.#sentTimer);
    const act = this.#onSent;
    this.#onSent = undefined;
    act?.();
  }
}
