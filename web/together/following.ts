// One person follows another: the same file, scrolled so that the follower sees what the leader sees. It begins with a click
// and ends with the follower's first own move; nobody is ever moved who did not ask for it.
import { computed, effect, signal } from "@preact/signals";
import type { Place } from "#collab/attention";
import type { FileId } from "#protocol/project";
import type { RoomMessage } from "#protocol/socket";
import type { PersonHere, RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { scrollTarget } from "./scroll-target";

export class Following {
  readonly #session: RoomSession;
  readonly #user = signal<number | undefined>(undefined);
  /** Whom this person follows. */
  readonly leader = computed(() => this.#session.people.value.find(({ user }) => user === this.#user.value));
  /** Of the leader, as long as nothing newer is known. */
  #view: Place | undefined;
  #name = "";
  // The room's answers that are still to come: only the last one says what became of the last wish.
  #answers = 0;
  #frame = 0;
  #wanted: FileId | undefined;
  #stopListening: (() => void) | undefined;
  readonly #stops: (() => void)[];

  constructor(session: RoomSession) {
    this.#session = session;
    this.#stops = [
      session.onMessage((message) => this.#heard(message)),
      effect(() => {
        // The editor of another file has come, or the person opened another file.
        const [file] = [session.file.value, session.viewport.value];
        if (this.#user.peek() === undefined) return;
        if (this.#wanted !== undefined && file !== this.#wanted) this.#moved();
        else this.#soon();
      }),
    ];
  }

  follow(user: number): void {
    const leader = this.#session.people.peek().find((one) => one.user === user);
    if (!leader || this.#user.peek() === user || !this.#session.say({ type: "follow", user })) return;
    this.#answers++;
    this.#end();
    this.#name = leader.name;
    this.#user.value = user;
    this.#stopListening = hearOwnMoves(() => this.#moved());
    this.#soon();
  }

  /** As the person wishes. */
  stop(): void {
    if (this.#user.peek() === undefined) return;
    if (this.#session.say({ type: "follow" })) this.#answers++;
    this.#end();
  }

  dispose(): void {
    this.#end();
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#stops) stop();
  }

  #end(): void {
    this.#user.value = undefined;
    this.#view = undefined;
    this.#wanted = undefined;
    this.#stopListening?.();
  }

  #moved(): void {
    const user = this.#user.peek();
    if (user === undefined) return;
    this.stop();
    showToast({
      text: `You moved by yourself and no longer follow ${this.#name}.`,
      action: { label: "Follow again", run: () => this.follow(user) },
    });
  }

  #heard(message: RoomMessage): void {
    const leader = this.#user.peek();
    if (message.type === "follow" && message.user === this.#session.me.peek()?.user) {
      this.#answers = Math.max(0, this.#answers - 1);
      if (this.#answers > 0 || leader === undefined || message.follows === leader) return;
      this.#end();
      showToast({ text: `${this.#name} follows you already, so you cannot follow ${this.#name}.` });
    } else if (leader === undefined) return;
    else if (message.type === "user_left" && message.user === leader) {
      this.#end();
      showToast({ text: `${this.#name} left, so you follow nobody now.` });
    } else if (message.type === "init") {
      this.#answers = 0;
      if (!message.users.some(({ user }) => user === leader)) this.#end();
      else if (this.#session.say({ type: "follow", user: leader })) this.#answers = 1;
    } else if (message.type === "view" && message.user === leader) {
      this.#view = this.#session.client?.placeNow(message);
      this.#soon();
    } else if ((message.type === "cursor_update" || message.type === "code_update") && message.user === leader)
      this.#soon();
  }

  #soon(): void {
    this.#frame ||= requestAnimationFrame(() => this.#see());
  }

  #see(): void {
    this.#frame = 0;
    const leader = this.#user.peek();
    const person = this.#session.client?.people.find(({ user }) => user === leader);
    const file = this.#view?.file ?? person?.file;
    if (!person || file === undefined) return;
    this.#wanted = file;
    if (this.#session.file.peek() !== file) return this.#session.tabs.show(file); // its editor will come
    const viewport = this.#session.viewport.peek();
    const text = this.#session.textOf(file);
    if (!viewport || !text || this.#session.editorFile !== file) return;
    const lineOf = (position: number) => text.lineAt(Math.min(position, text.length)).number;
    const caret = person.file === file ? person.carets[0]?.head : undefined;
    const target = scrollTarget(
      { top: viewport.top(), bottom: viewport.bottom() },
      this.#view && { top: lineOf(this.#view.from), bottom: lineOf(this.#view.to) },
      caret === undefined ? undefined : lineOf(caret),
    );
    if (target !== undefined) viewport.scrollTo(target);
  }
}

/** With these and the command key one neither writes nor moves. */
const isMove = ({ key, ctrlKey, metaKey }: KeyboardEvent) =>
  ctrlKey || metaKey
    ? /^(Arrow|Page|Home$|End$|Backspace$|Delete$|[vxzy]$)/i.test(key)
    : !/^(Shift|Control|Alt|AltGraph|Meta|CapsLock|F\d+)$/.test(key);

// In the text: whatever writes, scrolls or puts the caret somewhere. Anywhere: Escape.
function hearOwnMoves(moved: () => void): () => void {
  const stopped = new AbortController();
  const inText = ({ target }: Event) => target instanceof Element && target.closest("#room-code") !== null;
  const listen = (type: string, isOwn: (event: Event) => boolean) =>
    document.addEventListener(type, (event) => isOwn(event) && moved(), {
      capture: true,
      passive: true,
      signal: stopped.signal,
    });
  const isButton = ({ target }: Event) => target instanceof Element && target.closest("button") !== null;
  for (const type of ["wheel", "touchmove", "beforeinput"]) listen(type, inText);
  listen("pointerdown", (event) => inText(event) && !isButton(event));
  listen("keydown", (event) => {
    const isElsewhere = event.target instanceof Element && event.target.closest("dialog, .menu") !== null;
    const key = event as KeyboardEvent;
    return key.key === "Escape" ? !isElsewhere : inText(event) && !isButton(event) && isMove(key);
  });
  return () => stopped.abort();
}

/** Those who follow this person. */
export const followersOf = (people: readonly PersonHere[], user: number | undefined): readonly PersonHere[] =>
  people.filter(({ follows }) => follows !== undefined && follows === user);
