// Readers of the newest run that are not in the room: server-sent events. A slow reader holds nothing up: each takes what
// is kept behind where it stands, when it has room for more.
import type { RoomRuns } from "#collab/room-runs";
import { RUN_STREAMS_MAX } from "#protocol/limits";
import { numberOf, type RunPlace, serverSentEvent } from "#protocol/run-events";
import type { RunMessage } from "#protocol/room-run";

/** A sign of life for the proxies between, in ms. */
const BEAT_MS = 15_000;

export class RunStreams {
  readonly #runs: RoomRuns;
  // The memory of the run may be ahead of what is durable and may be told.
  #published: number;
  #wakes = new Set<() => void>();
  #readers = 0;

  constructor(runs: RoomRuns) {
    this.#runs = runs;
    this.#published = runs.newest?.n ?? 0;
  }

  /** These have become durable. */
  told(messages: readonly RunMessage[]): void {
    const last = messages.at(-1);
    if (!last) return;
    this.#published = numberOf(last);
    const wakes = this.#wakes;
    this.#wakes = new Set();
    for (const wake of wakes) wake();
  }

  /**
   * The newest run's events behind where a reader stands, until its end; or until another begins, and the library has it.
   * Undefined when there are too many readers.
   */
  read({ after, life }: RunPlace): ReadableStream<Uint8Array> | undefined {
    if (this.#readers >= RUN_STREAMS_MAX) return undefined;
    this.#readers++;
    const run = this.#runs.newest;
    const encoder = new TextEncoder();
    // In another life the numbers meant something else: it is told from the front.
    let heard = run?.life === life ? after : -1;
    let gone = () => {};
    let isOver = false;
    const over = () => {
      if (!isOver) this.#readers--;
      isOver = true;
    };
    const left = new Promise<"gone">((resolve) => {
      gone = () => {
        over();
        resolve("gone");
      };
    });
    const close = (controller: ReadableByteStreamController) => {
      over();
      controller.close();
    };
    const pull = async (controller: ReadableByteStreamController): Promise<void> => {
      for (;;) {
        if (!run || run !== this.#runs.newest) return close(controller);
        const messages = this.#runs.messagesAfter(heard).filter((message) => numberOf(message) <= this.#published);
        const last = messages.at(-1);
        if (last) {
          heard = numberOf(last);
          return controller.enqueue(encoder.encode(messages.map((one) => serverSentEvent(one, run.life)).join("")));
        }
        if (run.result && heard >= run.n) return close(controller);
        const news = await this.#news(left);
        if (news === "gone") return;
        if (news === "silence") return controller.enqueue(encoder.encode(": beat\n\n"));
      }
    };
    return new ReadableStream({ type: "bytes", pull, cancel: gone });
  }

  async #news(left: Promise<"gone">): Promise<"more" | "silence" | "gone"> {
    let wake = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    const more = new Promise<"more">((resolve) => {
      wake = () => resolve("more");
      this.#wakes.add(wake);
    });
    const silence = new Promise<"silence">((resolve) => {
      timer = setTimeout(() => resolve("silence"), BEAT_MS);
    });
    const news = await Promise.race([more, silence, left]);
    clearTimeout(timer);
    this.#wakes.delete(wake);
    return news;
  }
}
