// What the clients of both Yjs servers share: a document, and a provider that keeps it in step.
import * as Y from "yjs";
import { type Change, type Client, type ClientSocket, type SocketClass, within } from "./peer.ts";

type Line = {
  sockets: ClientSocket[];
  disconnect(): void;
  connect(): void;
  isSynced(): boolean;
  onceSynced(done: () => void): void;
  destroy(): void;
};
type Delta = { retain?: number; insert?: string; delete?: number };

/** The socket class, noting what the provider makes of it. */
export function noting(Socket: SocketClass): { Socket: SocketClass; sockets: ClientSocket[] } {
  const sockets: ClientSocket[] = [];
  class Noted extends Socket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  return { Socket: Noted, sockets };
}

export async function yClient(open: (document: unknown) => Line): Promise<Client> {
  const document = new Y.Doc();
  const text = document.getText("text");
  const line = open(document);
  const synced = () =>
    line.isSynced() ? Promise.resolve() : within<void>("the join", (done) => line.onceSynced(() => done()));
  await synced();
  let tell: (changes: Change[]) => void = () => {};
  text.observe((event: { delta: Delta[] }, transaction: { local: boolean }) => {
    if (!transaction.local) tell(changesOf(event.delta));
  });
  return {
    text: () => text.toString(),
    get length() {
      return text.length as number;
    },
    insert: (pos, inserted) => text.insert(pos, inserted),
    remove: (pos, length) => text.delete(pos, length),
    onChanges: (told) => (tell = told),
    pause: () => {
      line.disconnect();
      line.sockets.at(-1)?.terminate();
    },
    resume: () => {
      line.connect();
      return synced();
    },
    close: () => {
      line.destroy();
      document.destroy();
    },
    sockets: line.sockets,
  };
}

function changesOf(delta: Delta[]): Change[] {
  const changes: Change[] = [];
  let pos = 0;
  for (const { retain = 0, insert = "", delete: deleted = 0 } of delta) {
    pos += retain;
    if (insert || deleted) changes.push({ pos, deleted, inserted: insert });
    pos += insert.length;
  }
  return changes;
}
