// What whoever runs this Tandem has forgotten to set, where they will see it: secrets are set apart from everything else.
import { TriangleAlert } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { api } from "#web/api";

// Once for as long as the page lives: it does not change often, and health is more than a look.
let asked: Promise<readonly string[]> | undefined;

export function OperatorNotice() {
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  useEffect(() => {
    asked ??= api("GET /health").then(
      (health) => health.warnings,
      () => [], // unwell, or not there: whoever makes a room will be told
    );
    void asked.then(setWarnings);
  }, []);
  if (warnings.length === 0) return null;
  return (
    <aside class="operator-notice" aria-label="For whoever runs this Tandem">
      <TriangleAlert />
      <div>
        <h2>For whoever runs this Tandem</h2>
        {warnings.map((warning) => (
          <p key={warning}>{warning}</p>
        ))}
      </div>
    </aside>
  );
}
