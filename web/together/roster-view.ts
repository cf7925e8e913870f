// Brings the people of the room into the right sidebar, and on a phone beside the code.
import { Users } from "lucide-preact";
import { showView } from "#web/layout/panes";
import { addView } from "#web/layout/views";
import { rosterWanted } from "./roster-wanted";
import { RosterView } from "./RosterView.tsx";

const PEOPLE_VIEW = "people";

export function addRosterView(): void {
  addView({ id: PEOPLE_VIEW, label: "People", side: "right", icon: Users, Content: RosterView });
}

export function showRoster(): void {
  showView(PEOPLE_VIEW);
  rosterWanted.value = true;
}
