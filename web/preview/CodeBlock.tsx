import { Check, Copy } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { copyText } from "#web/copy-text";

/** How long the button says that it has copied. */
const COPIED_SHOWN_MS = 2_000;

/** Code of its own lines, with a way to copy it. */
export function CodeBlock({
  code,
  line,
  children,
}: {
  code: string;
  line?: number | undefined;
  children: ComponentChildren;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const label = copied ? "Copied" : "Copy this code";
  return (
    <div class="md-code" data-line={line}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines are scrolled, by keys too */}
      <pre tabIndex={0}>
        <code>{children}</code>
      </pre>
      <button
        type="button"
        class="button button-icon"
        aria-label={label}
        title={label}
        onClick={async () => setCopied(await copyText(code))}
      >
        {copied ? <Check /> : <Copy />}
      </button>
    </div>
  );
}
