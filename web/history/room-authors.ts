// Who wrote what, in the room's own editor: as it was told last, and moved by what is typed since.
import { effect } from "@preact/signals";
import { api } from "#web/api";
import * as monaco from "#web/editor/monaco";
import type { RoomSession } from "#web/room-session";
import { authorDecorations, goToAuthors } from "./author-decorations";
import type { Spans } from "./blame";
import { historyPath } from "./history-commands";
import { goToHistory } from "./history-part.tsx";

/** After typing has rested so long it is asked anew. */
const STILL_MS = 800;

export function paintAuthors(session: RoomSession): () => void {
  const [editor] = monaco.editor.getEditors();
  if (!editor) return () => {};
  const painted = editor.createDecorationsCollection();
  const names = new Map<number, string>([[0, "Somebody from outside"]]);
  let spans: Spans = [];
  const params = { roomId: session.id };
  const ask = async () => {
    const file = session.file.peek();
    const path = session.files.peek().get(file)?.path;
    if (path === undefined) return;
    const unknown = spans.some(({ user }) => !names.has(user)) || names.size === 1;
    const [told, info] = await Promise.all([
      api("GET /rooms/{roomId}/blame/{path}", { params: { ...params, path } }),
      unknown ? api("GET /rooms/{roomId}/history", { params }) : undefined,
    ]);
    for (const { user, name } of info?.people ?? []) names.set(user, name);
    const model = editor.getModel();
    // Typed since: it is asked again when that has arrived.
    if (!model || file !== session.file.peek() || told.length !== model.getValueLength()) return;
    ({ spans } = told);
    painted.set(authorDecorations(model, spans, (user) => names.get(user) ?? `person ${user}`));
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    void session.edits.value;
    void session.version.value;
    void session.file.value;
    clearTimeout(timer);
    timer = setTimeout(() => void ask().catch(() => {}), STILL_MS); // asked again with the next edit
  });
  void ask().catch(() => {});
  const go = goToAuthors(
    editor,
    () => spans,
    (user) => ({
      name: names.get(user) ?? "",
      go: (version) => goToHistory(session, `${historyPath(session.id)}?at=v${version}`),
    }),
  );
  return () => {
    stop();
    clearTimeout(timer);
    go();
    painted.clear();
  };
}
