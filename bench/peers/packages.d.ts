// The peers' packages are installed by the bench alone, so the compiler knows nothing of them.
declare module "@hocuspocus/extension-database";
declare module "@hocuspocus/provider";
declare module "@hocuspocus/server";
declare module "@teamwork/websocket-json-stream";
declare module "cloudflare:workers";
declare module "ot-text-unicode";
declare module "partyserver";
declare module "sharedb";
declare module "sharedb/lib/client/index.js";
declare module "sharedb/lib/snapshot.js";
declare module "y-partyserver";
declare module "y-partyserver/provider";
declare module "yjs";
