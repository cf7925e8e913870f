// Where somebody reads in the chat. Who reads its end keeps it in view; for everybody else nothing moves, also when earlier
// messages come in above.
import { signal } from "@preact/signals";
import type { Talk } from "./talk";

/** Nearer to the end than this one reads the end; nearer to the beginning earlier messages are fetched. In px. */
const NEAR_PX = 60;

export class ReadingPlace {
  readonly atEnd = signal(true);
  readonly #talk: Talk;
  #list: HTMLElement | undefined;
  #first = 0;
  #height = 0;

  constructor(talk: Talk) {
    this.#talk = talk;
  }

  /** Answers with the way to leave it. */
  attach(list: HTMLElement): () => void {
    this.#list = list;
    const look = () => this.#look();
    const onScroll = () => {
      look();
      if (list.scrollTop < NEAR_PX) void this.#talk.loadEarlier();
    };
    // Colours and fonts that come late make it longer; a phone's keyboard makes it lower.
    const observer = new ResizeObserver(() => this.atEnd.peek() && this.toEnd());
    observer.observe(list);
    list.addEventListener("scroll", onScroll, { passive: true });
    document.addEventListener("visibilitychange", look);
    this.toEnd();
    look();
    return () => {
      observer.disconnect();
      list.removeEventListener("scroll", onScroll);
      document.removeEventListener("visibilitychange", look);
      this.#list = undefined;
      this.#talk.look(false);
    };
  }

  /** What is in it has changed; `first` is the number of the first message now. */
  shown(first: number): void {
    const list = this.#list;
    if (!list) return;
    if (this.atEnd.peek()) this.toEnd();
    else if (first < this.#first) list.scrollTop += list.scrollHeight - this.#height;
    this.#first = first;
    this.#height = list.scrollHeight;
  }

  toEnd(): void {
    const list = this.#list;
    if (!list) return;
    this.atEnd.value = true;
    list.scrollTop = list.scrollHeight;
  }

  #look(): void {
    const list = this.#list;
    if (!list) return;
    this.atEnd.value = list.scrollHeight - list.clientHeight - list.scrollTop < NEAR_PX;
    this.#talk.look(this.atEnd.value && document.visibilityState === "visible");
  }
}
