// One server in a process of its own: says where it listens, ends when it is told to or its parent is gone.
import { createInterface } from "node:readline";
import { servers, type ServerName } from "./servers.ts";

const { server, dataDir, port, metered } = JSON.parse(process.argv[2] ?? "") as {
  server: ServerName;
  dataDir: string;
  port: number;
  metered: boolean;
};
const peer = await servers[server].load();
const place = { dataDir, port, metered };
const { url, inspector, stop } = await peer.start({
  ...place,
  // Only for who needs it: the others' memory is measured in this very process.
  startWorker: async (source) => (await import("./miniflare-server.ts")).startWorker(source, place),
});
console.log(JSON.stringify({ url, inspector }));
createInterface({ input: process.stdin }).on("close", () => {
  setTimeout(() => process.exit(1), 10_000).unref();
  void stop().then(() => process.exit(0));
});
