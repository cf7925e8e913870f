// What the others do, from what the room says of them: who types where just now, who asks to look where, and what is said of
// it to those who listen.
import { signal } from "@preact/signals";
import type { Place } from "#collab/attention";
import { type FileId, MAIN_FILE } from "#protocol/project";
import type { RoomMessage } from "#protocol/socket";
import type { RoomSession } from "#web/room-session";
import { settings } from "#web/settings/settings";
import { Announcements, type News } from "./announcements";

const TYPING_MS = 3_000;
/** A call to look stays so long. */
const LOOK_MS = 20_000;
/** Calls to look that are shown at once: of a crowd's the last ones. */
const LOOKS_MAX = 3;

export type Look = {
  readonly user: number;
  readonly name: string;
  readonly color: number;
  /** The file whose text is held here for it, so that its line can be told and is there at once. */
  readonly file: FileId;
};

export class Others {
  readonly #session: RoomSession;
  /** By user, the file that each is typing in. */
  readonly typing = signal<ReadonlyMap<number, FileId>>(new Map());
  /** One of a person at most. */
  readonly looks = signal<readonly Look[]>([]);
  /** For a polite live region. */
  readonly announced = signal("");
  readonly #announcements = new Announcements();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #names = new Map<number, string>();
  readonly #stop: () => void;

  constructor(session: RoomSession) {
    this.#session = session;
    this.#stop = session.onMessage((message) => this.#heard(message));
  }

  /** Where somebody asks to look; undefined when that is no more. */
  placeOf({ user }: Look): Place | undefined {
    return this.#session.client?.lookOf(user);
  }
  accept(look: Look): void {
    const place = this.placeOf(look);
    // The file is held until its tab holds it.
    if (place) this.#session.reveal(place.file, place.from, place.to);
    this.dismiss(look);
  }
  dismiss({ user }: Look): void {
    this.#drop(user);
    this.#session.focusEditor();
  }

  dispose(): void {
    this.#stop();
    for (const { user } of this.looks.value) this.#drop(user);
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #heard(message: RoomMessage): void {
    const me = this.#session.me.peek()?.user;
    const { type } = message;
    if (type === "init") for (const { user, name } of message.users) this.#names.set(user, name);
    else if (type === "user_joined") {
      this.#names.set(message.user.user, message.user.name);
      this.#news({ type: "joined", name: message.user.name });
    } else if (type === "user_left") {
      this.#drop(message.user);
      this.#news({ type: "left", name: this.#nameOf(message.user) });
    } else if (type === "profile_update") {
      const { user, name } = message.user;
      const before = this.#nameOf(user);
      this.#names.set(user, name);
      if (before !== name && user !== me) this.#news({ type: "renamed", name, before });
    } else if (type === "follow") {
      if (message.follows !== undefined && message.follows === me)
        this.#news({ type: "follows", name: this.#nameOf(message.user) });
    } else if (type === "look") this.#asked(message.user);
    else if (type === "code_update" && message.user !== 0 && message.user !== me && message.diff?.length)
      this.#edited(message);
  }

  #nameOf(user: number): string {
    return this.#names.get(user) ?? "Somebody";
  }

  #edited({ user, file = MAIN_FILE, diff = [] }: Extract<RoomMessage, { type: "code_update" }>): void {
    if (this.typing.value.get(user) !== file) this.typing.value = new Map(this.typing.value).set(user, file);
    this.#after(`typing ${user}`, TYPING_MS, () => {
      this.typing.value = new Map([...this.typing.value].filter(([one]) => one !== user));
    });
    const text = this.#session.textOf(file);
    const [first] = diff;
    const line = text && first ? text.lineAt(Math.min(first.start, text.length)).number : undefined;
    const path = this.#session.files.peek().get(file)?.path;
    if (path !== undefined) this.#news({ type: "edited", name: this.#nameOf(user), path, line });
  }

  #asked(user: number): void {
    const person = this.#session.client?.people.find((one) => one.user === user);
    const place = this.#session.client?.lookOf(user);
    if (!person || !place) return;
    const look: Look = { user, name: person.name, color: person.color, file: place.file };
    const isText = this.#session.files.peek().get(place.file)?.kind === "text";
    if (isText) void this.#session.textWhenHere(place.file).then(() => this.#showAgain(user));
    this.#drop(user);
    const [longest] = this.looks.value;
    if (longest && this.looks.value.length >= LOOKS_MAX) this.#drop(longest.user);
    this.looks.value = [...this.looks.value, look];
    this.#after(`look ${user}`, LOOK_MS, () => this.#drop(user));
  }

  // Now that its line can be told.
  #showAgain(user: number): void {
    this.looks.value = this.looks.value.map((one) => (one.user === user ? { ...one } : one));
  }

  #drop(user: number): void {
    const look = this.looks.value.find((one) => one.user === user);
    if (!look) return;
    this.looks.value = this.looks.value.filter((one) => one !== look);
    if (this.#session.files.peek().get(look.file)?.kind === "text") this.#session.letGo(look.file);
  }

  #news(news: News): void {
    const wanted = settings.announce.peek();
    if (wanted === "off" || (wanted === "people" && news.type === "edited")) return;
    this.#announcements.add(news);
    const now = performance.now();
    const due = this.#announcements.due(now);
    if (due === undefined || this.#timers.has("say")) return;
    this.#after("say", due - now, () => {
      // What was switched off meanwhile is not said any more.
      if (settings.announce.peek() === "off") this.#announcements.clear();
      const said = this.#announcements.take(performance.now());
      if (said !== "") this.announced.value = said;
    });
  }

  #after(name: string, delayMs: number, act: () => void): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        act();
      }, delayMs),
    );
  }
}
