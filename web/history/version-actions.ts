// What is done with versions, and what is said of it.
import { ApiProblem } from "#client/api";
import type { Mark } from "#protocol/mark";
import { copyText } from "#web/copy-text";
import { roomPath } from "#web/room-address";
import { navigate } from "#web/route";
import { showToast } from "#web/toast";
import type { PastView } from "./past-view";

/** Says why it failed, if it does. */
export async function tried(what: string, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    const why = error instanceof ApiProblem ? error.message : "the room does not answer; try it again in a moment";
    showToast({ text: `${what}: ${why}.` });
    return false;
  }
}

export const restoreWithUndo = (view: PastView, version: number): Promise<boolean> =>
  tried(`v${version} could not be restored`, async () => {
    const before = view.newest.value;
    const after = await view.restore(version);
    if (after === before) return showToast({ text: `The files already are as they were at v${version}.` });
    showToast({
      text: `The files are as they were at v${version}.`,
      // To what the room was just before; what was typed since is what the undoing of that brings back.
      action: { label: "Undo", run: () => void restoreWithUndo(view, after - 1) },
    });
  });

export const forkAt = (view: PastView, version: number): Promise<boolean> =>
  tried(`v${version} could not be forked`, async () => {
    const id = await view.fork(version);
    navigate(roomPath(id));
    showToast({ text: `A room of its own, which goes on from v${version}.` });
  });

export async function copyVersionLink(view: PastView, version: number): Promise<void> {
  const copied = await copyText(`${location.origin}/r/${view.id}/history?at=v${version}`);
  showToast({
    text: copied ? `The link to v${version} is on the clipboard.` : "The browser did not let it be copied.",
  });
}

export const deleteWithUndo = (view: PastView, mark: Mark): Promise<boolean> =>
  tried("The name could not be deleted", async () => {
    await view.deleteMark(mark);
    const { name = "", version } = mark;
    showToast({
      text: `v${version} is no longer called “${name}”.`,
      action: {
        label: "Undo",
        run: () => void tried("It could not be undone", () => view.nameVersion(name, version)),
      },
    });
  });
