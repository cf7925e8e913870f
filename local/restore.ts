// `npm run restore -- URL FOLDER`: the rooms of a backup into a Tandem, this one or another. A room that is there already
// stays as it is; with --replace the file takes its place when it is newer, with --force whatever is there. --location=weur
// makes rooms in that region.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { commandLine, forEachRoom, wordsOf } from "#local/admin";
import { fail } from "#local/command-line";
import { readRoomFile, SUFFIX } from "#local/room-file";

const { admin, folder, flags } = commandLine("restore", {
  replace: { type: "boolean" },
  force: { type: "boolean" },
  location: { type: "string" },
});
const query = new URLSearchParams({ replace: flags.force ? "any" : flags.replace ? "newer" : "no" });
if (flags.location !== undefined) query.set("location", flags.location);

// Before any room is sent: a refusal while it is being sent may be lost with the line.
const there = await admin
  .ask("/admin/rooms?after=~")
  .catch((error: Error) => fail(`It cannot be restored: ${error.message}`));
if (there.status === 404) fail("There is no /admin there: the secret ADMIN_TOKEN is not set.");
const regions = await regionsThere();
if (flags.location !== undefined && !regions.includes(flags.location))
  fail(`There is no region ${flags.location}; there are ${regions.join(", ")}.`);

const entries = await readdir(folder).catch((error: Error) => fail(`The folder cannot be read: ${error.message}`));
const names = entries.filter((name) => name.endsWith(SUFFIX) && !name.startsWith("."));
await forEachRoom(names, admin.stop, { name: (name) => name, act: restore });

async function restore(name: string): Promise<string> {
  const body = await readRoomFile(join(folder, name));
  const room = name.slice(0, -SUFFIX.length);
  const answer = await admin.ask(`/admin/rooms/${encodeURIComponent(room)}/archive?${query}`, { method: "PUT", body });
  if (answer.status === 409) return "there already";
  if (answer.status !== 204) throw new Error(await wordsOf(answer));
  return "restored";
}

async function regionsThere(): Promise<string[]> {
  const { paths } = (await (await admin.ask("/openapi.json")).json()) as OpenApi;
  const parameters = paths["/admin/rooms/{roomId}/archive"]?.["put"]?.parameters ?? [];
  return parameters.find(({ name }) => name === "location")?.schema.enum ?? [];
}
type OpenApi = {
  paths: Record<string, Record<string, { parameters?: { name: string; schema: { enum?: string[] } }[] }>>;
};
