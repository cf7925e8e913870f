// In the bar on top: opens and closes a sidebar, where there is one.
import { PanelLeft, PanelRight } from "lucide-preact";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";
import { isShown, panels } from "./panels";
import { toggleSidebar } from "./panes";
import { type Side, viewsOn } from "./views";

export function SidebarButton({ session, side }: { session: RoomSession; side: Side }) {
  const views = viewsOn(side);
  if (isNarrow.value || views.length === 0) return null;
  const shown = isShown(panels[side]);
  const label = `${shown ? "Close" : "Open"} ${views.map((view) => view.label).join(", ")}`;
  const marked = !shown && views.find((view) => view.mark?.(session))?.mark?.(session);
  return (
    <button
      type="button"
      class="button button-icon sidebar-button"
      aria-label={marked ? `${label}; ${marked.words}` : label}
      title={label}
      aria-expanded={shown}
      onClick={() => toggleSidebar(side) || session.focusEditor()}
    >
      {side === "left" ? <PanelLeft /> : <PanelRight />}
      {marked && (
        <span class="view-mark" aria-hidden="true">
          {marked.text}
        </span>
      )}
    </button>
  );
}
