// A sidebar: the views of one side, one at a time. Nothing stands there while no part of the page has brought any.
import { X } from "lucide-preact";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";
import { PanelEdge } from "./PanelEdge.tsx";
import { isShown, panels, setOpen, sizeOf } from "./panels";
import { pane } from "./panes";
import { chooseView, chosenView, type Side, type View, viewOf, viewsOn } from "./views";
import "./layout.css";

type SidebarProps = { session: RoomSession; side: Side };

export function Sidebar({ session, side }: SidebarProps) {
  const panel = panels[side];
  if (isNarrow.value) {
    const view = viewOf(pane.value);
    if (view?.side !== side) return null;
    return (
      <aside class="sidebar" aria-label={view.label}>
        <Content session={session} view={view} />
      </aside>
    );
  }
  const view = chosenView(side);
  if (!view || !isShown(panel)) return null;
  return (
    <aside class="sidebar" data-side={side} aria-label={view.label} style={{ width: `${sizeOf(panel)}px` }}>
      <header class="sidebar-head">
        <ViewTabs session={session} side={side} shown={view} />
        <button
          type="button"
          class="button button-icon"
          aria-label={`Close ${view.label}`}
          title={`Close ${view.label}`}
          onClick={() => {
            setOpen(panel, false);
            session.focusEditor();
          }}
        >
          <X />
        </button>
      </header>
      <Content session={session} view={view} />
      <PanelEdge panel={panel} edge={side === "left" ? "right" : "left"} />
    </aside>
  );
}

const Content = ({ session, view }: { session: RoomSession; view: View }) => (
  <div class="sidebar-body">
    <view.Content session={session} />
  </div>
);

function ViewTabs({ session, side, shown }: SidebarProps & { shown: View }) {
  const views = viewsOn(side);
  if (views.length === 1) return <h2>{shown.label}</h2>;
  return (
    <div class="sidebar-tabs" role="radiogroup" aria-label="What the sidebar shows">
      {views.map((view) => {
        const mark = view.mark?.(session);
        return (
          <button
            key={view.id}
            type="button"
            role="radio"
            aria-checked={view === shown}
            title={view.label}
            onClick={() => chooseView(view)}
          >
            {view.label}
            {mark && (
              <span class="view-mark">
                <span aria-hidden="true">{mark.text}</span>
                <span class="visually-hidden">, {mark.words}</span>
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
