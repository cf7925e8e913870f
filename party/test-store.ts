// For tests of the store: a storage, a state to begin with, and what a room does with an edit that its engine has accepted,
// without the engine.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Commit } from "#collab/commit";
import { applyEdit, type LoggedEdit } from "#collab/edit-log";
import type { Project } from "#collab/project";
import type { RoomState } from "#collab/room-events";
import type { RoomStore } from "#party/room-store";

/** In the storage of an object of its own. */
export const inStorage = <R>(name: string, use: (storage: DurableObjectStorage) => R) =>
  runInDurableObject(env.ROOM.getByName(name), (_room, { storage }) => use(storage));

/** Of a room at version 0, where nobody has come yet. */
export const stateOf = (project: Project, more: Partial<RoomState> = {}): RoomState => ({
  roomId: "r",
  viewId: "v",
  epoch: "e",
  version: 0,
  project,
  language: "python",
  title: "",
  nextUser: 1,
  members: [],
  ...more,
});

/** The edit is in memory and in the commit, which is still to be written. */
export function accept(store: RoomStore, state: RoomState, commit: Commit, edit: LoggedEdit): void {
  store.accepted(edit);
  commit.add([{ type: "append", edit }]);
  applyEdit(state.project, edit);
  state.version = edit.version;
}
