// y-partyserver with its own hibernating sample, and its provider.
import YProvider from "y-partyserver/provider";
import type { Peer } from "./peer.ts";
import { noting, yClient } from "./y-client.ts";

export const start: Peer["start"] = ({ startWorker }) =>
  startWorker({ entry: `${import.meta.dirname}/y-partyserver.worker.ts`, className: "Document", binding: "Document" });

export const connect: Peer["connect"] = (url, room, options) => {
  const { Socket, sockets } = noting(options.Socket);
  return yClient((document) => {
    const provider = new YProvider(url.replace("ws://", ""), room, document, {
      party: "document",
      WebSocketPolyfill: Socket,
      disableBc: true,
    });
    return {
      sockets,
      disconnect: () => provider.disconnect(),
      connect: () => provider.connect(),
      isSynced: () => provider.synced,
      onceSynced: (done) => provider.once("synced", done),
      destroy: () => provider.destroy(),
    };
  });
};
