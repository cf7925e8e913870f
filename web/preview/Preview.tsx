// The place beside the code where Markdown is shown as it reads; what fills it is loaded when it is first wanted.
import { BookOpen } from "lucide-preact";
import { late } from "#web/controls/late.tsx";
import { PanelEdge } from "#web/layout/PanelEdge.tsx";
import { hasPreview, isShown, panels, setOpen, sizeOf } from "#web/layout/panels";
import { pane } from "#web/layout/panes";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";

const MarkdownPreview = late(() => import("./MarkdownPreview.tsx").then((module) => module.default), {
  name: "The preview",
});

export function Preview({ session }: { session: RoomSession }) {
  const panel = panels.preview;
  const isThere = isNarrow.value ? pane.value === "preview" : isShown(panel);
  if (!isThere) return null;
  return (
    <div class="preview" style={isNarrow.value ? undefined : { width: `${sizeOf(panel)}px` }}>
      {!isNarrow.value && <PanelEdge panel={panel} edge="left" />}
      <MarkdownPreview session={session} />
    </div>
  );
}

export function PreviewButton() {
  if (!hasPreview.value || isNarrow.value) return null;
  const shown = isShown(panels.preview);
  return (
    <button
      type="button"
      class="button preview-button"
      aria-pressed={shown}
      title={shown ? "Close the preview" : "Show beside the code how this reads"}
      onClick={() => setOpen(panels.preview, !shown)}
    >
      <BookOpen />
      Preview
    </button>
  );
}
