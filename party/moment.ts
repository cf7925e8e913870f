// The room as it was: at a version, or when a time had come.
import type { Project } from "#collab/project";
import type { RoomState } from "#collab/room-events";
import type { RoomStore } from "#party/room-store";
import type { Moment } from "#protocol/file-rest";

/** Undefined when the room has no such version, or did not exist then. The present files are the room's own: not to be changed. */
export function projectAt(
  store: RoomStore,
  { version: latest, project }: Readonly<RoomState>,
  moment: Moment | undefined,
): { version: number; project: Project } | undefined {
  const version =
    moment === undefined
      ? latest
      : "version" in moment
        ? moment.version
        : versionAt(store, latest, Date.parse(moment.time));
  if (version === latest) return { version, project };
  const then = version < latest ? store.projectAt(version) : undefined;
  return then && { version, project: then };
}

/** The last version at a time, in ms. Edits are in the order of their times, but for a clock that was set back. */
export function versionAt(store: RoomStore, latest: number, time: number): number {
  let [from, to] = [0, latest];
  while (from < to) {
    const version = Math.ceil((from + to) / 2);
    const [edit] = store.since(version - 1, version) ?? [];
    if (edit && edit.time <= time) from = version;
    else to = version - 1;
  }
  return from;
}
