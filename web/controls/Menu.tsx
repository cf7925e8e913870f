// A button with a panel under it. Arrow keys walk the items, Escape and a click elsewhere close it.
import type { ComponentChildren, TargetedKeyboardEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

type MenuProps = {
  /** What the button says to those who do not see it. */
  label: string;
  button: ComponentChildren;
  buttonClass?: string;
  panelClass?: string;
  role?: "menu" | "dialog";
  children: (close: () => void) => ComponentChildren;
  /** Where the focus goes when the panel closes by a choice; the button by default. */
  onClosed?: () => void;
  /** Opens it from elsewhere, such as a command; `onWanted` then takes the wish back. */
  wanted?: boolean;
  /** The panel has just been opened. */
  onOpen?: () => void;
  onWanted?: () => void;
};

export function Menu({
  label,
  button,
  buttonClass = "button",
  panelClass = "",
  role = "menu",
  children,
  onClosed,
  wanted = false,
  onWanted,
  onOpen,
}: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!wanted) return;
    setOpen(true);
    onWanted?.();
  }, [wanted, onWanted]);

  const close = () => {
    setOpen(false);
    if (onClosed) onClosed();
    else trigger.current?.focus();
  };

  const openedRef = useRef(onOpen);
  openedRef.current = onOpen;
  useEffect(() => {
    if (!open) return;
    openedRef.current?.();
    const first =
      panel.current?.querySelector<HTMLElement>("[data-first], [aria-checked=true]") ?? items(panel.current)[0];
    first?.focus();
    const onPointer = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", onPointer);
    return () => document.removeEventListener("pointerdown", onPointer);
  }, [open]);

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    if (!open) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      return;
    }
    const all = items(panel.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
    // In a text field Home and End belong to the text.
    if (next === undefined || (document.activeElement instanceof HTMLInputElement && !event.key.startsWith("Arrow")))
      return;
    event.preventDefault();
    all.at(next % Math.max(1, all.length))?.focus();
  };

  return (
    <div class="menu" ref={root} role="presentation" onKeyDown={onKeyDown}>
      <button
        ref={trigger}
        type="button"
        class={buttonClass}
        aria-label={label}
        title={label}
        aria-haspopup={role}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div ref={panel} class={`menu-panel ${panelClass}`} role={role} aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

function items(panel: HTMLElement | null): HTMLElement[] {
  return [...(panel?.querySelectorAll<HTMLElement>(".menu-item") ?? [])];
}
