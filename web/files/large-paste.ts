// A paste that no file can hold is stopped before it is one: nothing is lost, and what fits a file of its own becomes one.
import { TEXT_LENGTH_MAX } from "#protocol/limits";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { createFile } from "./file-actions";
import { freePath } from "./path-faults";

export function stopLargePastes(session: RoomSession): () => void {
  // Caught on its way down, before an editor has it.
  const onPaste = (event: ClipboardEvent) => {
    const isInCode = event.target instanceof Element && event.target.closest(".monaco-editor, .cm-editor");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const length = session.text?.length ?? 0;
    if (!isInCode || session.role.peek() !== "editor" || length + text.length <= TEXT_LENGTH_MAX) return;
    // What is pasted over does not count.
    if (length - session.selected.length + text.length <= TEXT_LENGTH_MAX) return;
    event.preventDefault();
    event.stopPropagation();
    // To the last one: one more than a file holds would be rounded to what it holds.
    const size = `${text.length.toLocaleString("en")} characters`;
    const add = () =>
      void createFile(session, freePath("pasted.txt", session.files.peek().values()), withLineEnds(text));
    showToast(
      text.length <= TEXT_LENGTH_MAX
        ? {
            text: `With these ${size} the file would be longer than a file can be.`,
            action: { label: "Make a new file of them", run: add },
          }
        : {
            text: `These are ${size}, and a file holds ${TEXT_LENGTH_MAX.toLocaleString("en")} at most. They are still on your clipboard; nothing was changed.`,
          },
    );
  };
  document.addEventListener("paste", onPaste, true);
  return () => document.removeEventListener("paste", onPaste, true);
}

const withLineEnds = (text: string): string => text.replace(/\r\n?/g, "\n");
