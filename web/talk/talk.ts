// What is said in one room, as one person has it: the messages, what they say and the room does not have yet, the threads
// about places in the code, and how far they have read. Lives beside the session; components show its signals.
import { batch, computed, signal } from "@preact/signals";
import type { Output } from "#collab/client-output";
import type { Comment } from "#collab/client-talk";
import type { ChangeDesc } from "@codemirror/state";
import { rangeOver } from "#collab/room-talk";
import { MESSAGES_PAGE } from "#protocol/limits";
import type { FileId } from "#protocol/project";
import type { ClientMessage, Member, RoomMessage } from "#protocol/socket";
import type { Message, TalkSoFar, Thread } from "#protocol/talk";
import { api } from "#web/api";
import { readStored, writeStored } from "#web/stored";
import { mentionsIn } from "./mentions";
import { storedUnsaid, unsaidText } from "./unsaid";

/** What the room does not have yet. `why`: it refused; without it goes as soon as the line is there. */
export type Unsaid = {
  request: string;
  text: string;
  mentions: number[];
  thread?: number;
  time: number;
  why?: string;
};

/** A place that a new thread is to be about; it moves with the text while its first words are written. */
export type NewThread = { file: FileId; from: number; to: number; quote: string };

export type TalkPort = {
  /** False when the line is down. */
  send(message: ClientMessage): boolean;
  comment(comment: Comment): boolean;
  me(): Member | undefined;
  people(): readonly Member[];
  /** Somebody called me. */
  called(message: Message): void;
};

/** Authors of earlier messages that are offered behind an @. */
const AUTHORS_MAX = 50;

export class Talk {
  /** Without a gap up to the last; the earlier ones come when they are asked for. */
  readonly messages = signal<readonly Message[]>([]);
  readonly state = signal<"unasked" | "asking" | "here" | "failed">("unasked");
  readonly unsaid = signal<readonly Unsaid[]>([]);
  readonly last = signal(0);
  /** The last message that was read on this device. */
  readonly seen = signal(0);
  /** What was read when somebody began to look: a line stands behind it. */
  readonly readBefore = signal(0);
  readonly unread = computed(() => Math.max(0, this.last.value - this.seen.value));
  /** Open ones move with the text; of resolved ones it is told where they were. */
  readonly threads = signal<readonly Thread[]>([]);
  readonly threadsAreHere = signal(false);
  /** What stands in threads, by thread. */
  readonly said = signal<ReadonlyMap<number, readonly Message[]>>(new Map());
  readonly chosen = signal<number | undefined>(undefined);
  readonly begun = signal<NewThread | undefined>(undefined);
  readonly tab = signal<"chat" | "comments">("chat");
  readonly draft = signal("");
  /** Counts the wishes to write. */
  readonly wantsFocus = signal(0);

  readonly #room: string;
  readonly #port: TalkPort;
  #looking = false;
  #loadingEarlier = false;
  #open: readonly Thread[] = [];
  #resolved: readonly Thread[] = [];
  readonly #onHeard = new Set<(message: Message) => void>();
  // Threads that are about to begin, by the name of their first message.
  readonly #comments = new Map<string, (why: string | undefined) => void>();

  constructor(room: string, port: TalkPort) {
    this.#room = room;
    this.#port = port;
    this.draft.value = readStored(this.#key("draft"), "tab") ?? "";
    this.unsaid.value = storedUnsaid(readStored(this.#key("unsaid"), "tab"));
  }

  #key = (what: string) => `tandem.talk-${what}.${this.#room}`;

  /** Whom an @ may name: who is here, and who spoke. */
  get people(): readonly { user: number; name: string }[] {
    const authors = this.messages.value.slice(-500).toReversed();
    const all = [...this.#port.people(), ...authors].filter(({ user }) => user > 0 && user !== this.#port.me()?.user);
    return [...new Map(all.toReversed().map(({ user, name }) => [user, { user, name }])).values()]
      .toReversed()
      .slice(0, AUTHORS_MAX);
  }

  get hasEarlier(): boolean {
    return (this.messages.value[0]?.n ?? 1) > 1;
  }

  // --- what the room says ---

  joined(soFar: TalkSoFar | undefined): void {
    if (!soFar) return;
    const known = readStored(this.#key("seen"));
    batch(() => {
      this.last.value = soFar.last;
      // Who comes for the first time has missed nothing.
      this.seen.value = known === null ? soFar.last : Math.min(Number(known) || 0, soFar.last);
      if (known === null) writeStored(this.#key("seen"), String(soFar.last));
      if (this.#looking && this.unread.value > 0) this.readBefore.value = this.seen.value;
      this.threadsAreHere.value = false;
    });
    if (this.#looking || this.unsaid.value.length > 0 || this.state.value === "here") void this.#catchUp();
    if (this.tab.value === "comments" && this.#looking) void this.loadThreads();
  }

  lost(): void {
    for (const answer of this.#comments.values()) answer("The line was lost before this was told; try again.");
    this.#comments.clear();
  }

  received(message: RoomMessage): void {
    if (message.type === "thread") {
      if (message.thread.resolved) this.#resolved = [...without(this.#resolved, message.thread.id), message.thread];
      else this.#resolved = without(this.#resolved, message.thread.id);
    }
    if (message.type !== "chat") return;
    const { type: _, ...said } = message;
    const isNew = said.n > this.last.value;
    batch(() => {
      this.#settled(said);
      this.last.value = Math.max(this.last.value, said.n);
      const before = this.messages.value.at(-1)?.n ?? (said.n === 1 ? 0 : undefined);
      if (before === said.n - 1) this.messages.value = [...this.messages.value, said];
      if (said.n === 1 && this.state.value === "unasked") this.state.value = "here";
      this.#keepSaid([said]);
    });
    const { user: me } = this.#port.me() ?? {};
    if (said.user === me) return this.#saw(said.n); // who speaks has read
    if (!isNew) return;
    if (this.#looking) {
      this.#saw(said.n);
      for (const tell of this.#onHeard) tell(said);
    }
    if (me !== undefined && said.mentions?.includes(me)) this.#port.called(said);
  }

  /** Of the client: those of open threads, in the present texts. */
  threadsAre(open: readonly Thread[]): void {
    if (open === this.#open && this.threads.value.length === open.length + this.#resolved.length) return;
    this.#open = open;
    this.#showThreads();
  }

  #showThreads(): void {
    const open = this.#open.filter(({ resolved }) => !resolved);
    const ids = new Set(open.map(({ id }) => id));
    this.threads.value = [...open, ...this.#resolved.filter(({ id }) => !ids.has(id))];
  }

  /** What became of a message or a comment of this person. True when it was one of theirs. */
  answered({ request, refused }: Extract<Output, { type: "answered" }>): boolean {
    const comment = this.#comments.get(request);
    if (comment) {
      this.#comments.delete(request);
      comment(refused ? wordsOf(refused.code) : undefined);
      return true;
    }
    if (!this.unsaid.value.some((one) => one.request === request)) return false;
    if (refused) this.#unsaidAre((one) => (one.request === request ? { ...one, why: wordsOf(refused.code) } : one));
    return true;
  }

  #settled(said: Message): void {
    if (said.request === undefined || said.user !== this.#port.me()?.user) return;
    this.#comments.get(said.request)?.(undefined);
    this.#comments.delete(said.request);
    if (said.thread === said.n) this.chosen.value = said.n;
    this.#setUnsaid(this.unsaid.value.filter(({ request }) => request !== said.request));
  }

  /** Tells of what others say while the talk is in view. */
  onHeard(tell: (message: Message) => void): () => void {
    this.#onHeard.add(tell);
    return () => this.#onHeard.delete(tell);
  }

  /** A text has changed here: the place that a comment is begun about moves with it. */
  edited(file: FileId, changes: ChangeDesc): void {
    const { value: begun } = this.begun;
    if (begun?.file === file) this.begun.value = rangeOver(begun, changes);
  }

  // --- reading ---

  /** The talk is in view, with its end, or is not any more. */
  look(looking: boolean): void {
    if (looking === this.#looking) return;
    this.#looking = looking;
    if (!looking) return;
    if (this.unread.value > 0) this.readBefore.value = this.seen.value;
    if (this.last.value > 0 && this.state.value !== "here") void this.#catchUp();
    else this.#saw(this.last.value);
  }

  #saw(n: number): void {
    if (n <= this.seen.value) return;
    this.seen.value = n;
    writeStored(this.#key("seen"), String(n));
  }

  // What was missed; then what could not be said. A gap to what is here already leaves only what is newer.
  async #catchUp(): Promise<void> {
    this.state.value = this.state.value === "here" ? "here" : "asking";
    try {
      const { messages, last } = await api("GET /rooms/{roomId}/chat", { params: { roomId: this.#room } });
      batch(() => {
        const here = this.messages.value;
        const [first] = messages;
        const joins = first && here.some(({ n }) => n === first.n - 1 || n === first.n);
        const newer = here.filter(({ n }) => n > (messages.at(-1)?.n ?? 0));
        this.messages.value = joins ? [...here.filter(({ n }) => n < first.n), ...messages, ...newer] : messages;
        for (const message of messages) this.#settled(message);
        this.#keepSaid(messages);
        this.last.value = Math.max(this.last.value, last);
        this.state.value = "here";
      });
      if (this.#looking) this.#saw(this.last.value);
      for (const one of this.unsaid.value) if (one.why === undefined) this.#send(one);
    } catch {
      // Said on the page, with a way to try again; the next join tries by itself.
      if (this.state.value !== "here") this.state.value = "failed";
    }
  }

  tryAgain(): void {
    void this.#catchUp();
  }

  async loadEarlier(): Promise<void> {
    const [first] = this.messages.value;
    if (!first || !this.hasEarlier || this.state.value !== "here" || this.#loadingEarlier) return;
    this.#loadingEarlier = true;
    try {
      const { messages } = await api("GET /rooms/{roomId}/chat", {
        params: { roomId: this.#room },
        query: { before: String(first.n), limit: String(MESSAGES_PAGE) },
      });
      // Older ones are not kept for ever.
      if (this.messages.value[0] === first) this.messages.value = [...messages, ...this.messages.value];
      this.reachedBeginning.value = messages.length === 0;
    } catch {
      // The next look upwards asks again.
    } finally {
      this.#loadingEarlier = false;
    }
  }
  readonly reachedBeginning = signal(false);

  async loadThreads(): Promise<void> {
    if (this.threadsAreHere.value) return;
    try {
      const { threads } = await api("GET /rooms/{roomId}/threads", { params: { roomId: this.#room } });
      batch(() => {
        this.#resolved = threads.filter(({ resolved }) => resolved).map(({ messages: _, ...thread }) => thread);
        this.#keepSaid(threads.flatMap(({ messages }) => messages));
        this.threadsAreHere.value = true;
        this.#showThreads();
      });
    } catch {
      // What is told from now on is shown; the next look asks again.
    }
  }

  #keepSaid(messages: readonly Message[]): void {
    const inThreads = messages.filter(({ thread }) => thread !== undefined);
    if (inThreads.length === 0) return;
    const next = new Map(this.said.value);
    for (const message of inThreads) {
      const before = next.get(message.thread!) ?? [];
      if (before.some(({ n }) => n === message.n)) continue;
      next.set(
        message.thread!,
        [...before, message].toSorted((a, b) => a.n - b.n),
      );
    }
    this.said.value = next;
  }

  // --- speaking ---

  say(text: string, thread?: number): void {
    const one: Unsaid = {
      request: crypto.randomUUID(),
      text: unsaidText(text),
      mentions: mentionsIn(text, this.people),
      time: Date.now(),
      ...(thread !== undefined && { thread }),
    };
    this.#setUnsaid([...this.unsaid.value, one]);
    this.#send(one);
  }

  sayAgain(request: string): void {
    this.#unsaidAre(({ why: _, ...one }) => one, request);
    const one = this.unsaid.value.find((unsaid) => unsaid.request === request);
    if (one) this.#send(one);
  }
  forget(request: string): void {
    this.#setUnsaid(this.unsaid.value.filter((one) => one.request !== request));
  }

  /** Begins the thread that `begun` stands for; answers why not. */
  begin(text: string): Promise<string | undefined> {
    const place = this.begun.value;
    if (!place) return Promise.resolve(undefined);
    const request = crypto.randomUUID();
    const { file, from, to } = place;
    if (from === to) return Promise.resolve("What you comment on has been deleted.");
    const mentions = mentionsIn(text, this.people);
    return new Promise((resolve) => {
      const done = (why: string | undefined) => {
        if (why === undefined) this.begun.value = undefined;
        resolve(why);
      };
      this.#comments.set(request, done);
      if (this.#port.comment({ file, from, to, text, mentions, request })) return;
      this.#comments.delete(request);
      done("You are offline. Your words stay here; send them when the line is back.");
    });
  }

  show(tab: "chat" | "comments"): void {
    this.tab.value = tab;
  }
  /** The thread that is looked at. */
  choose(thread: number): void {
    this.chosen.value = thread;
  }
  /** What the next comment is to be about. */
  about(place: NewThread | undefined): void {
    this.begun.value = place;
    if (place) this.chosen.value = undefined;
  }

  resolve(thread: number, resolved: boolean): boolean {
    return this.#port.send({ type: "thread_update", thread, resolved });
  }

  writes(draft: string): void {
    this.draft.value = draft;
    writeStored(this.#key("draft"), draft, "tab");
  }

  #send({ request, text, mentions, thread }: Unsaid): void {
    const of = thread !== undefined && { thread };
    this.#port.send({ type: "chat", text, request, ...of, ...(mentions.length > 0 && { mentions }) });
  }

  #unsaidAre(change: (one: Unsaid) => Unsaid, request?: string): void {
    this.#setUnsaid(
      this.unsaid.value.map((one) => (request === undefined || one.request === request ? change(one) : one)),
    );
  }
  #setUnsaid(unsaid: readonly Unsaid[]): void {
    this.unsaid.value = unsaid;
    writeStored(this.#key("unsaid"), JSON.stringify(unsaid), "tab");
  }
}

const without = (threads: readonly Thread[], id: number) => threads.filter((thread) => thread.id !== id);

const wordsByCode: Record<string, string> = {
  rate_limited: "That was a lot at once. Wait a moment and send it again.",
  unknown_thread: "This thread is gone.",
  too_large: "There are too many open threads. Resolve some first.",
  bad_position: "What you comment on has been deleted.",
  read_only: "This link only views the room.",
};
const wordsOf = (code: string) => wordsByCode[code] ?? "The room did not take this.";
