// Stands where the editor will, in its measures, so that nothing jumps when it comes.

import { lineHeightOf } from "#web/settings/code-font";
import { settings } from "#web/settings/settings";

/** Shares of the width, in lines that look like code. */
const lines = [34, 52, 21, 0, 44, 61, 38, 57, 12, 0, 48, 29];

export function EditorSkeleton() {
  const fontSize = settings.fontSize.value;
  return (
    <div
      class="skeleton"
      style={{ fontSize: `${fontSize}px`, lineHeight: `${lineHeightOf(fontSize)}px` }}
      role="status"
      aria-label="The room is opening"
    >
      {lines.map((width, index) => (
        <div class="skeleton-line" key={index}>
          <span class="skeleton-number">{index + 1}</span>
          <span class="skeleton-bar" style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
