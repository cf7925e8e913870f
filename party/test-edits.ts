// For tests of the store: what a room does with an edit that its engine has accepted, without the engine.
import type { Commit } from "#collab/commit";
import { applyEdit, type LoggedEdit } from "#collab/edit-log";
import type { RoomState } from "#collab/room-events";
import type { RoomStore } from "#party/room-store";

/** The edit is in memory and in the commit, which is still to be written. */
export function accept(store: RoomStore, state: RoomState, commit: Commit, edit: LoggedEdit): void {
  store.accepted(edit);
  commit.add([{ type: "append", edit }]);
  applyEdit(state.project, edit);
  state.version = edit.version;
}
