// Where this person's carets are in the present text of their file, and where the others believe them to be: in the text
// that was sent, which lacks the buffer.
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
    this.#here = movedIn(file, this.#here, (carets) => caretsAfterOwn(carets, changes));
  }
  /** What this person typed was sent. */
  left(file: FileId, changes: ChangeSet): void {
    this.#told = this.#told && movedIn(file, this.#told, (carets) => caretsAfterOwn(carets, changes));
  }
  /** The present text changed otherwise, and the one that was sent. */
  over(file: FileId, present: ChangeSet, sent: ChangeSet): void {
    this.#here = movedIn(file, this.#here, (carets) => caretsOver(carets, present));
    this.#told = this.#told && movedIn(file, this.#told, (carets) => caretsOver(carets, sent));
  }
  /**
   * The room has somebody's edit of the confirmed text. Where it touches what is in flight about a caret, it comes before that
   * for the others and behind it here, and the two do not leave a caret at one place: then it is told anew.
   */
  crossed(file: FileId, theirs: ChangeSet): void {
    if (this.#told?.file !== file || !this.#texts.isInFlight(file)) return;
    const places = this.#told.carets.flatMap(({ anchor, head }) => [anchor, head]);
    const origins = places.map((place) => this.#texts.originOf(file, place));
    if (origins.some(({ from, to }) => theirs.touchesRange(from, to))) this.untold();
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
}

const movedIn = (file: FileId, placed: Placed, move: (carets: Carets) => Carets): Placed =>
  placed.file === file ? { file, carets: move(placed.carets) } : placed;
