// Other people's keys: Vim's and Emacs', while they are wanted.
import { effect } from "@preact/signals";
import type { RoomSession } from "#web/room-session";
import { settings } from "#web/settings/settings";
import { keyMapWords } from "#web/settings/setting-words";
import { showToast } from "#web/toast";
import type { editor as monacoEditor } from "./monaco";

type Editor = monacoEditor.IStandaloneCodeEditor;

/** What the keys need to know of the room. */
export type KeyMapHost = {
  statusLine: HTMLElement;
  /** Nothing has to be saved here: the words that say so, and what is true of it now. */
  savedWords(): string;
  isApplyingOthers(): boolean;
  undo(): void;
  redo(): void;
  separateUndo(): void;
};

type Bind = (editor: Editor, host: KeyMapHost) => { dispose(): void };

const loaders = {
  vim: (): Promise<Bind> => import("./vim-keys").then(({ bindVim }) => bindVim),
  emacs: (): Promise<Bind> => import("./emacs-keys").then(({ bindEmacs }) => bindEmacs),
};

type KeyMapOptions = {
  session: RoomSession;
  statusLine: HTMLElement;
  isApplyingOthers: () => boolean;
  /** Some keys mean something else now. */
  onChange: () => void;
};

export function bindKeyMap(
  editor: Editor,
  { session, statusLine, isApplyingOthers, onChange }: KeyMapOptions,
): { dispose(): void } {
  const host: KeyMapHost = {
    statusLine,
    isApplyingOthers,
    savedWords: () => `${session.status.value.words}. Everything is saved as it is typed.`,
    undo: () => session.undo(),
    redo: () => session.redo(),
    separateUndo: () => session.separateUndo(),
  };
  const stop = effect(() => {
    const keyMap = settings.keyMap.value;
    if (keyMap === "standard") return;
    let isWanted = true;
    let bound: { dispose(): void } | undefined;
    loaders[keyMap]().then(
      (bind) => {
        if (!isWanted) return;
        bound = bind(editor, host);
        onChange();
      },
      () =>
        showToast({ text: `${keyMapWords[keyMap]}’s keys could not be loaded. Load the page again to try once more.` }),
    );
    return () => {
      isWanted = false;
      bound?.dispose();
      onChange();
    };
  });
  return { dispose: stop };
}
