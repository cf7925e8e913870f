import { Check, Copy } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { copyText } from "#web/copy-text";

/** How long the button says that it has copied. */
const COPIED_SHOWN_MS = 2_000;

type LinkFieldProps = { label: string; hint: string; link: string; chosen: boolean; onChoose: () => void };

export function LinkField({ label, hint, link, chosen, onChoose }: LinkFieldProps) {
  const [copied, setCopied] = useState<"no" | "yes" | "failed">("no");
  useEffect(() => {
    if (copied === "no") return;
    const timer = setTimeout(() => setCopied("no"), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <div class="link" data-chosen={chosen}>
      <label>
        <span class="link-label">{label}</span>
        <span class="quiet">{hint}</span>
        <input class="field" readOnly value={link} onFocus={(event) => (event.currentTarget.select(), onChoose())} />
      </label>
      <button
        type="button"
        class="button button-outline link-copy"
        onClick={async () => {
          onChoose();
          setCopied((await copyText(link)) ? "yes" : "failed");
        }}
      >
        {copied === "yes" ? <Check /> : <Copy />}
        <span aria-live="polite">{{ no: "Copy", yes: "Copied", failed: "Press Ctrl+C" }[copied]}</span>
      </button>
    </div>
  );
}
