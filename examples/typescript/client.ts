// Joins a room by its link without a socket: prints its text, adds a line at the end and says when that is stored.
//   node client.ts http://localhost:8787/r/<room> "a line"      (Node 24; what is asked and answered is typed)
import { ApiProblem, apiAt } from "#client/api";

const [link = "", line] = process.argv.slice(2);
if (line === undefined || !URL.canParse(link)) {
  console.error('Usage: node client.ts http://localhost:8787/r/<room> "a line"');
  process.exit(2);
}
const { origin, pathname } = new URL(link);
const api = apiAt(origin);
const params = { roomId: pathname.replace("/r/", "") };

try {
  const room = await api("GET /rooms/{roomId}", { params });
  console.log(room.code);
  // Whatever others type meanwhile is merged: the change is the one from the text at this version.
  const code = `${room.code}${room.code === "" || room.code.endsWith("\n") ? "" : "\n"}${line}\n`;
  const { version } = await api("PUT /rooms/{roomId}/code", { params, body: { code, version: room.version } });
  console.log(`stored as version ${version}`);
} catch (error) {
  console.error(error instanceof ApiProblem ? error.message : `No room answers at this link: ${String(error)}`);
  process.exitCode = 1;
}
