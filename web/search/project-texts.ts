// The texts of all files of a room, as they are now: those that are open from the session, the others asked for once, and
// followed by the session from the moment that somebody edits them.
import type { Text } from "@codemirror/state";
import type { FileEntry, FileId } from "#protocol/project";
import { api } from "#web/api";
import type { RoomSession } from "#web/room-session";

/** More files than these that others edit meanwhile are asked for anew, together. */
const FOLLOWED_MAX = 60;

export class ProjectTexts {
  readonly #session: RoomSession;
  readonly #changed: () => void;
  readonly #stop = new AbortController();
  readonly #unlisten: () => void;
  #fetched = new Map<FileId, string>();
  #version = -1;
  #asking: Promise<void> | undefined;
  // Edits that came while the answer was on its way.
  #edited = new Map<FileId, number>();
  readonly #followed = new Set<FileId>();

  constructor(session: RoomSession, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
    this.#unlisten = session.onElsewhere((file, version) => {
      if (file === undefined) this.#version = -1;
      else this.#edited.set(file, version);
      changed();
    });
  }

  /** Resolves when all of them are here; throws when the room does not answer. */
  async ready(entries: readonly FileEntry[]): Promise<void> {
    const missing = () => entries.filter(({ file }) => !this.#session.textOf(file) && !this.#isFresh(file));
    if (missing().length > (this.#version < 0 ? 0 : FOLLOWED_MAX)) await (this.#asking ??= this.#ask());
    await Promise.all(missing().map(({ file }) => this.#follow(file)));
  }

  /** `key` is another one for every text. */
  get(file: FileId): { key: unknown; text: () => string } {
    const here: Text | undefined = this.#session.textOf(file);
    if (here) return { key: here, text: () => here.toString() };
    const text = this.#fetched.get(file) ?? "";
    return { key: text, text: () => text };
  }

  dispose(): void {
    this.#stop.abort();
    this.#unlisten();
    for (const file of this.#followed) this.#session.letGo(file);
  }

  #isFresh(file: FileId): boolean {
    return this.#fetched.has(file) && (this.#edited.get(file) ?? 0) <= this.#version;
  }

  async #ask(): Promise<void> {
    try {
      const answer = await api("GET /rooms/{roomId}/files", {
        params: { roomId: this.#session.id },
        query: { texts: "1" },
        signal: this.#stop.signal,
      });
      this.#fetched = new Map(answer.files.flatMap(({ file, text }) => (text === undefined ? [] : [[file, text]])));
      this.#version = answer.version;
    } finally {
      this.#asking = undefined;
    }
  }

  async #follow(file: FileId): Promise<void> {
    if (this.#followed.has(file)) return;
    this.#followed.add(file);
    const text = await this.#session.textWhenHere(file);
    if (text === undefined) return; // the line is lost: after it is back all are asked for anew
    this.#changed();
  }
}
