// One visit of one room. Lives outside the component tree: components show its signals and call its methods.
import { batch, computed, effect, signal } from "@preact/signals";
import type { ChangeSet, Text } from "@codemirror/state";
import type { Carets } from "#collab/presence";
import type { Attention, Place } from "#collab/attention";
import type { Output } from "#collab/client-output";
import type { RoomClient } from "#collab/room-client";
import { type LanguageId, languageId, languageOfPath, mainPath } from "#protocol/languages";
import { type FileEntry, type FileId, type FileWish, languageOf, MAIN_FILE } from "#protocol/project";
import type { Role } from "#protocol/role";
import { closeCode, type ClientMessage, type Member, type RoomMessage } from "#protocol/socket";
import { claimIdentity } from "./client-identity";
import { connectionStatus } from "./connection-status";
import { CHECK_EVERY_MS } from "./divergence";
import { downloadText } from "./download";
import type { EditorPort, Viewport } from "./editor-port";
import { guestName, renameGuest } from "./guest-name";
import { deliverOrphans } from "./orphans";
import { OpenTexts } from "./files/open-texts";
import { Tabs } from "./files/tabs";
import { goneSince } from "./files/tree-wishes";
import { dropRecovered, forgetUnused, keepRecovered, recoveredOf, type RecoveredText } from "./outbox";
import { noteVisit } from "./recent-rooms";
import { RoomLine } from "./room-line";
import { RunView } from "./run/run-view";
import { tellOfCall } from "./talk/notices";
import { codePlaces } from "./talk/code-places";
import { Talk } from "./talk/talk";
import { showToast } from "./toast";

type Answer = Extract<Output, { type: "answered" }>;

/** Somebody in the room, the file they are in, and what else is known of what they do. */
export type PersonHere = Member & { file: FileId } & Attention;

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
  readonly people = signal<readonly PersonHere[]>([]);
  /** The main file's. */
  readonly mainLanguage = signal("plaintext");
  /** All files of the room by their numbers, those that are deleted, too. */
  readonly files = signal<ReadonlyMap<FileId, FileEntry>>(new Map());
  readonly tabs: Tabs;
  /** The file that is shown, and its language. */
  readonly file = computed(() => this.tabs.shown.value);
  readonly language = computed(() => this.languageOf(this.file.value));
  /** The text of the file that is shown is here. */
  readonly textIsHere = computed(() => this.#synced.value > 0 && this.textOf(this.file.value) !== undefined);
  /** A file that was shown here when somebody deleted it, and what went with it. */
  readonly deletedHere = signal<readonly FileEntry[]>([]);
  readonly title = signal("");
  readonly viewId = signal<string | undefined>(undefined);
  readonly recovered = signal<readonly RecoveredText[]>([]);
  readonly role = computed<Role | undefined>(() => this.me.value?.role);
  // Counts what may have changed in the client, which knows no signals.
  readonly #synced = signal(0);
  /** Counts edits of the texts that are here, one's own and others'. */
  readonly edits = signal(0);
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
  readonly talk: Talk;
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

  /** Where the others see this person. */
  placedIn: FileId = MAIN_FILE;

  #room: RoomLine | undefined;
  #editor: EditorPort | undefined;
  #reveal: { file: FileId; from: number; to: number } | undefined;
  #disposed = false;
  readonly #stop = new AbortController();
  #savedTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #patience: ReturnType<typeof setTimeout>;
  #frame = 0;
  #checkedAt = 0;
  #onSent: (() => void) | undefined;
  #sentTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #asked = new Map<string, (answer: Answer | undefined) => void>();
  readonly #texts: OpenTexts;
  readonly #onMessages = new Set<(message: RoomMessage) => void>();
  readonly #onElsewhere = new Set<(file: FileId | undefined, version: number) => void>();

  constructor(id: string) {
    this.id = id;
    this.#texts = new OpenTexts({
      open: (file) => this.#perform((line) => (this.#isAsset(file) ? [] : line.client.openFile(file))),
      // Until its editor has let go of it, it may still be typed into.
      close: (file) => file === this.#editor?.file || this.#close(file),
      textOf: (file) => this.textOf(file),
    });
    this.tabs = new Tabs(id, {
      opened: (file) => this.#texts.need(file),
      closed: (file) => this.#texts.letGo(file),
    });
    const { signal: stopped } = this.#stop;
    addEventListener("online", () => (this.#online.value = true), { signal: stopped });
    addEventListener("offline", () => (this.#online.value = false), { signal: stopped });
    const checking = setInterval(() => this.#checkText(), CHECK_EVERY_MS);
    stopped.addEventListener("abort", () => clearInterval(checking));
    this.#patience = setTimeout(() => (this.unreachable.value = !this.opened.value), PATIENCE_MS);
    this.talk = new Talk(id, {
      send: (message) => this.#send(message),
      comment: (comment) => {
        if (!this.#room || !this.live.value) return false;
        this.#room.perform(this.#room.client.comment(comment));
        return true;
      },
      me: () => this.me.value,
      people: () => this.people.value,
      called: (message) => tellOfCall(this, message),
    });
    const stopMarking = effect(() => {
      const [file, places] = [this.file.value, codePlaces(this.talk, this.file.value)];
      if (this.#editor?.file === file) this.#editor.showPlaces(places);
    });
    stopped.addEventListener("abort", stopMarking);
    void this.#open();
  }

  /** The text of the file that is shown, as its editor has it; undefined before the room has answered. */
  get text(): Text | undefined {
    return this.textOf(this.file.value);
  }
  /** Where this person's carets are. */
  get carets(): { readonly file: FileId; readonly carets: Carets } {
    return this.#room?.client.carets ?? { file: this.file.value, carets: [] };
  }
  /** The text of an open file. */
  textOf(file: FileId): Text | undefined {
    return this.#room?.client.textOf(file);
  }
  /** The text of any file as soon as it is here, to be given back by `letGo`; undefined when the line was lost before. */
  textWhenHere(file: FileId): Promise<Text | undefined> {
    return this.#texts.text(file);
  }
  letGo(file: FileId): void {
    this.#texts.letGo(file);
  }
  /** Tells of edits of files whose texts are not here, and of texts that leave; without a file when any may have been edited, after a lost line. */
  onElsewhere(tell: (file: FileId | undefined, version: number) => void): () => void {
    this.#onElsewhere.add(tell);
    return () => this.#onElsewhere.delete(tell);
  }
  /** Hears what the room says, once the texts here know of it; answers with the way to stop. */
  onMessage(hear: (message: RoomMessage) => void): () => void {
    this.#onMessages.add(hear);
    return () => this.#onMessages.delete(hear);
  }
  /** Says something to the room beside the text; false when there is no line. */
  say(message: ClientMessage): boolean {
    return this.#send(message);
  }
  /** The file whose editor stands; for a moment another one than the shown. */
  get editorFile(): FileId | undefined {
    return this.#editor?.file;
  }
  /** What the room's client knows of people and places; undefined before it is there. */
  get client(): Pick<RoomClient, "people" | "placeNow" | "lookOf" | "myPlace"> | undefined {
    return this.#room?.client;
  }
  /** Tells the room where this person looks, or asks others to; false when that cannot be said now. */
  look(type: "view" | "look", place: Place, user?: number): boolean {
    const outputs = this.#room?.client.look(type, place, user) ?? [];
    this.#room?.perform(outputs);
    return outputs.length > 0;
  }
  /** The language of a file: what was chosen for it, or what its name says. */
  languageOf(file: FileId): string {
    const entry = this.files.value.get(file);
    return file === MAIN_FILE || !entry ? this.mainLanguage.value : languageOf(entry);
  }

  attach(editor: EditorPort): () => void {
    this.#editor = editor;
    this.viewport.value = editor.viewport;
    this.#showPeople();
    this.#revealWanted();
    return () => {
      if (this.#editor !== editor) return;
      this.#editor = undefined;
      this.viewport.value = undefined;
    };
  }

  // --- what the person does ---

  edited(changes: ChangeSet, file = this.file.value): void {
    this.edits.value++;
    this.talk.edited(file, changes);
    this.#perform((line) => line.client.edited(changes, Date.now(), file));
  }
  moved(carets: Carets, file = this.file.value): void {
    this.placedIn = file;
    this.#perform((line) => line.client.moved(carets, file));
  }
  undo(): void {
    this.#perform((line) => line.client.undo(this.file.value));
  }
  redo(): void {
    this.#perform((line) => line.client.redo(this.file.value));
  }
  /** What is written next is a step of its own. */
  separateUndo(): void {
    this.#room?.client.separateUndo(this.file.value);
  }
  /** Of a file, the shown one unless another is named. */
  setLanguage(language: LanguageId, file: FileId = this.file.value): void {
    if (file !== MAIN_FILE)
      return void this.wish([{ file, language: language === languageOfPath(this.#pathOf(file)) ? null : language }]);
    const before = languageId(this.mainLanguage.value);
    this.#perform((line) => line.client.update({ language }));
    // A main file that nobody gave a name is called as its language wants it. If that name is taken it keeps the old one.
    if (before && this.#pathOf(MAIN_FILE) === mainPath(before)) void this.wish([{ file, path: mainPath(language) }]);
  }
  /** Changes an open file, whether or not it is shown: for undo a step of its own. */
  editFile(file: FileId, changes: ChangeSet): void {
    if (this.textOf(file)?.length !== changes.length) throw new Error("The changes are not of the file's text");
    this.#perform((line) => {
      this.edits.value++;
      line.client.separateUndo(file);
      const outputs = line.client.edited(changes, Date.now(), file);
      line.client.separateUndo(file);
      // As others' typing: carets and view stay at what they were at.
      if (file === this.#editor?.file) this.#editor.apply(changes, "remote");
      return outputs;
    });
  }
  /** Asks the room for other files than there are; undefined when the line is down or was lost before the answer. */
  wish(changes: FileWish[]): Promise<Answer | undefined> {
    const request = crypto.randomUUID();
    if (!this.live.value) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#asked.set(request, resolve);
      this.#perform((line) => line.client.wish(changes, request));
    });
  }
  setTitle(title: string): void {
    this.#perform((line) => line.client.update({ title }));
  }
  rename(name: string): void {
    if (renameGuest(name)) this.#perform((line) => line.client.rename(guestName.value));
  }
  /** Runs the room's text. What was typed here last must be in it, so the room is asked once it has everything. */
  startRun(stdin: string, endsInput: boolean, file: FileId): void {
    clearTimeout(this.#sentTimer);
    this.#onSent = () => this.run.start(stdin, endsInput, file);
    if (this.#unsent.value === 0 || !this.live.value) this.#sent();
    else this.#sentTimer = setTimeout(() => this.#sent(), RUN_WAIT_MS);
  }
  /** A person's colour, also of one who has left. */
  colorOf(user: number): number {
    const known = [...this.people.value, ...(this.me.value ? [this.me.value] : [])].find((one) => one.user === user);
    return known?.color ?? Math.max(0, user - 1) % COLORS;
  }
  get selected(): string {
    return this.#editor?.selected?.() ?? "";
  }
  focusEditor(): void {
    this.#editor?.focus();
  }
  /** Brings the place where somebody writes into view. */
  goTo(user: number): void {
    const person = this.#room?.client.people.find((one) => one.user === user);
    const caret = person?.carets[0];
    if (!person || !caret) return;
    this.reveal(person.file, caret.head);
  }
  /** Brings a place of a file into view, and the caret there; to `to`, if it is given, what lies between is selected. */
  reveal(file: FileId, from: number, to = from): void {
    this.#reveal = { file, from, to };
    this.tabs.show(file);
    this.#revealWanted();
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
    this.tabs.dispose();
    this.#texts.lost();
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
    this.tabs.ask();
    this.recovered.value = await recoveredOf(this.id);
    void forgetUnused(Date.now());
  }

  #perform(act: (line: RoomLine) => Output[]): void {
    if (this.#room) this.#room.perform(act(this.#room));
  }

  #onOutput(output: Parameters<Parameters<typeof RoomLine.open>[3]["output"]>[0]): void {
    switch (output.type) {
      case "apply":
        this.edits.value++;
        this.talk.edited(output.file, output.changes);
        if (output.file === this.#editor?.file) this.#editor.apply(output.changes, output.origin);
        return;
      case "reset":
        if (output.file === this.#editor?.file) this.#editor.reset(output.text);
        return;
      case "answered":
        if (this.talk.answered(output)) return;
        this.#asked.get(output.request)?.(output);
        this.#asked.delete(output.request);
        return;
      case "diverged":
        return this.#tellDiverged(output);
      case "recovered":
        return this.#recover(output);
    }
  }

  // The text is mended by the time this is read. What was here before is on the page as recovered.
  #tellDiverged({ file, version, text }: Extract<Output, { type: "diverged" }>): void {
    const report = this.#room?.lastMessages.report(file, version, text);
    if (report === undefined) return;
    const download = () => downloadText(`tandem-divergence-v${version}.json`, report, "application/json");
    showToast({
      text: "This page’s text was not the room’s. It is mended; the report helps us to find out why.",
      action: { label: "Download the report", run: download },
    });
  }

  // While nothing changes there is nothing to ask.
  #checkText(): void {
    const { version } = this;
    if (document.hidden || !this.live.value || version.value === this.#checkedAt) return;
    this.#checkedAt = version.value;
    this.#perform((line) => line.client.check(this.file.value));
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
    this.talk.received(message);
    if (message.type === "code_update" && this.textOf(message.file ?? MAIN_FILE) === undefined)
      for (const tell of this.#onElsewhere) tell(message.file, message.version);
    if (message.type === "init") {
      for (const tell of this.#onElsewhere) tell(undefined, message.version);
      this.run.joined(message.run);
      this.talk.joined(message.talk);
      this.#onInit();
    } else if (message.type === "cursor_update" || message.type === "code_update") this.#editor?.announce(message.user);
    else if (message.type === "user_joined" || message.type === "room_update") this.#noteVisit();
    for (const hear of this.#onMessages) hear(message);
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
    for (const resolve of this.#asked.values()) resolve(undefined);
    this.#asked.clear();
    this.talk.lost();
    this.#texts.lost();
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
      this.shownText.value = client.textOf(this.file.value);
      this.#unsent.value = client.unsent;
      if (client.joined && this.files.value !== client.files) this.#filesAre(client.files);
      this.#synced.value++;
      if (client.room) {
        this.mainLanguage.value = client.room.language;
        this.title.value = client.room.title;
        this.viewId.value = client.room.viewId;
      }
      this.#syncSaving(client.unsent);
      if (client.confirmed) this.run.textSeen(client.version, client.confirmed);
    });
    this.#texts.changed();
    if (client.unsent === 0 && this.#onSent) this.#sent();
    this.#frame ||= requestAnimationFrame(() => this.#showPeople());
  }

  // A tab of a file that is no more is closed; somebody deleted it, or the room went back behind its beginning.
  #filesAre(files: ReadonlyMap<FileId, FileEntry>): void {
    const before = this.files.value;
    this.files.value = files;
    const shown = files.get(this.file.value);
    // The shown one even if this page has just come: the tab was on it when it was here last.
    if (shown?.deleted)
      this.deletedHere.value = [shown, ...goneSince(before, files).filter((entry) => entry !== shown)];
    for (const file of this.tabs.open.value) {
      const entry = files.get(file);
      if (!entry || entry.deleted) this.tabs.close(file);
    }
  }
  // As soon as the file's editor is there.
  #revealWanted(): void {
    const wanted = this.#reveal;
    if (!wanted || wanted.file !== this.#editor?.file || wanted.file !== this.file.value) return;
    this.#reveal = undefined;
    const length = this.textOf(wanted.file)?.length ?? 0;
    this.#editor.reveal(Math.min(wanted.from, length), Math.min(wanted.to, length));
  }
  #close(file: FileId): void {
    const client = this.#room?.client;
    if (client?.textOf(file) === undefined) return client?.closeFile(file);
    client.closeFile(file);
    if (client.textOf(file) === undefined) for (const tell of this.#onElsewhere) tell(file, client.version);
  }
  #isAsset(file: FileId): boolean {
    return this.files.value.get(file)?.kind === "asset";
  }
  #pathOf(file: FileId): string {
    return this.files.value.get(file)?.path ?? "";
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
    const file = this.#editor?.file;
    this.#editor?.showPeople(people.filter((person) => person.file === file));
    this.talk.threadsAre(this.#room?.client.threads ?? []);
    if (this.#editor) this.#editor.showPlaces(codePlaces(this.talk, this.#editor.file));
    // The list of people shows no carets: it need not be drawn again when somebody types.
    const members = people.map(({ user, name, color, role, file: at, doing, since, follows }) => {
      return { user, name, color, role, file: at, ...(doing && { doing, since }), ...(follows && { follows }) };
    }) as PersonHere[];
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
