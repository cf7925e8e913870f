// The line under the output while a program runs: what is typed here, the program reads.
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RoomSession } from "#web/room-session";

type RunInputProps = {
  session: RoomSession;
  field: RefObject<HTMLInputElement>;
  /** The program has ended while the focus was here. */
  onGone: () => void;
};

export function RunInput({ session, field, onGone }: RunInputProps) {
  const { run } = session;
  const [draft, setDraft] = useState("");
  const sentRef = useRef<string[]>([]);
  const atRef = useRef(0);
  const form = useRef<HTMLFormElement>(null);
  const goneRef = useRef(onGone);
  goneRef.current = onGone;
  useLayoutEffect(() => {
    const own = form.current;
    return () => {
      if (own?.contains(document.activeElement)) goneRef.current();
    };
  }, []);

  const endedBy = run.inputEndedBy.value;
  const send = (text: string) => {
    if (!run.type(`${text}\n`)) return;
    if (text !== "") sentRef.current.push(text);
    atRef.current = sentRef.current.length;
    setDraft("");
  };
  // What is left in the line goes with the end, without a line end of its own.
  const end = () => run.type(draft, true) && setDraft("");
  const recall = (step: number) => {
    atRef.current = Math.min(sentRef.current.length, Math.max(0, atRef.current + step));
    setDraft(sentRef.current[atRef.current] ?? "");
  };

  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    const { key, ctrlKey, isComposing } = event;
    const { selectionStart, selectionEnd } = event.currentTarget;
    if (isComposing) return;
    if (key === "Enter" && !ctrlKey && !event.metaKey) send(draft);
    else if (key === "d" && ctrlKey) end();
    else if (key === "c" && ctrlKey && selectionStart === selectionEnd) run.stop();
    else if (key === "ArrowUp") recall(-1);
    else if (key === "ArrowDown") recall(1);
    else return;
    event.preventDefault();
  };
  // Several lines at once are sent as far as they are whole.
  const onPaste = (event: ClipboardEvent & { currentTarget: HTMLInputElement }) => {
    const pasted = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n") ?? "";
    if (!pasted.includes("\n")) return;
    event.preventDefault();
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const all = value.slice(0, selectionStart ?? 0) + pasted + value.slice(selectionEnd ?? 0);
    const cut = all.lastIndexOf("\n") + 1;
    setDraft(run.type(all.slice(0, cut)) ? all.slice(cut) : all.replaceAll("\n", " "));
  };

  return (
    <form ref={form} class="run-input" onSubmit={(event) => event.preventDefault()}>
      <span class="run-input-mark" data-person={session.me.value?.color} aria-hidden="true">
        ›
      </span>
      <input
        ref={field}
        class="run-input-field"
        aria-label="Input for the program"
        placeholder={endedBy === undefined ? "Type input, Enter sends" : `${endedBy} ended the input`}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="send"
        readOnly={endedBy !== undefined}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {endedBy === undefined && (
        <button type="button" class="button" title="The program finds the end of its input (Ctrl+D)" onClick={end}>
          End input
          <kbd class="key">Ctrl D</kbd>
        </button>
      )}
    </form>
  );
}
