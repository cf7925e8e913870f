// One visit of one room. Lives outside the component tree: components show its signals and call its methods.
import { batch, computed, effect, signal } from "@preact/signals";
import type { ChangeSet, Text } from "@codemirror/state";
import type { Carets } from "#collab/presence";
import type { Attention, Place } from "#collab/attention";
import type { Output } from "#collab/client-output";
import type { RoomClient } from "#collab/room-client";
import type { LanguageId } from "#protocol/languages";
import { type FileId, type FileWish, MAIN_FILE } from "#protocol/project";
import type { Role } from "#protocol/role";
import type { ClientMessage, Member, RoomMessage } from "#protocol/socket";
import { claimIdentity } from "./client-identity";
import { tellDiverged, TextCheck } from "./divergence";
import type { EditorPort } from "./editor-port";
import { guestName, renameGuest } from "./guest-name";
import { LineView } from "./line-view";
import { deliverOrphans } from "./orphans";
import { OpenTexts } from "./files/open-texts";
import { type Answer, ProjectView } from "./files/project-view";
import { Tabs } from "./files/tabs";
import { forgetUnused } from "./outbox";
import { noteVisit } from "./recent-rooms";
import { RecoveredTexts } from "./recovered-texts";
import { type LocalOutput, RoomLine } from "./room-line";
import { RunView } from "./run/run-view";
import { ShownEditor } from "./shown-editor";
import { tellOfCall } from "./talk/notices";
import { codePlaces } from "./talk/code-places";
import { Talk } from "./talk/talk";

/** Somebody in the room, the file they are in, and what else is known of what they do. */
export type PersonHere = Member & { file: FileId } & Attention;

/** Colours that a room gives out, in turn. */
const COLORS = 8;

export class RoomSession {
  readonly id: string;
  readonly me = signal<Member | undefined>(undefined);
  readonly role = computed<Role | undefined>(() => this.me.value?.role);
  readonly people = signal<readonly PersonHere[]>([]);
  readonly title = signal("");
  readonly viewId = signal<string | undefined>(undefined);
  /** The room's version that the text here rests on. */
  readonly version = signal(0);
  /** Counts edits of the texts that are here, one's own and others'. */
  readonly edits = signal(0);
  /** The text as the editor shows it; undefined before the room has answered. */
  readonly shownText = signal<Text | undefined>(undefined);

  readonly #lineView = new LineView({ role: () => this.role.value, version: () => this.version.value });
  readonly opened = this.#lineView.opened;
  readonly closed = this.#lineView.closed;
  readonly unreachable = this.#lineView.unreachable;
  readonly live = this.#lineView.live;
  readonly status = this.#lineView.status;

  readonly tabs: Tabs;
  /** The file that is shown, and its language. */
  readonly file = computed(() => this.tabs.shown.value);
  readonly language = computed(() => this.languageOf(this.file.value));
  /** The text of the file that is shown is here. */
  readonly textIsHere = computed(() => this.#synced.value > 0 && this.textOf(this.file.value) !== undefined);
  readonly #project: ProjectView;
  readonly files: ProjectView["files"];
  readonly deletedHere: ProjectView["deletedHere"];
  readonly mainLanguage: ProjectView["mainLanguage"];

  readonly #recovered: RecoveredTexts;
  readonly recovered: RecoveredTexts["all"];
  readonly run = new RunView({
    send: (message) => this.say(message),
    rejoin: () => this.#room?.reconnect(),
    me: () => this.me.value?.user,
  });
  readonly talk: Talk;
  readonly #editor: ShownEditor;
  readonly viewport: ShownEditor["viewport"];
  /** Where the others see this person. */
  placedIn: FileId = MAIN_FILE;

  #room: RoomLine | undefined;
  // Counts what may have changed in the client, which knows no signals.
  readonly #synced = signal(0);
  readonly #texts: OpenTexts;
  readonly #check: TextCheck;
  readonly #onMessages = new Set<(message: RoomMessage) => void>();
  readonly #stopMarking: () => void;
  #frame = 0;
  #disposed = false;

  constructor(id: string) {
    this.id = id;
    this.#texts = new OpenTexts({
      open: (file) => this.#perform((line) => (this.#project.isAsset(file) ? [] : line.client.openFile(file))),
      // Until its editor has let go of it, it may still be typed into.
      close: (file) => this.#editor.of(file) || this.#room?.client.closeFile(file),
      textOf: (file) => this.textOf(file),
      version: () => this.#room?.client.version ?? 0,
    });
    this.tabs = new Tabs(id, {
      opened: (file) => this.#texts.need(file),
      closed: (file) => this.#texts.letGo(file),
    });
    this.#project = new ProjectView(this.tabs, {
      live: () => this.live.value,
      wish: (changes, request) => this.#perform((line) => line.client.wish(changes, request)),
      setMainLanguage: (language) => this.#perform((line) => line.client.update({ language })),
    });
    ({ files: this.files, deletedHere: this.deletedHere, mainLanguage: this.mainLanguage } = this.#project);
    this.#editor = new ShownEditor(this.tabs, (file) => this.textOf(file));
    this.viewport = this.#editor.viewport;
    this.#recovered = new RecoveredTexts(id);
    this.recovered = this.#recovered.all;
    this.#check = new TextCheck(
      () => (this.live.value ? this.version.value : undefined),
      () => this.#perform((line) => line.client.check(this.file.value)),
    );
    this.talk = new Talk(id, {
      send: (message) => this.say(message),
      comment: (comment) => {
        if (!this.#room || !this.live.value) return false;
        this.#room.perform(this.#room.client.comment(comment));
        return true;
      },
      me: () => this.me.value,
      people: () => this.people.value,
      called: (message) => tellOfCall(this, message),
    });
    this.#stopMarking = effect(() => {
      const [file, places] = [this.file.value, codePlaces(this.talk, this.file.value)];
      this.#editor.of(file)?.showPlaces(places);
    });
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
  /** As `OpenTexts` does. */
  onElsewhere(tell: (file: FileId | undefined, version: number) => void): () => void {
    return this.#texts.onElsewhere(tell);
  }
  /** Hears what the room says, once the texts here know of it; answers with the way to stop. */
  onMessage(hear: (message: RoomMessage) => void): () => void {
    this.#onMessages.add(hear);
    return () => this.#onMessages.delete(hear);
  }
  /** Says something to the room beside the text; false when there is no line. */
  say(message: ClientMessage): boolean {
    if (!this.#room || !this.live.value) return false;
    this.#room.perform([{ type: "send", message }]);
    return true;
  }
  /** The file whose editor stands; for a moment another one than the shown. */
  get editorFile(): FileId | undefined {
    return this.#editor.port?.file;
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
    return this.#project.languageOf(file);
  }

  attach(editor: EditorPort): () => void {
    const detach = this.#editor.attach(editor);
    this.#showPeople();
    this.#editor.revealWanted();
    return detach;
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
  /** Changes an open file, whether or not it is shown: for undo a step of its own. */
  editFile(file: FileId, changes: ChangeSet): void {
    if (this.textOf(file)?.length !== changes.length) throw new Error("The changes are not of the file's text");
    this.#perform((line) => {
      this.edits.value++;
      line.client.separateUndo(file);
      const outputs = line.client.edited(changes, Date.now(), file);
      line.client.separateUndo(file);
      // As others' typing: carets and view stay at what they were at.
      this.#editor.of(file)?.apply(changes, "remote");
      return outputs;
    });
  }
  /** Of a file, the shown one unless another is named. */
  setLanguage(language: LanguageId, file: FileId = this.file.value): void {
    this.#project.setLanguage(language, file);
  }
  /** Asks the room for other files than there are; undefined when the line is down or was lost before the answer. */
  wish(changes: FileWish[]): Promise<Answer | undefined> {
    return this.#project.wish(changes);
  }
  setTitle(title: string): void {
    this.#perform((line) => line.client.update({ title }));
  }
  rename(name: string): void {
    if (renameGuest(name)) this.#perform((line) => line.client.rename(guestName.value));
  }
  /** Runs the room's text. What was typed here last must be in it, so the room is asked once it has everything. */
  startRun(stdin: string, endsInput: boolean, file: FileId): void {
    this.#lineView.whenSent(() => this.run.start(stdin, endsInput, file));
  }
  /** A person's colour, also of one who has left. */
  colorOf(user: number): number {
    const known = [...this.people.value, ...(this.me.value ? [this.me.value] : [])].find((one) => one.user === user);
    return known?.color ?? Math.max(0, user - 1) % COLORS;
  }
  get selected(): string {
    return this.#editor.port?.selected?.() ?? "";
  }
  focusEditor(): void {
    this.#editor.port?.focus();
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
    this.#editor.reveal(file, from, to);
  }
  tryAgain(): void {
    this.#room?.reconnect();
  }
  dropRecovered(): void {
    this.#recovered.drop();
  }

  dispose(): void {
    this.#disposed = true;
    this.#check.dispose();
    this.#stopMarking();
    this.tabs.dispose();
    this.#texts.lost();
    this.#lineView.dispose();
    cancelAnimationFrame(this.#frame);
    this.#room?.dispose();
  }

  // --- what the room says ---

  async #open(): Promise<void> {
    const identity = await claimIdentity(this.id);
    this.#lineView.restored(identity.outbox?.pending.length ?? 0);
    const line = await RoomLine.open(this.id, () => guestName.value, identity, {
      output: (output) => this.#onOutput(output),
      received: (message) => this.#onMessage(message),
      lost: (code, final) => this.#onLost(code, final),
      changed: () => this.#sync(),
      kept: (kept) => this.#lineView.keeps(kept),
    });
    if (this.#disposed) return line.dispose();
    this.#room = line;
    this.tabs.ask();
    await this.#recovered.load();
    void forgetUnused(Date.now());
  }

  #perform(act: (line: RoomLine) => Output[]): void {
    if (this.#room) this.#room.perform(act(this.#room));
  }

  #onOutput(output: LocalOutput): void {
    switch (output.type) {
      case "apply":
        this.edits.value++;
        this.talk.edited(output.file, output.changes);
        this.#editor.of(output.file)?.apply(output.changes, output.origin);
        return;
      case "reset":
        this.#editor.of(output.file)?.reset(output.text);
        return;
      case "answered":
        if (!this.talk.answered(output)) this.#project.answered(output);
        return;
      case "diverged":
        if (this.#room) tellDiverged(this.#room.lastMessages, output);
        return;
      case "recovered":
        this.#recovered.keep(output);
        return;
    }
  }

  #onMessage(message: RoomMessage): void {
    this.run.received(message);
    this.talk.received(message);
    if (message.type === "init") {
      this.#texts.joined(message.version);
      this.run.joined(message.run);
      this.talk.joined(message.talk);
      this.#noteVisit();
      void deliverOrphans(
        this.id,
        () => guestName.value,
        (recovered) => this.#recovered.keep(recovered),
      );
    } else if (message.type === "code_update") {
      this.#texts.edited(message.file ?? MAIN_FILE, message.version);
      this.#editor.port?.announce(message.user);
    } else if (message.type === "cursor_update") this.#editor.port?.announce(message.user);
    else if (message.type === "user_joined" || message.type === "room_update") this.#noteVisit();
    for (const hear of this.#onMessages) hear(message);
  }

  #onLost(code: number, final: boolean): void {
    this.#project.lost();
    this.talk.lost();
    this.#texts.lost();
    this.#lineView.lost(code, final);
  }

  // Copies what the components show out of the client. Signals tell nobody about a value that stayed the same.
  #sync(): void {
    const client = this.#room?.client;
    if (!client) return;
    batch(() => {
      if (client.joined) this.#lineView.joined();
      this.me.value = client.me;
      this.version.value = client.version;
      this.shownText.value = client.textOf(this.file.value);
      if (client.joined) this.#project.filesAre(client.files);
      this.#synced.value++;
      if (client.room) {
        this.mainLanguage.value = client.room.language;
        this.title.value = client.room.title;
        this.viewId.value = client.room.viewId;
      }
      this.#lineView.unsentAre(client.unsent);
      if (client.confirmed) this.run.textSeen(client.version, client.confirmed);
    });
    this.#texts.changed();
    this.#lineView.goOn();
    this.#frame ||= requestAnimationFrame(() => this.#showPeople());
  }

  // At most once a frame: in a busy room presence changes hundreds of times a second.
  #showPeople(): void {
    this.#frame = 0;
    const { port } = this.#editor;
    const people = this.#room?.client.people ?? [];
    port?.showPeople(people.filter((person) => person.file === port.file));
    this.talk.threadsAre(this.#room?.client.threads ?? []);
    port?.showPlaces(codePlaces(this.talk, port.file));
    // The list of people shows no carets: it need not be drawn again when somebody types.
    const members = people.map(({ user, name, color, role, file, doing, since, follows }) => {
      return { user, name, color, role, file, ...(doing && { doing, since }), ...(follows && { follows }) };
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
