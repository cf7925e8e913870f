// A modal dialog of the browser's own: it keeps the focus inside and gives it back, and Escape closes it.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { X } from "lucide-preact";

type DialogProps = {
  title: string;
  wide?: boolean;
  /** On a phone it takes all of the page. */
  sheet?: boolean;
  onClose: () => void;
  children: ComponentChildren;
};

export function Dialog({ title, wide = false, sheet = false, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Before the next key: it is meant for the dialog.
  useLayoutEffect(() => dialog.current?.showModal(), []);

  return (
    <dialog
      ref={dialog}
      class={`dialog ${wide ? "dialog-wide" : ""} ${sheet ? "dialog-sheet" : ""}`}
      aria-labelledby={titleId}
      onClose={onClose}
      // A click beside it closes it too, where the browser knows how.
      closedby="any"
    >
      <div class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" class="button button-icon" aria-label="Close" onClick={() => dialog.current?.close()}>
          <X />
        </button>
      </div>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
