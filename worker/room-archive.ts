// A room's archive, between the library's rows and the lines of its file (protocol/room-archive.ts).
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { RoomArchive } from "#db/archives";
import { archiveEnd, archiveHead, archiveLine } from "#protocol/room-archive";

type Head = Omit<z.input<typeof archiveHead>, "room"> & { room: RoomArchive["room"] };

const base64 = (body: Uint8Array) => Buffer.from(body).toString("base64");
const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

export function textOfArchive(
  { room, snapshots, chunks, marks, assets, messages, runs }: RoomArchive,
  tag: string,
): string {
  const head = { format: "tandem room", formatVersion: 3, tag, room } satisfies Head;
  const lines = [
    head,
    ...snapshots.map(({ version, body }) => ({ type: "snapshot", version, body: base64(body) })),
    ...chunks.map(({ body, ...chunk }) => ({ type: "chunk", ...chunk, body: base64(body) })),
    ...marks.map((mark) => ({ type: "mark", ...mark })),
    ...assets.map(({ hash, body }) => ({ type: "asset", hash, body: base64(body) })),
    ...messages.map((message) => ({ type: "message", ...message })),
    ...runs.map(({ roomId: _, ...run }) => ({ type: "run", ...run })),
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  return `${text}${JSON.stringify({ type: "end", sha256: sha256(text) })}\n`;
}

/** Its message is a sentence of ours, which quotes nothing. */
export class Unreadable extends Error {}

/** Throws `Unreadable`, or what the schema says. */
export function archiveOfText(text: string): RoomArchive {
  const end = text.lastIndexOf("\n", text.length - 2) + 1;
  const sealed = text.slice(end).startsWith('{"type":"end"');
  const last = sealed ? archiveEnd.safeParse(json(text.slice(end))) : undefined;
  if (!last?.success) throw new Unreadable("It has no end: the file was cut off");
  const told = text.slice(0, end);
  if (sha256(told) !== last.data.sha256) throw new Unreadable("It is not as it was written: its SHA-256 differs");
  const [first = "", ...rest] = told.split("\n").filter(Boolean);
  const { room, formatVersion } = archiveHead.parse(json(first));
  const archive = {
    room,
    snapshots: [] as RoomArchive["snapshots"][number][],
    chunks: [] as RoomArchive["chunks"][number][],
    marks: [] as RoomArchive["marks"][number][],
    assets: [] as RoomArchive["assets"][number][],
    messages: [] as RoomArchive["messages"][number][],
    runs: [] as RoomArchive["runs"][number][],
  };
  for (const line of rest) {
    const found = archiveLine.parse(json(line));
    switch (found.type) {
      case "snapshot":
        archive.snapshots.push({ version: found.version, body: bytes(found.body) });
        break;
      case "chunk":
        archive.chunks.push({
          start: found.start,
          through: found.through,
          head: (formatVersion >= 3 && found.head) || null, // before, links had one edit each
          body: bytes(found.body),
        });
        break;
      case "mark": {
        const { type: _, ...mark } = found;
        archive.marks.push(mark);
        break;
      }
      case "asset":
        archive.assets.push({ hash: found.hash, body: bytes(found.body) });
        break;
      case "message":
        archive.messages.push({ n: found.n, body: found.body });
        break;
      case "run": {
        const { type: _, ...run } = found;
        archive.runs.push({ ...run, roomId: archive.room.id });
        break;
      }
    }
  }
  return archive;
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Unreadable("A line of it is not JSON");
  }
}
