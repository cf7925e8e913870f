// A client written from the contract alone that knows of files: it opens one of them, and edits that one.
import type { ChangeSet } from "@codemirror/state";
import { textOf } from "#collab/changes";
import { check } from "#collab/simulation/check";
import { Waiter } from "#collab/simulation/contract-clients";
import { type FileId, MAIN_FILE } from "#protocol/project";
import type { RoomMessage } from "#protocol/socket";

type Init = Extract<RoomMessage, { type: "init" }>;

export class Filer extends Waiter {
  #file: FileId | undefined;

  protected override get file(): FileId {
    return this.#file ?? MAIN_FILE;
  }
  protected override query(): Record<string, string> {
    return { ...super.query(), project: "1", ...(this.#file !== undefined && { open: String(this.#file) }) };
  }

  protected override messageOf(typed: ChangeSet): { message: object; changes: ChangeSet } {
    const { message, changes } = super.messageOf(typed);
    return { message: { ...message, ...(this.#file !== undefined && { file: this.#file }) }, changes };
  }

  protected override told(message: RoomMessage): void {
    if (message.type === "file_text" && message.file === this.#file) {
      this.text ??= textOf(message.code);
      this.room.host.count("a file's text asked for");
    } else if (message.type === "files_update") {
      check(message.version === this.version + 1, "versions have no gaps", () => this.name);
      this.version = message.version;
    } else super.told(message);
    if (message.type === "init" && this.#file !== undefined && !this.text)
      this.line?.send({ type: "open", file: this.#file });
  }

  protected override applied(message: Init | Extract<RoomMessage, { type: "code_update" }>): void {
    if (message.type === "code_update") {
      if (this.text && (message.file ?? MAIN_FILE) === this.file) this.apply(message.diff ?? []);
    } else if (message.edits && message.code === undefined) {
      for (const { file = MAIN_FILE, diff } of message.edits) if (this.text && file === this.file) this.apply(diff);
    } else {
      const texts = message.files?.filter(({ kind, deleted }) => kind === "text" && !deleted) ?? [];
      const known = this.epoch === message.epoch && this.#file !== undefined;
      if (!known) this.#file = texts.findLast(({ file }) => file !== MAIN_FILE)?.file;
      const code =
        this.#file === undefined ? message.code : message.texts?.find(({ file }) => file === this.#file)?.code;
      this.text = code === undefined ? undefined : textOf(code);
    }
  }

  override verifyQuiet(): void {
    check(
      this.text?.eq(this.room.host.state.project.text(this.file) ?? textOf("")) === true,
      "who opened a file has its text",
      () => this.name,
    );
  }
}
