// One visit of one room. Lives outside the component tree: components show its signals and call its methods.
import { batch, computed, signal } from "@preact/signals";
import type { ChangeSet, Text } from "@codemirror/state";
import type { Carets } from "#collab/presence";
import type { Output, Person } from "#collab/room-client";
import type { LanguageId } from "#protocol/languages";
import type { Role } from "#protocol/role";
import { closeCode, type ClientMessage, type Member, type RoomMessage } from "#protocol/socket";
import { claimIdentity } from "./client-identity";
import { connectionStatus } from "./connection-status";
import { guestName, renameGuest } from "./guest-name";
import { deliverOrphans } from "./orphans";
import { dropRecovered, forgetUnused, keepRecovered, recoveredOf, type RecoveredText } from "./outbox";
import { noteVisit } from "./recent-rooms";
import { RoomLine } from "./room-line";
import { RunView } from "./run/run-view";

type ApplyOrigin = Extract<Output, { type: "apply" }>["origin"];

/** What a session asks of the editor, whichever it is. */
export type EditorPort = {
  reset(text: Text): void;
  apply(changes: ChangeSet, origin: ApplyOrigin): void;
  showPeople(people: readonly Person[]): void;
  /** This person has just moved or written. */
  announce(user: number): void;
  focus(): void;
  reveal(offset: number): void;
  readonly viewport?: Viewport;
};

/** What part of the text an editor shows, in lines from 1; 2.5 is the middle of the second. */
export type Viewport = {
  top(): number;
  scrollTo(line: number): void;
  /** Answers with the way to stop listening. */
  onScroll(listener: () => void): () => void;
};

/** Why there is no room to show. */
export type Closed = "unknown" | "refused" | "superseded" | "full";

/** "Saving" stays for a moment, so that the words do not flicker with every key. */
const SAVING_SHOWN_MS = 400;
/** Without an answer after this, the page says that it cannot connect; it goes on trying. */
const PATIENCE_MS = 6_000;
/** Colours that a room gives out, in turn. */
const COLORS = 8;
/** A run waits so long for the last typing to be in the room. */
const RUN_WAIT_MS = 1_500;

export class RoomSession {
  readonly id: string;
  readonly opened = signal(false);
  readonly closed = signal<Closed | undefined>(undefined);
  readonly unreachable = signal(false);
  readonly me = signal<Member | undefined>(undefined);
  readonly people = signal<readonly Member[]>([]);
  readonly language = signal("plaintext");
  readonly title = signal("");
  readonly viewId = signal<string | undefined>(undefined);
  readonly recovered = signal<readonly RecoveredText[]>([]);
  readonly role = computed<Role | undefined>(() => this.me.value?.role);
  readonly #line = signal<"connecting" | "open" | "closed">("connecting");
  /** The room answers, so that what is shown of the others is of now. */
  readonly live = computed(() => this.#line.value === "open");
  readonly #online = signal(navigator.onLine);
  /** The text as the editor shows it; undefined before the room has answered. */
  readonly shownText = signal<Text | undefined>(undefined);
  readonly viewport = signal<Viewport | undefined>(undefined);
  /** The room's version that the text here rests on. */
  readonly version = signal(0);
  readonly #unsent = signal(0);
  readonly #kept = signal(false);
  readonly #saving = signal(false);
  readonly run = new RunView({
    send: (message) => this.#send(message),
    rejoin: () => this.#room?.reconnect(),
    me: () => this.me.value?.user,
  });
  readonly status = computed(() =>
    connectionStatus({
      line: this.#line.value,
      online: this.#online.value,
      wasOpen: this.opened.value,
      role: this.role.value,
      version: this.version.value,
      unsent: this.#line.value === "open" && this.#saving.value ? Math.max(1, this.#unsent.value) : this.#unsent.value,
      kept: this.#kept.value,
    }),
  );

  #room: RoomLine | undefined;
  #editor: EditorPort | undefined;
  #disposed = false;
  readonly #stop = new AbortController();
  #savedTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #patience: ReturnType<typeof setTimeout>;
  #frame = 0;
  #onSent: (() => void) | undefined;
  #sentTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string) {
    this.id = id;
    const { signal: stopped } = this.#stop;
    addEventListener("online", () => (this.#online.value = true), { signal: stopped });
    addEventListener("offline", () => (this.#online.value = false), { signal: stopped });
    this.#patience = setTimeout(() => (this.unreachable.value = !this.opened.value), PATIENCE_MS);
    void this.#open();
  }

  /** The text as the editor shows it; undefined before the room has answered. */
  get text(): Text | undefined {
    return this.#room?.client.text;
  }

  attach(editor: EditorPort): () => void {
    this.#editor = editor;
    this.viewport.value = editor.viewport;
    this.#showPeople();
    return () => {
      this.#editor = undefined;
      this.viewport.value = undefined;
    };
  }

  // --- what the person does ---

  edited(changes: ChangeSet): void {
    this.#perform((line) => line.client.edited(changes, Date.now()));
  }
  moved(carets: Carets): void {
    this.#perform((line) => line.client.moved(carets));
  }
  /** A change that no editor made, such as formatting: for undo a step of its own. */
  change(changes: ChangeSet): void {
    this.separateUndo();
    this.#perform((line) => [
      { type: "apply", changes, origin: "remote" }, // as others' typing: carets and view stay at what they were at
      ...line.client.edited(changes, Date.now()),
    ]);
    this.separateUndo();
  }
  undo(): void {
    this.#perform((line) => line.client.undo());
  }
  redo(): void {
    this.#perform((line) => line.client.redo());
  }
  /** What is written next is a step of its own. */
  separateUndo(): void {
    this.#room?.client.separateUndo();
  }
  setLanguage(language: LanguageId): void {
    this.#perform((line) => line.client.update({ language }));
  }
  setTitle(title: string): void {
    this.#perform((line) => line.client.update({ title }));
  }
  rename(name: string): void {
    if (renameGuest(name)) this.#perform((line) => line.client.rename(guestName.value));
  }
  /** Runs the room's text. What was typed here last must be in it, so the room is asked once it has everything. */
  startRun(stdin: string, endsInput: boolean): void {
    clearTimeout(this.#sentTimer);
    this.#onSent = () => this.run.start(stdin, endsInput);
    if (this.#unsent.value === 0 || !this.live.value) this.#sent();
    else this.#sentTimer = setTimeout(() => this.#sent(), RUN_WAIT_MS);
  }
  /** A person's colour, also of one who has left. */
  colorOf(user: number): number {
    const known = [...this.people.value, ...(this.me.value ? [this.me.value] : [])].find((one) => one.user === user);
    return known?.color ?? Math.max(0, user - 1) % COLORS;
  }
  focusEditor(): void {
    this.#editor?.focus();
  }
  /** Brings the place where somebody writes into view. */
  goTo(user: number): void {
    const caret = this.#room?.client.people.find((person) => person.user === user)?.carets[0];
    if (caret) this.#editor?.reveal(caret.head);
  }
  /** Brings a place of the text into view, with the caret there. */
  reveal(offset: number): void {
    this.#editor?.reveal(offset);
  }
  tryAgain(): void {
    this.#room?.reconnect();
  }
  dropRecovered(): void {
    this.recovered.value = [];
    void dropRecovered(this.id);
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop.abort();
    clearTimeout(this.#savedTimer);
    clearTimeout(this.#sentTimer);
    clearTimeout(this.#patience);
    cancelAnimationFrame(this.#frame);
    this.#room?.dispose();
  }

  // --- what the room says ---

  async #open(): Promise<void> {
    const identity = await claimIdentity(this.id);
    this.#unsent.value = identity.outbox?.pending.length ?? 0;
    this.#kept.value = true;
    const line = await RoomLine.open(this.id, () => guestName.value, identity, {
      output: (output) => this.#onOutput(output),
      received: (message) => this.#onMessage(message),
      lost: (code, final) => this.#onLost(code, final),
      changed: () => this.#sync(),
      kept: (kept) => (this.#kept.value = kept),
    });
    if (this.#disposed) return line.dispose();
    this.#room = line;
    this.recovered.value = await recoveredOf(this.id);
    void forgetUnused(Date.now());
  }

  #perform(act: (line: RoomLine) => Output[]): void {
    if (this.#room) this.#room.perform(act(this.#room));
  }

  #onOutput(output: Parameters<Parameters<typeof RoomLine.open>[3]["output"]>[0]): void {
    switch (output.type) {
      case "apply":
        return this.#editor?.apply(output.changes, output.origin);
      case "reset":
        return this.#editor?.reset(output.text);
      case "recovered":
        return this.#recover(output);
    }
  }

  #recover({ text, because }: { text: string; because: RecoveredText["because"] }): void {
    if (text.trim() === "") return;
    const recovered = { room: this.id, text, because, at: Date.now() };
    this.recovered.value = [...this.recovered.value, recovered];
    void keepRecovered(recovered);
  }

  #send(message: ClientMessage): boolean {
    if (!this.#room || !this.live.value) return false;
    this.#room.perform([{ type: "send", message }]);
    return true;
  }

  #sent(): void {
    clearTimeout(this.#sentTimer);
    const act = this.#onSent;
    this.#onSent = undefined;
    act?.();
  }

  #onMessage(message: RoomMessage): void {
    this.run.received(message);
    if (message.type === "init") {
      this.run.joined(message.run);
      this.#onInit();
    } else if (message.type === "cursor_update" || message.type === "code_update") this.#editor?.announce(message.user);
    else if (message.type === "user_joined" || message.type === "room_update") this.#noteVisit();
  }

  #onInit(): void {
    this.#noteVisit();
    void deliverOrphans(
      this.id,
      () => guestName.value,
      (recovered) => this.#recover(recovered),
    );
  }

  #onLost(code: number, final: boolean): void {
    batch(() => {
      this.#line.value = final ? "closed" : "connecting";
      if (code === closeCode.unknownRoom) this.closed.value = "unknown";
      else if (code === closeCode.refused) this.closed.value = "refused";
      else if (code === closeCode.superseded) this.closed.value = "superseded";
      else if (code === closeCode.full && !this.opened.value) this.closed.value = "full";
    });
  }

  // Copies what the components show out of the client. Signals tell nobody about a value that stayed the same.
  #sync(): void {
    const client = this.#room?.client;
    if (!client) return;
    batch(() => {
      if (client.joined) {
        this.#line.value = "open";
        this.opened.value = true;
        this.unreachable.value = false;
        this.closed.value = undefined;
      }
      this.me.value = client.me;
      this.version.value = client.version;
      this.shownText.value = client.text;
      this.#unsent.value = client.unsent;
      if (client.room) {
        this.language.value = client.room.language;
        this.title.value = client.room.title;
        this.viewId.value = client.room.viewId;
      }
      this.#syncSaving(client.unsent);
      if (client.confirmed) this.run.textSeen(client.version, client.confirmed);
    });
    if (client.unsent === 0 && this.#onSent) this.#sent();
    this.#frame ||= requestAnimationFrame(() => this.#showPeople());
  }

  #syncSaving(unsent: number): void {
    if (unsent > 0) {
      clearTimeout(this.#savedTimer);
      this.#savedTimer = undefined;
      this.#saving.value = true;
    } else if (this.#saving.value) this.#savedTimer ??= setTimeout(() => this.#saved(), SAVING_SHOWN_MS);
  }
  #saved(): void {
    this.#savedTimer = undefined;
    this.#saving.value = false;
  }

  // At most once a frame: in a busy room presence changes hundreds of times a second.
  #showPeople(): void {
    this.#frame = 0;
    const people = this.#room?.client.people ?? [];
    this.#editor?.showPeople(people);
    // The list of people shows no carets: it need not be drawn again when somebody types.
    const members = people.map(({ user, name, color, role }): Member => ({ user, name, color, role }));
    if (JSON.stringify(members) !== JSON.stringify(this.people.value)) this.people.value = members;
  }

  #noteVisit(): void {
    const client = this.#room?.client;
    if (!client?.room || !client.role) return;
    noteVisit({
      id: this.id,
      title: client.room.title,
      language: client.room.language,
      role: client.role,
      visitedAt: Date.now(),
      people: client.people.map(({ name, color }) => ({ name, color })),
    });
  }
}
