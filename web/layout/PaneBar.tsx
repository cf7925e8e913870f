// On a phone: which pane one looks at, in a bar at the thumb.
import { BookOpen, Code, SquareTerminal } from "lucide-preact";
import type { ComponentType } from "preact";
import type { RoomSession } from "#web/room-session";
import { hasPreview } from "./panels";
import { pane, showPane } from "./panes";
import { chooseView, type View, viewOf, viewsOn } from "./views";

type Pane = { id: string; label: string; icon: ComponentType; mark: { text: string; words: string } | undefined };

export function PaneBar({ session }: { session: RoomSession }) {
  const running = session.run.isRunning ? { text: "", words: "running" } : undefined;
  const ofView = ({ id, label, icon, mark }: View): Pane => ({ id, label, icon, mark: mark?.(session) });
  const panes: Pane[] = [
    ...viewsOn("left").map(ofView),
    { id: "code", label: "Code", icon: Code, mark: undefined },
    ...(hasPreview.value ? [{ id: "preview", label: "Preview", icon: BookOpen, mark: undefined }] : []),
    { id: "output", label: "Output", icon: SquareTerminal, mark: running },
    ...viewsOn("right").map(ofView),
  ];
  const choose = (id: string) => {
    const view = viewOf(id);
    if (view) chooseView(view);
    showPane(id);
  };
  return (
    <div class="pane-bar" role="radiogroup" aria-label="What is shown">
      {panes.map(({ id, label, icon: Icon, mark }) => (
        <button key={id} type="button" role="radio" aria-checked={pane.value === id} onClick={() => choose(id)}>
          <span class="pane-icon">
            <Icon />
            {mark && (
              <span class="view-mark" data-dot={mark.text === ""} aria-hidden="true">
                {mark.text}
              </span>
            )}
          </span>
          {label}
          {mark && <span class="visually-hidden">, {mark.words}</span>}
        </button>
      ))}
    </div>
  );
}
