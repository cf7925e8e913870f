// What is said in one room: messages in one order, and threads about places in the code. Event in, effects out.
//
// Invariants:
// 1. Messages are numbered 1 … last without gaps. A thread has the number of its first message.
// 2. A message and a thread are kept before they are told of.
// 3. The ranges of all threads, resolved ones too, lie in the texts as they are now; each was mapped over every edit since.
import type { ChangeDesc } from "@codemirror/state";
import type { LoggedEdit, TextEdit } from "#collab/edit-log";
import type { ConnectionId, Refusal } from "#collab/room-events";
import type { Asker } from "#collab/run-events";
import { MESSAGES_PER_TEN_SECONDS_MAX, QUOTE_LENGTH_MAX, THREADS_MAX, THREADS_OPEN_MAX } from "#protocol/limits";
import type { FileId } from "#protocol/project";
import type { Message, TalkMessage, TalkSoFar, Thread } from "#protocol/talk";

/** What of it survives the room, besides the messages themselves: the number of the last, and the threads. */
export type TalkState = { last: number; threads: readonly Thread[] };

type Said = {
  by: Asker;
  user: number;
  name: string;
  text: string;
  mentions?: readonly number[] | undefined;
  request?: string | undefined;
  version: number;
  time: number;
};

export type TalkEvent =
  | ({ type: "said"; thread?: number | undefined } & Said)
  | ({ type: "commented"; file: FileId; from: number; to: number; quote: string } & Said)
  | ({ type: "thread_updated"; thread: number; resolved: boolean } & Omit<Said, "text" | "mentions">);

export type TalkReply = Message | Refusal;

export type TalkEffect =
  | { type: "keep_message"; message: Message }
  | ({ type: "keep_thread" } & KeptThread)
  | { type: "tell_talk"; message: TalkMessage }
  /** The asker's message, which it may have said before; or why not. */
  | { type: "answer"; to: Asker; request?: string | undefined; answer: TalkReply };

/** A range after an edit: what comes at its ends stays outside. One that was wholly deleted stays, empty, where it was. */
export function rangeOver<T extends { from: number; to: number }>(range: T, changes: ChangeDesc): T {
  const from = changes.mapPos(range.from, 1);
  const to = Math.max(from, changes.mapPos(range.to, -1));
  return from === range.from && to === range.to ? range : { ...range, from, to };
}

/** Threads after an edit. The same list where it moved none of them. */
export function threadsOver(threads: readonly Thread[], { file, changes }: TextEdit): readonly Thread[] {
  let moved: Thread[] | undefined;
  for (const [i, thread] of threads.entries()) {
    const after = thread.file === file ? rangeOver(thread, changes) : thread;
    if (after !== thread) (moved ??= [...threads])[i] = after;
  }
  return moved ?? threads;
}

/** With this thread in the place of what it was. Of too many the one leaves that was resolved first. */
export function withThread(threads: readonly Thread[], thread: Thread): readonly Thread[] {
  const at = threads.findIndex(({ id }) => id === thread.id);
  if (at >= 0) return threads.with(at, thread);
  const all = [...threads, thread];
  if (all.length <= THREADS_MAX) return all;
  const resolved = all.filter((one) => one.resolved);
  const first = resolved.reduce((a, b) => ((b.resolved?.time ?? 0) < (a.resolved?.time ?? 0) ? b : a), resolved[0]!);
  return all.filter((one) => one !== first);
}

/** A thread as it was written down at a version. */
export type KeptThread = { readonly thread: Thread; readonly version: number };

/** Threads brought over edits. `kept`, in the order of their versions: those that were written down meanwhile. */
export function threadsSince(
  threads: readonly Thread[],
  edits: readonly LoggedEdit[],
  kept: readonly KeptThread[],
): readonly Thread[] {
  let [all, next] = [threads, 0];
  const keep = (version: number) => {
    for (let one = kept[next]; one && one.version <= version; one = kept[++next]) all = withThread(all, one.thread);
  };
  for (const edit of edits) {
    keep(edit.version - 1);
    if (edit.changes) all = threadsOver(all, edit);
  }
  keep(Infinity);
  return all;
}

export class RoomTalk {
  readonly #state: TalkState;
  // When whoever spoke lately did, and what: a line that was lost before the answer makes them say it again.
  readonly #times = new Map<ConnectionId, number[]>();
  readonly #recent = new Map<string, Message>();

  /** Takes over `state`: it stays what is to be kept. */
  constructor(state: TalkState) {
    this.#state = state;
  }

  /** As a newcomer is told of it. */
  get soFar(): TalkSoFar {
    return { last: this.#state.last, threads: this.#state.threads.filter(({ resolved }) => !resolved) };
  }

  /** Somebody has edited a text. */
  edited(edit: TextEdit): void {
    this.#state.threads = threadsOver(this.#state.threads, edit);
  }

  left(connection: ConnectionId): void {
    this.#times.delete(connection);
  }

  receive(event: TalkEvent): TalkEffect[] {
    const { by, request } = event;
    const said = request === undefined ? undefined : this.#recent.get(nameOf(event));
    if (said) return [{ type: "answer", to: by, request, answer: said }];
    const refused = this.#refused(event);
    if (refused) return [{ type: "answer", to: by, request, answer: refused }];
    switch (event.type) {
      case "said":
        return this.#say(event, event.thread);
      case "commented": {
        const { file, from, to, user, name, time } = event;
        const quote = event.quote.slice(0, QUOTE_LENGTH_MAX).toWellFormed();
        const thread: Thread = { id: this.#state.last + 1, file, from, to, quote, user, name, time };
        return [...this.#put(thread, event.version), ...this.#say(event, thread.id)];
      }
      case "thread_updated": {
        const { resolved: before, ...thread } = this.#thread(event.thread)!;
        if ((before !== undefined) === event.resolved) return [];
        const { user, name, time, version } = event;
        return this.#put(event.resolved ? { ...thread, resolved: { user, name, time } } : thread, version);
      }
    }
  }

  // Every check stands before the first change.
  #refused(event: TalkEvent): Refusal | undefined {
    const { threads } = this.#state;
    const thread = event.type === "commented" ? undefined : event.thread;
    const found = thread === undefined ? undefined : this.#thread(thread);
    if (thread !== undefined && !found) return unknownThread;
    const opens = event.type === "commented" || (event.type === "thread_updated" && !event.resolved && found?.resolved);
    if (opens && threads.filter(({ resolved }) => !resolved).length >= THREADS_OPEN_MAX) return tooManyThreads;
    // All that come from outside share one allowance: who sends them cannot be told apart here.
    const from = event.by.type === "connection" ? event.by.id : "outside";
    const times = (this.#times.get(from) ?? []).filter((time) => time > event.time - 10_000 && time <= event.time);
    if (times.length >= MESSAGES_PER_TEN_SECONDS_MAX) return tooOften;
    this.#times.set(from, [...times, event.time]);
    return undefined;
  }

  #thread(id: number): Thread | undefined {
    return this.#state.threads.find((thread) => thread.id === id);
  }

  #put(thread: Thread, version: number): TalkEffect[] {
    this.#state.threads = withThread(this.#state.threads, thread);
    return [
      { type: "keep_thread", thread, version },
      { type: "tell_talk", message: { type: "thread", thread, version } },
    ];
  }

  #say(event: Said, thread?: number): TalkEffect[] {
    const { by, user, name, text, mentions, request, version, time } = event;
    const n = ++this.#state.last;
    const message: Message = {
      n,
      user,
      name,
      time,
      version,
      text,
      ...(thread !== undefined && { thread }),
      ...(mentions?.length && { mentions: [...mentions] }),
      ...(request !== undefined && { request }),
    };
    if (request !== undefined) this.#remember(nameOf(event), message);
    return [
      { type: "keep_message", message },
      { type: "tell_talk", message: { type: "chat", ...message } },
      ...(by.type === "request" ? [{ type: "answer" as const, to: by, answer: message }] : []),
    ];
  }

  #remember(name: string, message: Message): void {
    this.#recent.set(name, message);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > RECENT_MAX && oldest !== undefined) this.#recent.delete(oldest);
  }
}

/** Messages that are known when they are said again. */
const RECENT_MAX = 200;

const nameOf = ({ user, request }: Pick<Said, "user" | "request">) => `${user} ${request}`;
const unknownThread: Refusal = { refused: "unknown_thread", detail: "The room has no such thread" };
const tooManyThreads: Refusal = {
  refused: "too_large",
  detail: `A room has at most ${THREADS_OPEN_MAX} open threads; resolve some`,
};
const tooOften: Refusal = {
  refused: "rate_limited",
  detail: `At most ${MESSAGES_PER_TEN_SECONDS_MAX} messages in ten seconds; wait a little`,
};
