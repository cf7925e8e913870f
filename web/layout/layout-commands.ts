// What can be done with the panels, as commands.
import type { Command } from "#web/commands/commands";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";
import { openOrCloseOutput } from "#web/run/run-actions";
import { dock, hasOutput, hasPreview, isShown, panels, resetSize, setDock, setOpen } from "./panels";
import { pane, showPane, showView, toggleSidebar } from "./panes";
import { type Side, viewsOn } from "./views";

const group = "View";

export function layoutCommands(session: RoomSession): readonly Command[] {
  const isOpened = () => session.opened.value;
  const isWide = () => !isNarrow.value;
  const sidebar = (side: Side, keys: string): Command => ({
    id: `view.${side}`,
    group,
    label: `${side === "left" ? "Left" : "Right"} Sidebar, Open or Close`,
    keys,
    when: () => viewsOn(side).length > 0,
    run: () => toggleSidebar(side) || session.focusEditor(),
  });
  return [
    sidebar("left", "Mod+B"),
    sidebar("right", "Mod+Alt+B"),
    {
      id: "view.output",
      group,
      label: "Output, Open or Close",
      keys: "Mod+J",
      when: isOpened,
      run: () => openOrCloseOutput(session),
    },
    {
      id: "view.output.beside",
      group,
      label: "Output Beside the Code",
      when: () => isWide() && hasOutput.value && dock.value === "below",
      run: () => setDock("beside"),
    },
    {
      id: "view.output.below",
      group,
      label: "Output Below the Code",
      when: () => isWide() && hasOutput.value && dock.value === "beside",
      run: () => setDock("below"),
    },
    {
      id: "view.preview",
      group,
      label: "Preview of the Markdown, Open or Close",
      when: () => hasPreview.value,
      run() {
        if (isNarrow.value) showPane(pane.value === "preview" ? "code" : "preview");
        else setOpen(panels.preview, !isShown(panels.preview));
      },
    },
    {
      id: "view.sizes",
      group,
      label: "Sizes of All Panels as at First",
      when: isWide,
      run: () => Object.values(panels).filter(isShown).forEach(resetSize),
    },
    ...(["left", "right"] as const).flatMap(viewsOn).map(({ id, label }): Command => ({
      id: `view.show.${id}`,
      group,
      label: `Show ${label}`,
      run: () => showView(id),
    })),
  ];
}
