import { Check, Copy } from "lucide-preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { copyText } from "#web/copy-text";

/** How long the button says that it has copied. */
const COPIED_SHOWN_MS = 2_000;
const words = { no: "Copy", yes: "Copied", failed: "Press Ctrl+C" };

type LinkFieldProps = { label: string; hint: string; link: string; onChoose: () => void };

export function LinkField({ label, hint, link, onChoose }: LinkFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<keyof typeof words>("no");
  useEffect(() => {
    if (copied === "no") return;
    const timer = setTimeout(() => setCopied("no"), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    onChoose();
    const done = await copyText(link);
    setCopied(done ? "yes" : "failed");
    if (!done) field.current?.select();
  };

  return (
    <div class="link">
      <label htmlFor={id}>{label}</label>
      <p class="quiet">{hint}</p>
      <div class="link-row">
        <input
          id={id}
          ref={field}
          class="field"
          readOnly
          value={link}
          onFocus={(event) => {
            event.currentTarget.select();
            onChoose();
          }}
        />
        <button type="button" class="button button-outline link-copy" onClick={copy}>
          {copied === "yes" ? <Check /> : <Copy />}
          <span aria-live="polite">{words[copied]}</span>
        </button>
      </div>
    </div>
  );
}
