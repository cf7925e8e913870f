// What is talked of in the code, as a client has it. Threads lie in the confirmed texts, those of files that are not open,
// too; comments that are still to be sent lie in the present text of their file.
import type { ChangeSet } from "@codemirror/state";
import type { Output } from "#collab/client-output";
import type { ClientTexts } from "#collab/client-texts";
import { rangeOver, threadsOver, withThread } from "#collab/room-talk";
import { type FileId, MAIN_FILE } from "#protocol/project";
import type { Thread } from "#protocol/talk";

/** What is said about a range of a file. */
export type Comment = { file: FileId; from: number; to: number; text: string; mentions?: number[]; request: string };

export class ClientTalk {
  readonly #texts: ClientTexts;
  #threads: readonly Thread[] = [];
  #comments: Comment[] = [];

  constructor(texts: ClientTexts) {
    this.#texts = texts;
  }

  /** In the present texts. */
  get threads(): readonly Thread[] {
    return this.#texts.pending.reduce((ahead, edit) => threadsOver(ahead, edit), this.#threads);
  }
  /** Of those that an `init` does not tell of, all are resolved. */
  are(threads: readonly Thread[]): void {
    this.#threads = threads;
  }
  received(thread: Thread): void {
    this.#threads = withThread(this.#threads, thread);
  }
  /** The room has an edit. */
  accepted(file: FileId, changes: ChangeSet): void {
    this.#threads = threadsOver(this.#threads, { file, changes });
  }

  comment(comment: Comment): void {
    this.#comments.push(comment);
  }
  /** The present text changed. */
  over(file: FileId, changes: ChangeSet): void {
    this.#comments = this.#comments.map((one) => (one.file === file ? rangeOver(one, changes) : one));
  }
  lost(): void {
    this.#comments = [];
  }

  /** Sends comments, once what was typed before them has left. */
  leave(version: number): Output[] {
    const ready = this.#comments.filter((comment) => !this.#texts.hasBuffer(comment.file));
    this.#comments = this.#comments.filter((comment) => !ready.includes(comment));
    return ready.map(({ file, ...comment }) => {
      // What it was about may have been deleted a moment ago: then there is nothing to ask the room for.
      if (comment.from === comment.to)
        return { type: "answered", request: comment.request, files: [], refused: deleted };
      const named = file !== MAIN_FILE && { file };
      return { type: "send", message: { type: "comment", version, ...named, ...comment } };
    });
  }
}

const deleted = { code: "bad_position", message: "What the comment is about has been deleted" } as const;
