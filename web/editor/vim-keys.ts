// Vim's keys in the code. Loaded when somebody wants them.
//
// 1. Undo is the room's: u and Ctrl+R take back and bring again one's own edits only, one command at a time.
// 2. What others write is none of Vim's business: it is not repeated by ".", and leaves no insert mode.
import { effect } from "@preact/signals";
import { initVimMode, VimMode } from "monaco-vim";
import { settings } from "#web/settings/settings";
import type { KeyMapHost } from "./key-maps";
import type { editor as monacoEditor } from "./monaco";

type Adapter = ReturnType<typeof initVimMode> & {
  state: { vim: { insertMode: boolean } | null };
  openNotification(text: Node): void;
};
type Vim = {
  defineEx(name: string, shortest: string, run: (vim: Adapter) => void): void;
  map(keys: string, to: string, mode: "insert"): void;
  unmap(keys: string, mode: "insert"): void;
};

// Vim is one for all editors of the page; who is meant is known by the adapter.
const hosts = new WeakMap<object, KeyMapHost>();
const { Vim: vim } = VimMode as unknown as { Vim: Vim };
VimMode.commands.undo = (adapter: object) => hosts.get(adapter)?.undo();
VimMode.commands.redo = (adapter: object) => hosts.get(adapter)?.redo();
for (const [name, shortest] of [
  ["write", "w"],
  ["wq", "wq"],
  ["xit", "x"],
  ["update", "up"],
] as const)
  vim.defineEx(name, shortest, (adapter) => {
    const words = document.createElement("span");
    words.textContent = hosts.get(adapter)?.savedWords() ?? "";
    adapter.openNotification(words);
  });

export function bindVim(editor: monacoEditor.IStandaloneCodeEditor, host: KeyMapHost): { dispose(): void } {
  const adapter = initVimMode(editor, host.statusLine) as Adapter;
  hosts.set(adapter, host);
  const isInserting = () => adapter.state.vim?.insertMode ?? false;
  const dispatch = adapter.dispatch.bind(adapter);
  adapter.dispatch = (what: string, ...rest: unknown[]) => {
    const isOfOthers = host.isApplyingOthers() && (what === "change" || (what === "cursorActivity" && isInserting()));
    if (!isOfOthers) dispatch(what, ...rest);
  };
  adapter.on("vim-command-done", () => isInserting() || host.separateUndo());
  adapter.on("vim-mode-change", ({ mode }: { mode: string }) => mode === "normal" && host.separateUndo());
  const stopEscape = effect(() => {
    if (!settings.vimEscape.value) return;
    vim.map("jk", "<Esc>", "insert");
    return () => vim.unmap("jk", "insert");
  });
  return {
    dispose() {
      stopEscape();
      adapter.dispose();
      host.statusLine.replaceChildren();
    },
  };
}
