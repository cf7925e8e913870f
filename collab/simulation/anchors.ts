// Where threads must be: each as it was last written down, and moved by every edit of its file since.
import type { LoggedEdit } from "#collab/edit-log";
import type { RoomState } from "#collab/room-events";
import type { KeptThread } from "#collab/room-talk";
import { byId } from "#collab/simulation/at-rest";
import { same } from "#collab/simulation/check";

export class Anchors {
  readonly #kept = new Map<number, KeptThread>();

  /** What a room begins with is taken as it stands. */
  constructor({ talk, version }: Readonly<RoomState>) {
    this.keep((talk?.threads ?? []).map((thread) => ({ thread, version })));
  }

  keep(written: Iterable<KeptThread>): void {
    for (const kept of written) this.#kept.set(kept.thread.id, kept);
  }

  verify({ talk }: Readonly<RoomState>, edits: readonly LoggedEdit[]): KeptThread[] {
    const moved = [...this.#kept.values()].map(({ thread, version }) => {
      let { from, to } = thread;
      for (const edit of edits) {
        if (!edit.changes || edit.version <= version || edit.file !== thread.file) continue;
        from = edit.changes.mapPos(from, 1);
        to = Math.max(from, edit.changes.mapPos(to, -1));
      }
      return { ...thread, from, to };
    });
    same(byId(talk?.threads ?? []), byId(moved), "threads are where the edits have moved them");
    return [...this.#kept.values()];
  }
}
