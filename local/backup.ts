// `npm run backup -- URL FOLDER`: every room there, with its whole history, as a file here. Run again, it brings what has
// changed since. What was deleted there stays here.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Admin, commandLine, forEachRoom, wordsOf } from "#local/admin";
import { fail } from "#local/command-line";
import { checkArchive, SUFFIX, tagOfFile, UNFINISHED, writeRoomFile } from "#local/room-file";

const { admin, folder } = commandLine("backup", {});
await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: Error) =>
  fail(`The folder cannot be made: ${error.message}`),
);
// Of a copy that was killed. One that still runs would only write that room again.
for (const name of await readdir(folder)) if (name.startsWith(UNFINISHED)) await rm(join(folder, name));
await forEachRoom(roomsOf(admin), admin.stop, { name: (room) => room, act: backUp });

async function* roomsOf({ ask }: Admin): AsyncGenerator<string> {
  for (let after = ""; ;) {
    const answer = await ask(`/admin/rooms?after=${encodeURIComponent(after)}`);
    if (answer.status === 404) fail("There is no /admin there: the secret ADMIN_TOKEN is not set.");
    if (!answer.ok) fail(`The rooms could not be listed (${await wordsOf(answer)}).`);
    const { rooms, next } = (await answer.json()) as { rooms: { roomId: string }[]; next?: string };
    for (const { roomId } of rooms) if (/^[0-9a-f-]{36}$/.test(roomId)) yield roomId;
    if (next === undefined) return;
    after = next;
  }
}

async function backUp(room: string): Promise<string> {
  const name = room + SUFFIX;
  const tag = await tagOfFile(join(folder, name));
  const headers: Record<string, string> = tag === undefined ? {} : { "if-none-match": `"${tag}"` };
  const answer = await admin.ask(`/admin/rooms/${room}/archive`, { headers });
  if (answer.status === 304) return "unchanged";
  if (answer.status === 404) return "gone meanwhile";
  if (!answer.ok) throw new Error(await wordsOf(answer));
  const text = await answer.text();
  checkArchive(text);
  await writeRoomFile(folder, name, text, admin.stop);
  return "written";
}
