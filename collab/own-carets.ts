// Where this person's carets are, and where the others believe them to be; both in the present text of their file.
import type { ChangeSet } from "@codemirror/state";
import type { Output } from "#collab/client-output";
import { nowhere, type Placed } from "#collab/client-people";
import type { ClientTexts } from "#collab/client-texts";
import { type Carets, caretsAfterOwn, caretsOver, sameCarets } from "#collab/presence";
import { type FileId, MAIN_FILE } from "#protocol/project";

export class OwnCarets {
  readonly #texts: ClientTexts;
  #here: Placed = nowhere;
  #told: Placed | undefined;

  constructor(texts: ClientTexts) {
    this.#texts = texts;
  }

  get here(): Placed {
    return this.#here;
  }

  moved(here: Placed): void {
    this.#here = here;
  }
  /** This person typed. */
  edited(file: FileId, changes: ChangeSet): void {
    this.#move(file, (carets) => caretsAfterOwn(carets, changes));
  }
  /** The present text changed otherwise. */
  over(file: FileId, changes: ChangeSet): void {
    this.#move(file, (carets) => caretsOver(carets, changes));
  }
  /** Nothing moves them in a text that is not here. */
  closed(file: FileId): void {
    if (this.#here.file === file) this.#here = nowhere;
  }
  /** The others know of them no more, or what they know rests on edits that the room does not have. */
  untold(): void {
    this.#told = undefined;
  }

  /** Tells where they are, unless that is known: they lie behind the buffer. */
  leave(version: number): Output[] {
    const { file, carets } = this.#here;
    const known = this.#told?.file === file && sameCarets(carets, this.#told.carets);
    if (this.#texts.hasBuffer(file) || carets.length === 0 || known) return [];
    this.#told = this.#here;
    const position = carets[0]?.head ?? 0;
    const ranges = carets.some(({ anchor, head }, i) => i > 0 || anchor !== head);
    const message = {
      type: "cursor_update",
      version,
      position,
      ...(file !== MAIN_FILE && { file }),
      ...(ranges && { selection: [...carets] }),
    } as const;
    return [{ type: "send", message }];
  }

  #move(file: FileId, move: (carets: Carets) => Carets): void {
    if (this.#here.file === file) this.#here = { file, carets: move(this.#here.carets) };
    if (this.#told?.file === file) this.#told = { file, carets: move(this.#told.carets) };
  }
}
