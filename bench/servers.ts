// Everybody who is measured, in the order of the table.
import type { Peer } from "./peers/peer.ts";

type Measured = { title: string; durable: string; load(): Promise<Peer> };

export const servers = {
  tandem: {
    title: "Tandem",
    durable: "every edit, before its ack and before anybody sees it",
    load: () => import("./tandem.ts"),
  },
  "y-partyserver": {
    title: "y-partyserver",
    durable: "no: the whole document, 2 to 10 s later",
    load: () => import("./peers/y-partyserver.ts"),
  },
  hocuspocus: {
    title: "hocuspocus",
    durable: "no: the whole document, 2 to 10 s later",
    load: () => import("./peers/hocuspocus.ts"),
  },
  sharedb: {
    title: "ShareDB + SQLite",
    durable: "every operation, before its ack",
    load: () => import("./peers/sharedb.ts"),
  },
  relay: { title: "bare relay", durable: "nothing", load: () => import("./relay.ts").then(({ bare }) => bare) },
  "relay-row": {
    title: "relay + row",
    durable: "every message, before it is relayed",
    load: () => import("./relay.ts").then(({ withRow }) => withRow),
  },
} satisfies Record<string, Measured>;

export type ServerName = keyof typeof servers;
export const serverNames = Object.keys(servers) as ServerName[];
export const isServerName = (name: string): name is ServerName => name in servers;
