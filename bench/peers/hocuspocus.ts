// Hocuspocus and its provider. The table is the one of its SQLite extension, through Node's own SQLite.
import { DatabaseSync } from "node:sqlite";
import { Database } from "@hocuspocus/extension-database";
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { Server } from "@hocuspocus/server";
import type { Peer } from "./peer.ts";
import { noting, yClient } from "./y-client.ts";

export const start: Peer["start"] = async ({ port, dataDir }) => {
  const database = new DatabaseSync(`${dataDir}/documents.sqlite`);
  database.exec("CREATE TABLE IF NOT EXISTS documents (name varchar(255) NOT NULL, data blob NOT NULL, UNIQUE(name))");
  const select = database.prepare("SELECT data FROM documents WHERE name = ? ORDER BY rowid DESC");
  const upsert = database.prepare(
    "INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data",
  );
  const server = new Server({
    port,
    address: "127.0.0.1",
    quiet: true,
    stopOnSignals: false,
    websocketOptions: { perMessageDeflate: { threshold: 0 } }, // takes effect where the client offers it
    extensions: [
      new Database({
        fetch: async ({ documentName }: { documentName: string }) => select.get(documentName)?.["data"] ?? null,
        store: async ({ documentName, state }: { documentName: string; state: Uint8Array }) =>
          void upsert.run(documentName, state),
      }),
    ],
  });
  await server.listen();
  return {
    url: `ws://127.0.0.1:${port}`,
    stop: async () => {
      await server.destroy();
      database.close();
    },
  };
};

export const connect: Peer["connect"] = (url, room, options) => {
  const { Socket, sockets } = noting(options.Socket);
  return yClient((document) => {
    const socket = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: Socket });
    const provider = new HocuspocusProvider({ websocketProvider: socket, name: room, document, token: "none" });
    provider.attach();
    return {
      sockets,
      disconnect: () => socket.disconnect(),
      connect: () => socket.connect(),
      isSynced: () => provider.isSynced,
      onceSynced: (done) => {
        const synced = () => {
          provider.off("synced", synced);
          done();
        };
        provider.on("synced", synced);
      },
      destroy: () => {
        provider.destroy();
        socket.destroy();
      },
    };
  });
};
